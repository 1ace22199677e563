import CivilTime
import Locking
import Testing

@testable import LucsAPI

/// A clock that moves only when told to.
private final class Clock: Sendable {
    private let time = Locked(ContinuousClock.now)
    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func move(_ duration: Duration) { time.withLock { $0 += duration } }
}

@Suite("The budget of requests")
struct RateBudgetTests {
    private let clock = Clock()

    private func budget(
        perSecond: Int? = nil, perMinute: Int? = nil, perHour: Int? = nil
    ) -> RateBudget {
        RateBudget(
            ClientConfiguration.Limits(
                perSecond: perSecond, perMinute: perMinute, perHour: perHour),
            // A pause of chance may be longer than the one asked for.
            now: { [clock] in clock.now }, chance: { 0.5 })
    }

    /// Sends as many requests as are allowed at once, up to `most`.
    private func spend(_ budget: RateBudget, most: Int = 1000) async throws -> Int {
        for count in 0..<most {
            do {
                let ticket = try await budget.reserve(before: .now)
                await budget.complete(ticket, .accepted)
            } catch is RateBudget.TooLate {
                return count
            }
        }
        return most
    }

    /// Sends one more request, which the server refuses.
    private func refuse(_ budget: RateBudget, asked: Duration?) async throws {
        let ticket = try await budget.reserve(before: .now)
        await budget.complete(ticket, .refused)
        _ = await budget.refuse(ticket, asked: asked)
    }

    @Test("No more requests go out than each limit allows")
    func configured() async throws {
        let budget = budget(perSecond: 5, perMinute: 12)
        #expect(try await spend(budget) == 5)
        clock.move(.milliseconds(1001))
        #expect(try await spend(budget) == 5)
        clock.move(.milliseconds(1001))
        #expect(try await spend(budget) == 2)
        clock.move(.seconds(60))
        #expect(try await spend(budget) == 5)
    }

    @Test("A request that failed counts, for the server may have counted it")
    func failed() async throws {
        let budget = budget(perMinute: 2)
        for outcome in [RateBudget.Outcome.failed, .refused, .failed] {
            await budget.complete(try await budget.reserve(before: .now), outcome)
        }
        #expect(try await spend(budget) == 0)
    }

    @Test("In the next run a request leaves its window no sooner than in its own")
    func remembered() async throws {
        let budget = budget()
        #expect(try await spend(budget, most: 3) == 3)
        let history = await budget.history(
            of: "", at: Timestamp(milliseconds: 1_795_521_600_250))
        #expect(history.accepted.map(\.end.milliseconds) == [1_795_521_601_000])
        #expect(history.accepted.map(\.requests) == [3])
    }

    @Test("Refusals with no request accepted in between show no limit, however full a window is")
    func refusalsAlone() async throws {
        let budget = budget()
        #expect(try await spend(budget, most: 10) == 10)
        clock.move(.milliseconds(500))
        try await refuse(budget, asked: .seconds(57))
        clock.move(.milliseconds(57_600))
        try await refuse(budget, asked: .seconds(57))
        #expect(await budget.limits == ClientConfiguration.Limits())
    }

    @Test("A request counts until long after its answer, however long that took")
    func slowResponses() async throws {
        let budget = budget(perSecond: 1)
        let ticket = try await budget.reserve(before: .now)
        clock.move(.seconds(5))
        await #expect(throws: RateBudget.TooLate.self) {
            try await budget.reserve(before: .now)
        }
        await budget.complete(ticket, .accepted)
        clock.move(.milliseconds(900))
        #expect(try await spend(budget) == 0)
        clock.move(.milliseconds(101))
        #expect(try await spend(budget) == 1)
    }

    @Test(
        "A refusal is a pause of exactly the length asked for, and no limit",
        arguments: [2, 61, 1200, 86_400])
    func pause(seconds: Int) async throws {
        let budget = budget()
        clock.move(.seconds(4000))
        #expect(try await spend(budget, most: 9) == 9)
        try await refuse(budget, asked: .seconds(seconds))
        #expect(await budget.limits == ClientConfiguration.Limits())
        clock.move(.seconds(seconds) - .milliseconds(1))
        #expect(try await spend(budget) == 0)
        clock.move(.milliseconds(1))
        #expect(try await spend(budget, most: 500) == 500)
        #expect(await budget.allowance(for: .seconds(5)) == nil)
    }

    @Test("Pauses kept in vain grow, and one request finds out whether the pause is over")
    func inVain() async throws {
        let budget = budget()
        var pauses: [Duration] = []
        for _ in 0..<9 {
            let ticket = try await budget.reserve(before: .now)
            await #expect(throws: RateBudget.TooLate.self, "\(pauses.count)") {
                if pauses.isEmpty { throw RateBudget.TooLate(wait: .zero, reason: .limit) }
                _ = try await budget.reserve(before: .now)
            }
            await budget.complete(ticket, .refused)
            pauses.append(await budget.refuse(ticket, asked: .seconds(1)))
            clock.move(pauses.last ?? .zero)
        }
        #expect(pauses[0] == .seconds(1))
        #expect(pauses[4] >= .seconds(8) && pauses[8] >= .seconds(30), "\(pauses)")
        #expect(pauses[8] <= .seconds(91), "\(pauses)")
        #expect(await budget.limits == ClientConfiguration.Limits())
    }

    @Test("Refusals of one burst begin one pause, and count as one overrun")
    func bursts() async throws {
        let budget = budget()
        _ = try await spend(budget, most: 10)
        var tickets: [RateBudget.Ticket] = []
        for _ in 0..<4 { tickets.append(try await budget.reserve(before: .now)) }
        for ticket in tickets {
            clock.move(.milliseconds(5))
            await budget.complete(ticket, .refused)
            _ = await budget.refuse(ticket, asked: .seconds(30))
        }
        #expect(await budget.limits == ClientConfiguration.Limits())
        #expect(await budget.overrun?.refusalsInARow == 1)
    }

    @Test(
        "A limit is learned from the second overrun of a window that was as full as ever",
        arguments: [(10, 1, 0), (100, 60, 1), (3000, 3600, 2)])
    func learned(limit: Int, seconds: Int, window: Int) async throws {
        let budget = budget()
        for _ in 0..<2 {
            // In parts, so that no shorter window is full when the refusal comes.
            for _ in 0..<10 {
                _ = try await spend(budget, most: limit / 10)
                clock.move(.milliseconds(window == 0 ? 10 : 1001))
            }
            let wait = Duration.seconds(seconds) - .milliseconds(window == 0 ? 100 : 10_010)
            try await refuse(budget, asked: wait)
            clock.move(wait)
        }
        let limits = await budget.limits
        let found = [limits.perSecond, limits.perMinute, limits.perHour]
        #expect(found == (0..<3).map { $0 == window ? limit : nil })
    }

    @Test("A learned limit that is proven wrong grows, and is dropped within minutes")
    func dropped() async throws {
        let budget = budget()
        for _ in 0..<2 {
            _ = try await spend(budget, most: 5)
            try await refuse(budget, asked: .seconds(2))
            clock.move(.seconds(5))
        }
        #expect(await budget.limits.perSecond == 5)
        clock.move(.seconds(25))
        #expect(await budget.limits.perSecond ?? 0 > 5)
        clock.move(.seconds(60))
        #expect(await budget.limits.perSecond == nil)
    }

    @Test("A configured limit stays the upper bound")
    func bound() async throws {
        let budget = budget(perMinute: 10)
        for _ in 0..<2 {
            _ = try await spend(budget, most: 9)
            clock.move(.seconds(2))
            try await refuse(budget, asked: .seconds(58))
            clock.move(.seconds(58))
        }
        #expect(await budget.limits.perMinute == 9)
        clock.move(.seconds(7200))
        #expect(await budget.limits.perMinute == 10)
    }

    @Test(
        "Spending the allowance of every span keeps within the limits for hours, and uses them",
        arguments: [(10, nil, nil), (nil, 120, nil), (nil, nil, 3000), (4, 100, 2500)]
            as [(Int?, Int?, Int?)])
    func allowance(perSecond: Int?, perMinute: Int?, perHour: Int?) async throws {
        let budget = budget(perSecond: perSecond, perMinute: perMinute, perHour: perHour)
        let limit =
            [perSecond.map { $0 * 3600 }, perMinute.map { $0 * 60 }, perHour].compactMap(\.self)
            .min() ?? 0
        // A first pass that takes half of a minute's or a sixth of an hour's budget.
        var spent = try await spend(budget, most: min(perMinute.map { $0 / 2 } ?? 500, 500))
        var fraction = 0.0
        for pass in 0..<360 {
            clock.move(.seconds(30))
            // The last hour is the one that counts.
            if pass == 240 { spent = 0 }
            let allowance = fraction + (try #require(await budget.allowance(for: .seconds(30))))
            fraction = allowance - allowance.rounded(.down)
            for _ in 0..<Int(allowance) {
                // Through a second's window it takes a while.
                if try await spend(budget, most: 1) == 0 {
                    clock.move(.seconds(1))
                    try #require(try await spend(budget, most: 1) == 1)
                }
                spent += 1
            }
        }
        #expect(spent <= limit)
        #expect(spent * 10 >= limit * 6, "\(spent) of \(limit)")
    }

    // MARK: From one run to the next

    /// What another process has after a run with this budget, some time later.
    private func next(
        _ budget: RateBudget, after pause: Duration, perMinute: Int? = nil, perHour: Int? = nil
    ) async -> RateBudget {
        let wallClock = Timestamp(milliseconds: 1_795_504_500_123)
        let history = await budget.history(of: "k", at: wallClock)
        clock.move(pause)
        let next = self.budget(perMinute: perMinute, perHour: perHour)
        await next.resume(history, at: wallClock + pause)
        return next
    }

    @Test("Many short runs together keep within an hour's limit, and use it")
    func runs() async throws {
        var budget = budget(perHour: 100)
        var spent: [Int] = []
        for _ in 0..<180 {
            spent.append(try await spend(budget, most: 7))
            budget = await next(budget, after: .seconds(60), perHour: 100)
        }
        for start in 0..<120 { #expect(spent[start..<(start + 60)].reduce(0, +) <= 100) }
        #expect(spent[120...].reduce(0, +) >= 98)
    }

    @Test("A request leaves the window of a later run no earlier than its own")
    func noEarlier() async throws {
        let first = budget(perMinute: 3)
        #expect(try await spend(first) == 3)
        let second = await next(first, after: .milliseconds(59_000), perMinute: 3)
        #expect(try await spend(second) == 0)
        clock.move(.milliseconds(2001))
        #expect(try await spend(second) == 3)
    }

    @Test("A later run keeps quiet as long as an earlier one was told to, whole or to one server")
    func quiet() async throws {
        let first = budget()
        try await refuse(first, asked: .seconds(1800))
        await first.coolDown("http://a", for: .seconds(2400))
        let second = await next(first, after: .seconds(1700))
        #expect(try await spend(second) == 0)
        clock.move(.seconds(102))
        let ticket = try await second.reserve(for: "http://b", before: .now)
        await second.complete(ticket, .accepted)
        await #expect(throws: RateBudget.TooLate.self) {
            try await second.reserve(for: "http://a", before: .now)
        }
        clock.move(.seconds(600))
        _ = try await second.reserve(for: "http://a", before: .now)
    }

    @Test("Overruns recur, and a learned limit holds, also from one run to the next")
    func learnedBefore() async throws {
        var budget = budget()
        for _ in 0..<2 {
            for _ in 0..<10 {
                _ = try await spend(budget, most: 4)
                clock.move(.milliseconds(1001))
            }
            try await refuse(budget, asked: .seconds(50))
            budget = await next(budget, after: .seconds(50))
        }
        #expect(await budget.limits.perMinute == 40)
        // By the time that all of them have left the window, it has grown by a step.
        clock.move(.seconds(12))
        #expect(try await spend(budget) == 42)
        budget = await next(budget, after: .seconds(600))
        #expect(await budget.limits.perMinute == nil)
    }

    @Test("Somebody else's burst on the same key does not stop short runs for long")
    func anotherUser() async throws {
        var budget = budget()
        clock.move(.seconds(4000))
        var spent: [Int] = []
        for minute in 0..<120 {
            if (61...62).contains(minute) {
                // Refused again and again for two minutes, without a time to come back.
                for _ in 0..<5 {
                    if let ticket = try? await budget.reserve(before: .now) {
                        await budget.complete(ticket, .refused)
                        _ = await budget.refuse(ticket, asked: nil)
                        clock.move(.seconds(3))
                    }
                }
                spent.append(0)
            } else {
                spent.append(try await spend(budget, most: 31))
            }
            budget = await next(budget, after: .seconds(60))
        }
        // No run after it goes empty, and most make the whole of their looks.
        #expect(spent[63...].allSatisfy { $0 >= 15 }, "\(spent[60...])")
        #expect(spent[0...60].allSatisfy { $0 == 31 })
        #expect(spent[110...].allSatisfy { $0 >= 20 }, "\(spent[110...])")
    }

    @Test("A clock that was set back makes no request that is yet to come")
    func clockSetBack() async throws {
        let first = budget(perMinute: 5)
        #expect(try await spend(first) == 5)
        let history = await first.history(
            of: "k", at: Timestamp(milliseconds: 1_795_504_500_000))
        let second = budget(perMinute: 5)
        await second.resume(history, at: Timestamp(milliseconds: 1_795_500_000_000))
        #expect(try await spend(second) == 0)
        clock.move(.seconds(60))
        #expect(try await spend(second) == 5)
    }
}
