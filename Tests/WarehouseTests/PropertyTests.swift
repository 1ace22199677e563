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
    let twoDays = 172_800.0

    /// Everything asked of the rollups is asked again of the facts alone: all intervals and dates
    /// are opened, none stays stored.
    func checkThatRollupsEqualFacts(_ f: Fixture) throws {
        struct Question: Hashable {
            var query: String
            var grain: String
            var end: Double
        }
        // Two days, one, and one cut in the middle of an interval's day.
        let questions = [twoDays, 86_400, 85_500, 3600].flatMap { end in
            ["period", "day", "interval"].map {
                Question(query: "service-figures", grain: $0, end: end)
            }
                + ["agent-figures", "agent-intervals", "agent-not-ready-reasons"].map {
                    Question(query: $0, grain: "period", end: end)
                }
        }
        func ask() throws -> [Question: [[String: Value]]] {
            try Dictionary(
                uniqueKeysWithValues: questions.map {
                    ($0, try f.rows($0.query, grain: $0.grain, end: $0.end))
                })
        }
        let stored = try #require(try f.count("SELECT count(*) FROM rollup_service_interval"))
        #expect(stored.number ?? 0 > 0)
        let fromRollups = try ask()
        try openEverything(f)
        let fromFacts = try ask()
        for question in questions {
            let (rollups, facts) = (fromRollups[question] ?? [], fromFacts[question] ?? [])
            #expect(rollups.count == facts.count)
            for (a, b) in zip(rollups, facts) where a != b {
                let columns = a.keys.filter { a[$0] != b[$0] }.sorted()
                Issue.record(
                    "\(question) \(columns.map { "\($0) \(a[$0] as Any) \(b[$0] as Any)" })")
            }
        }
    }

    private func openEverything(_ f: Fixture) throws {
        for table in [
            "service_interval", "agent_interval", "service_day", "wait_day", "stay_day",
            "sighting_day", "spacing_day", "answer_day", "agent_day", "state_day",
        ] {
            try f.warehouse.connection.execute("DELETE FROM rollup_\(table)")
        }
        try f.warehouse.connection.execute(
            """
            INSERT OR IGNORE INTO open_interval (subject_key, interval_at)
            SELECT s.subject_key, c.start_at FROM calendar AS c
            CROSS JOIN (SELECT subject_key FROM subject_member UNION SELECT -1) AS s;
            INSERT OR IGNORE INTO open_day (subject_key, day_start_at)
            SELECT DISTINCT s.subject_key, c.day_start_at FROM calendar AS c
            CROSS JOIN (SELECT subject_key FROM subject_member UNION SELECT -1) AS s
            """)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `Random hours keep the laws`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let f = try Fixture()
        // Half of them go past midnight.
        let start = seed.isMultiple(of: 2) ? 0.0 : 83_100
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
            defer {
                // Now and then the collector sleeps past the gap that is allowed.
                at += Int.random(in: 0..<15, using: &random) == 0 ? 700 : 30
            }
            let tasks = calls.enumerated().filter {
                $0.element.queued <= at && $0.element.ended > at
                    // A list that is whole may still lack one, as when a task is handed on.
                    && Int.random(in: 0..<30, using: &random) > 0
            }
            .map { number, call in
                let isConnected = call.connected.map { $0 <= at } ?? false
                return f.task(
                    number, queued: start + call.queued,
                    connected: isConnected ? call.connected.map { start + $0 } : nil,
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
                f.pass(
                    start + at, tasks: tasks,
                    states: Int.random(in: 0..<9, using: &random) > 0 ? states : nil,
                    shortfall: isWhole ? nil : "cut short"))
        }
        try checkThatRollupsEqualFacts(f)
        for grain in ["period", "day", "interval"] {
            for row in try f.rows("service-figures", grain: grain, end: twoDays) {
                let parts = ["answered", "abandoned", "flowed_out", "open"].compactMap {
                    row[$0]?.number
                }
                #expect(row["offered"]?.number == parts.reduce(0, +))
            }
        }
        // Little's law: the integral of the queue's length equals the waits, clipped.
        let byInterval = try f.rows("service-figures", grain: "interval", end: twoDays)
            .filter { $0["service_id"] == .null }
        let integral = byInterval.reduce(0.0) { sum, row in
            sum + (row["queue_length_mean"]?.number ?? 0) * (row["observed_seconds"]?.number ?? 0)
        }
        let period = try #require(
            try f.rows("service-figures", end: twoDays).first { $0["service_id"] == .null })
        let whole =
            (period["queue_length_mean"]?.number ?? 0) * (period["observed_seconds"]?.number ?? 0)
        let waits = try #require(
            try f.count(
                """
                SELECT sum(max(0, min(t.waited_until_at, r.to_at) - max(t.queue_started_at, r.from_at)))
                FROM task_outcome AS t JOIN coverage AS r
                    ON r.resource = 2 AND r.service_key = t.service_key
                """
            )?.number)
        #expect(abs(whole * 1000 - waits) < 1)
        #expect(integral <= whole + 0.001)

        for row in try f.rows("agent-figures", end: twoDays) where row["agent_id"] != .null {
            let seconds = [
                "selectable", "working", "after_call_work", "not_ready", "rona", "off_duty",
                "offline", "unknown",
            ].compactMap { row[$0 + "_seconds"]?.number }
            #expect(abs(seconds.reduce(0, +) - twoDays) < 0.0005)
            #expect(seconds.allSatisfy { $0 >= 0 })
        }
    }
}
