import CivilTime
import Locking
import Testing

@testable import LucsAPI

/// A server that limits the rate of requests, by a clock that only the test moves.
private struct LimitingServer {
    enum Kind {
        /// Fills by `rate` a second, up to `burst`.
        case bucket(rate: Double, burst: Double)
        /// Counts afresh at the whole multiples of its length.
        case fixed(maximum: Int, seconds: Double)
    }

    let kind: Kind
    /// `nil`: it does not say when to come back.
    let retryAfter: (Double) -> Double?
    private var tokens: Double
    private var filledAt = 0.0
    private var window = -1

    init(_ kind: Kind, retryAfter: @escaping (Double) -> Double?) {
        self.kind = kind
        self.retryAfter = retryAfter
        if case .bucket(_, let burst) = kind { tokens = burst } else { tokens = 0 }
    }

    /// - Returns: whether it accepts a request, and if not, after how many seconds it would.
    mutating func request(at second: Double) -> (isAccepted: Bool, wait: Double) {
        switch kind {
        case .bucket(let rate, let burst):
            tokens = min(burst, tokens + (second - filledAt) * rate)
            filledAt = second
            guard tokens < 1 else {
                tokens -= 1
                return (true, 0)
            }
            return (false, (1 - tokens) / rate)
        case .fixed(let maximum, let seconds):
            let index = Int(second / seconds)
            if index != window { (window, tokens) = (index, Double(maximum)) }
            guard tokens < 1 else {
                tokens -= 1
                return (true, 0)
            }
            return (false, Double(index + 1) * seconds - second)
        }
    }

    /// The most requests that it accepts in so many seconds.
    func permitted(_ seconds: Double) -> Double {
        switch kind {
        case .bucket(let rate, let burst): burst + rate * seconds
        case .fixed(let maximum, let length): Double(maximum) * (seconds / length).rounded(.up)
        }
    }
}

/// A loop of passes over the services against such a server, four requests at a time, each of
/// which takes 25 ms.
private final class Loop {
    private let time = Locked(Duration.zero)
    let budget: RateBudget
    var server: LimitingServer
    var sent = 0
    var refusals = 0
    var accepted = 0
    var passes = 0

    init(_ server: LimitingServer, seed: UInt64 = 1) {
        let begin = ContinuousClock.now
        let state = Locked(seed)
        budget = RateBudget(
            .init(), now: { [time] in begin + time.withLock { $0 } },
            chance: {
                state.withLock { state in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Double(state >> 11) / Double(UInt64(1) << 53)
                }
            })
        self.server = server
    }

    var now: Duration { time.withLock { $0 } }

    private func reserve() async throws -> RateBudget.Ticket? {
        do {
            return try await budget.reserve(before: .now)
        } catch is RateBudget.TooLate {
            return nil
        }
    }

    /// Sends so many requests, each until it is accepted or the time is over.
    private func send(_ count: Int, until end: Duration) async throws {
        var left = count
        while left > 0, now < end {
            var tickets: [RateBudget.Ticket] = []
            while tickets.count < min(4, left), let ticket = try await reserve() {
                tickets.append(ticket)
            }
            if tickets.isEmpty {
                time.withLock { $0 += .milliseconds(10) }
                continue
            }
            time.withLock { $0 += .milliseconds(25) }
            for ticket in tickets {
                sent += 1
                let (isAccepted, wait) = server.request(at: now.inSeconds)
                await budget.complete(ticket, isAccepted ? .accepted : .refused)
                if isAccepted {
                    accepted += 1
                    left -= 1
                } else {
                    refusals += 1
                    let asked = server.retryAfter(wait).map {
                        Duration.milliseconds(Int64($0 * 1000))
                    }
                    _ = await budget.refuse(ticket, asked: asked)
                }
            }
        }
    }

    /// - Returns: the requests that a loop without a limit would have sent.
    func run(services: Int, every: Duration, for length: Duration) async throws -> Double {
        var fraction = 0.0
        while now < length {
            let start = now
            let allowance = await budget.allowance(for: every)
            let whole = allowance.map { Int($0 + fraction) } ?? services + 1
            fraction = allowance.map { $0 + fraction - Double(whole) } ?? 0
            try await send(min(services + 1, max(whole, 2)), until: length)
            passes += 1
            let next = (now / every).rounded(.up)
            time.withLock { $0 = max(every * next, start + every / 2) }
        }
        return Double(services + 1) * (length / every)
    }
}

@Suite("Loops against servers that limit the rate")
struct RateLimitLoopTests {
    struct Limit: CustomTestStringConvertible {
        let testDescription: String
        fileprivate let kind: LimitingServer.Kind
        fileprivate var retryAfter: @Sendable (Double) -> Double? = { $0.rounded(.up) }
        var services = 20
        var every = Duration.seconds(5)
        var minutes = 30
    }

    private static let limits = [
        Limit(
            testDescription: "10 a second, burst 15, always 2 s",
            kind: .bucket(rate: 10, burst: 15), retryAfter: { _ in 2 }, minutes: 4),
        Limit(
            testDescription: "10 a second, burst 15, the time until it fills",
            kind: .bucket(rate: 10, burst: 15)),
        Limit(
            testDescription: "10 a second, burst 15, more demand than that",
            kind: .bucket(rate: 10, burst: 15), retryAfter: { _ in 2 }, services: 100),
        Limit(
            testDescription: "2 a second, burst 30", kind: .bucket(rate: 2, burst: 30)),
        Limit(
            testDescription: "5 a second, burst 5, untold", kind: .bucket(rate: 5, burst: 5),
            retryAfter: { _ in nil }),
        Limit(testDescription: "20 in a second", kind: .fixed(maximum: 20, seconds: 1)),
        Limit(testDescription: "8 in a second", kind: .fixed(maximum: 8, seconds: 1)),
        Limit(testDescription: "30 in ten seconds", kind: .fixed(maximum: 30, seconds: 10)),
        Limit(testDescription: "100 in a minute", kind: .fixed(maximum: 100, seconds: 60)),
        Limit(testDescription: "240 in a minute", kind: .fixed(maximum: 240, seconds: 60)),
        Limit(
            testDescription: "100 in a minute, untold", kind: .fixed(maximum: 100, seconds: 60),
            retryAfter: { _ in nil }, minutes: 60),
        Limit(
            testDescription: "500 in five minutes", kind: .fixed(maximum: 500, seconds: 300),
            minutes: 120),
        Limit(
            testDescription: "3000 in an hour", kind: .fixed(maximum: 3000, seconds: 3600),
            minutes: 600),
    ]

    @Test(
        "At least 90 % of what the server permits is used, and few requests are refused",
        arguments: limits)
    func share(limit: Limit) async throws {
        let length = Duration.seconds(60 * limit.minutes)
        var shares: [Double] = []
        var refused: [Double] = []
        for seed in 1...5 as ClosedRange<UInt64> {
            let loop = Loop(
                LimitingServer(limit.kind, retryAfter: limit.retryAfter), seed: seed)
            let wanted = try await loop.run(
                services: limit.services, every: limit.every, for: length)
            let possible = min(wanted, loop.server.permitted(length.inSeconds))
            shares.append(Double(loop.accepted) / possible)
            refused.append(Double(loop.refusals) / Double(loop.sent))
        }
        #expect(shares.allSatisfy { $0 >= 0.9 }, "\(shares)")
        #expect(refused.reduce(0, +) / 5 <= 0.05, "\(refused)")
        #expect(refused.allSatisfy { $0 <= 0.075 }, "\(refused)")
    }

    @Test(
        "One refusal among many requests costs the pause asked for, and nothing after it",
        arguments: [2, 61])
    func once(pause: Int) async throws {
        let loop = Loop(LimitingServer(.fixed(maximum: 1_000_000, seconds: 1e9)) { $0 })
        let ticket = try await loop.budget.reserve(before: .now)
        await loop.budget.complete(ticket, .refused)
        _ = await loop.budget.refuse(ticket, asked: .seconds(pause))
        _ = try await loop.run(services: 20, every: .seconds(5), for: .seconds(50 + pause))
        #expect(loop.passes >= 10, "\(loop.passes)")
        #expect(await loop.budget.limits == ClientConfiguration.Limits())
    }
}
