import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Polls that follow the traffic: every 5 s while it is busy, every 4 minutes else.
@Suite struct UnequalSpacingTests {
    private struct Call {
        var number: Int
        var queued: Double
        var connected: Double?
        var ended: Double
    }

    private static let hour = 3600.0
    /// From 10:00 to 12:00 a call every 20 s; else, from 6:00 to 18:00, one every 3 minutes.
    private static let busy = 10 * hour..<12 * hour
    private static let open = 6 * hour..<18 * hour

    /// Calls that last longer than any spacing, so that the polls show each of them: whatever is off
    /// then is off for the spacing alone. In the busy hours waits and talks are longer.
    private static func calls() -> [Call] {
        var random = SplitMix64(state: 7)
        var calls: [Call] = []
        var queued = open.lowerBound
        while queued < open.upperBound {
            let isBusy = busy.contains(queued)
            let wait = Double.random(in: isBusy ? 60..<300 : 5..<30, using: &random)
            let talk = Double.random(in: isBusy ? 400..<900 : 260..<500, using: &random)
            let isAnswered = !isBusy || Int.random(in: 0..<8, using: &random) > 0
            calls.append(
                Call(
                    number: calls.count, queued: queued.rounded(),
                    connected: isAnswered ? (queued + wait).rounded() : nil,
                    ended: (queued + wait + (isAnswered ? talk : 0)).rounded()))
            queued += Double.random(in: isBusy ? 1..<39 : 1..<359, using: &random)
        }
        return calls
    }

    private func collect(_ calls: [Call], into f: Fixture, rules: PassRules) throws {
        var at = 0.0
        var (first, listed) = (0, [Call]())
        while at < 86_400 {
            while first < calls.count, calls[first].queued <= at {
                listed.append(calls[first])
                first += 1
            }
            listed.removeAll { $0.ended <= at }
            let tasks = listed.map { call in
                f.task(
                    call.number, queued: call.queued,
                    connected: call.connected.flatMap { $0 <= at ? $0 : nil })
            }
            _ = try f.warehouse.apply(f.pass(at, tasks: tasks), rules: rules)
            at += Self.busy.contains(at) ? 5 : 240
        }
        _ = try f.warehouse.apply(f.pass(86_400), rules: rules)
    }

    @Test func `Figures of a day polled unequally are not biased`() throws {
        let f = try Fixture()
        let calls = Self.calls()
        var rules = PassRules()
        rules.spacingFollowsTraffic = true
        rules.taskGap = .seconds(900)
        try collect(calls, into: f, rules: rules)
        let total = try #require(try f.rows("service-figures").first { $0["service_id"] == .null })
        func figure(_ name: String) throws -> Double { try #require(total[name]?.number) }

        let answered = calls.filter { $0.connected != nil }
        let waits = calls.map { ($0.connected ?? $0.ended) - $0.queued }
        let inTime = answered.count { ($0.connected ?? 0) - $0.queued < 20 }
        let count = Double(answered.count)
        #expect(try figure("offered") == Double(calls.count))
        #expect(try figure("answered") == count)
        #expect(try figure("service_level") == Double(inTime) / Double(calls.count))
        let wait = answered.reduce(0) { $0 + ($1.connected ?? 0) - $1.queued } / count
        #expect(try abs(figure("asa_seconds") - wait) < 0.001)
        // Each quiet call ends within 240 s, known to their middle: of 200 calls, 5 s on average.
        let handled = answered.reduce(0) { $0 + $1.ended - ($1.connected ?? 0) } / count
        #expect(try abs(figure("handle_mean_seconds") - handled) < 6)
        // An abandoned call's end is known to 5 s.
        let queue = waits.reduce(0, +) / 86_400
        #expect(try abs(figure("queue_length_mean") / queue - 1) < 0.002)
        #expect(try figure("observed_seconds") == 86_400)
    }

    @Test func `Polls that are planned far apart have no gap between them`() throws {
        for (gap, isObserved) in [(Duration?.none, false), (.seconds(600), true)] {
            let f = try Fixture()
            var rules = PassRules()
            rules.maxGap = .seconds(300)
            rules.taskGap = gap
            for at in stride(from: 0.0, through: 7200, by: 480) {
                _ = try f.warehouse.apply(
                    f.pass(at, tasks: [f.task(1, queued: 100, connected: 130)], states: []),
                    rules: rules)
            }
            let gaps = try f.rows("coverage-gaps", end: 7200).map { $0["resource"] }
            #expect(gaps.contains(.text("user states")), "their gap is another one")
            #expect(gaps.contains(.text("tasks")) != isObserved)
            let total = try #require(
                try f.rows("service-figures", end: 7200).first { $0["service_id"] == .null })
            #expect(total["observed_seconds"]?.number == (isObserved ? 7200 : 0))
        }
    }
}
