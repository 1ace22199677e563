import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// A small seeded generator, so that a failure can be had again.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct PropertyTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `Random hours keep the laws`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let f = try Fixture()
        struct Call {
            var queued: Double
            var connected: Double?
            var ended: Double
            var agent: Int
        }
        let calls = (0..<80).map { _ in
            let queued = Double(Int.random(in: 0..<3_600_000, using: &random)) / 1000
            let patience = Double(Int.random(in: 1...300_000, using: &random)) / 1000
            let isAnswered = Int.random(in: 0..<4, using: &random) > 0
            return Call(
                queued: queued, connected: isAnswered ? queued + patience : nil,
                ended: queued + patience + (isAnswered ? 240 : 0),
                agent: Int.random(in: 1...9, using: &random))
        }
        var at = 0.0
        while at < 5400 {
            let tasks = calls.enumerated().filter {
                $0.element.queued <= at && $0.element.ended > at
            }
            .map { number, call in
                let isConnected = call.connected.map { $0 <= at } ?? false
                return f.task(
                    number, queued: call.queued, connected: isConnected ? call.connected : nil,
                    agent: isConnected ? call.agent : nil)
            }
            let states = (1...9).map { agent in
                let kind = Int.random(in: 0..<4, using: &random)
                return UserState(
                    user: f.id(agent, kind: 3), isSelectable: kind == 0,
                    notSelectableReason: ["", "NotReady", "Working", "Offline"][kind],
                    notReadyReason: kind == 1 ? "Lunch" : nil)
            }
            let isWhole = Int.random(in: 0..<10, using: &random) > 0
            _ = try f.warehouse.apply(
                f.pass(at, tasks: tasks, states: states, shortfall: isWhole ? nil : "cut short"))
            // Now and then the collector sleeps past the gap that is allowed.
            at += Int.random(in: 0..<15, using: &random) == 0 ? 700 : 30
        }
        for grain in ["period", "day", "interval"] {
            for row in try f.rows("service-figures", grain: grain) {
                let parts = ["answered", "abandoned", "open"].compactMap { row[$0]?.number }
                #expect(row["offered"]?.number == parts.reduce(0, +))
            }
        }
        // Little's law: the integral of the queue's length equals the waits, clipped.
        let byInterval = try f.rows("service-figures", grain: "interval")
            .filter { $0["service_id"] == .null }
        let integral = byInterval.reduce(0.0) { sum, row in
            sum + (row["queue_length_mean"]?.number ?? 0) * (row["observed_seconds"]?.number ?? 0)
        }
        let period = try #require(try f.rows("service-figures").first { $0["service_id"] == .null })
        let whole =
            (period["queue_length_mean"]?.number ?? 0) * (period["observed_seconds"]?.number ?? 0)
        let waits = try #require(
            try f.count(
                """
                SELECT sum(min(waited_until_at, \(f.at(86_400).milliseconds))
                    - max(queue_started_at, \(f.midnight.milliseconds))) FROM task_outcome
                """
            )?.number)
        #expect(abs(whole * 1000 - waits) < 1)
        #expect(integral <= whole + 0.001)

        for row in try f.rows("agent-figures") where row["agent_id"] != .null {
            let seconds = [
                "selectable", "working", "after_call_work", "not_ready", "rona", "off_duty",
                "offline", "unknown",
            ].compactMap { row[$0 + "_seconds"]?.number }
            #expect(abs(seconds.reduce(0, +) - 86_400) < 0.0005)
            #expect(seconds.allSatisfy { $0 >= 0 })
        }
    }
}
