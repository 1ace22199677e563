import CivilTime
import Foundation
import LucsModel
import Queries
import SQLite
import Testing
import Warehouse

@Suite struct PruneTests {
    /// These ask of days that may be gone: the week before, and when collecting began.
    private static let beyondTheirPeriod: Set = ["week-over-week", "page-collected"]

    /// Everything that can be asked of each day and of all together, in full.
    private func answers(_ f: Fixture, _ days: ClosedRange<Int>) throws -> [String: [String]] {
        var answers: [String: [String]] = [:]
        for (name, sql) in Queries.all where !Self.beyondTheirPeriod.contains(name) {
            for grain in sql.contains(":grain") ? ["period", "day", "interval"] : ["period"] {
                for span in days.map({ $0...$0 }) + [days] {
                    let statement = try f.warehouse.connection.prepare(sql)
                    try statement.bind([
                        "start_at": .integer(f.start(of: span.lowerBound).milliseconds),
                        "end_at": .integer(f.start(of: span.upperBound + 1).milliseconds),
                        "grain": .text(grain),
                    ])
                    var rows: [String] = []
                    try statement.forEach { row in
                        rows.append((0..<row.count).map { "\(row[$0])" }.joined(separator: "|"))
                    }
                    answers["\(name) by \(grain) of days \(span)"] = rows
                }
            }
        }
        return answers
    }

    private func expectSame(_ pruned: Fixture, _ whole: Fixture, _ days: ClosedRange<Int>) throws {
        let found = try answers(pruned, days)
        let expected = try answers(whole, days)
        #expect(expected.values.contains { $0.count > 20 })
        for (question, rows) in expected {
            #expect(found[question] == rows, "\(question)")
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `What is kept answers as before, also after more passes, prunes and new rules`(
        seed: UInt64
    ) throws {
        let (pruned, whole) = (try Fixture(), try Fixture())
        let days = RandomDays(pruned, seed: seed, days: 6)
        func apply(_ span: Range<Int>) throws {
            for pass in days.passes(span) {
                _ = try pruned.warehouse.apply(pass)
                _ = try whole.warehouse.apply(pass)
            }
        }
        try apply(0..<4)
        let first = try pruned.warehouse.prune(before: pruned.date(2))
        #expect(first.days == 2 && first.tasks > 200 && first.states > 20 && first.passes == 288)
        #expect(first.spaceKept == nil)
        #expect(first.bytesAfter < first.bytesBefore * 8 / 10)
        try expectSame(pruned, whole, 2...3)
        #expect(try pruned.warehouse.verify(days: 9).findings == [])

        try apply(4..<6)
        try expectSame(pruned, whole, 2...5)
        _ = try pruned.warehouse.prune(before: pruned.date(3))
        try expectSame(pruned, whole, 3...5)

        // New rules sum everything up anew, from the facts.
        for f in [pruned, whole] {
            let rule = ServiceLevelRule(threshold: .seconds(60), shortAbandon: .seconds(30))
            _ = try f.warehouse.keep(ServiceLevelRules(everyone: rule), now: f.midnight)
        }
        try expectSame(pruned, whole, 3...5)
        #expect(try pruned.warehouse.verify(days: 9).findings == [])
        #expect(
            try pruned.count("SELECT count(*) FROM rollup_service_day")
                != .integer(0))
    }

    @Test func `What is old is gone, the names of those who left as well`() throws {
        let f = try Fixture()
        let days = RandomDays(f, seed: 4, days: 4)
        for pass in days.passes(0..<4) { _ = try f.warehouse.apply(pass) }
        func isInFile(_ text: String) throws -> Bool {
            _ = try f.warehouse.connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            let data = try #require(FileManager.default.contents(atPath: f.warehouse.path))
            return data.range(of: Data(text.utf8)) != nil
        }
        #expect(try isInFile("Agent 8 of day 0"))
        let outcome = try f.warehouse.prune(before: f.date(3))
        #expect(outcome.agents == 1)
        #expect(try !isInFile("Agent 8 of day 0"))
        #expect(try isInFile("Agent 7 of day 1"))
        let cut = f.start(of: 3).milliseconds
        for (what, sql) in [
            ("pass", "SELECT count(*) FROM pass WHERE started_at < \(cut)"),
            (
                "failures",
                "SELECT count(*) FROM pass_failure WHERE pass_key NOT IN (SELECT pass_key FROM pass)"
            ),
            (
                "tasks",
                "SELECT count(*) FROM task_fact WHERE max(ended_at, ended_before_at) < \(cut)"
            ),
            ("states", "SELECT count(*) FROM state_fact WHERE to_at < \(cut)"),
            ("sums", "SELECT count(*) FROM rollup_agent_interval WHERE interval_at < \(cut)"),
        ] {
            #expect(try f.count(sql) == .integer(0), "\(what)")
        }
        // What reaches over the cut is whole.
        #expect(
            try f.count("SELECT count(*) FROM task_fact WHERE interval_at < \(cut)") != .integer(0))
        #expect(
            try f.count("SELECT count(*) FROM state_fact WHERE from_at < \(cut)") != .integer(0))
    }

    @Test func `A second time there is nothing to do, nor before the first day`() throws {
        let f = try Fixture()
        let days = RandomDays(f, seed: 5, days: 2)
        for pass in days.passes(0..<2) { _ = try f.warehouse.apply(pass) }
        let early = try f.warehouse.prune(before: f.date(-30))
        #expect(early.days == 0 && early.tasks == 0 && early.states == 0 && early.passes == 0)
        #expect(try f.warehouse.prune(before: f.date(1)).days == 1)
        let again = try f.warehouse.prune(before: f.date(1))
        #expect(again.days == 0 && again.tasks == 0 && again.states == 0 && again.passes == 0)
        #expect(again.bytesAfter == again.bytesBefore)
        #expect(try f.count("PRAGMA freelist_count") == .integer(0))
    }

    @Test func `Pruned to nothing, a warehouse can be filled again`() throws {
        let f = try Fixture()
        let days = RandomDays(f, seed: 6, days: 4)
        for pass in days.passes(0..<1) { _ = try f.warehouse.apply(pass) }
        _ = try f.warehouse.prune(before: f.date(3))
        #expect(try f.count("SELECT count(*) FROM pass") == .integer(1))
        for pass in days.passes(3..<4) { _ = try f.warehouse.apply(pass) }
        #expect(try f.warehouse.verify(days: 9).findings == [])
        #expect(try f.count("SELECT count(DISTINCT local_date) FROM calendar") != .integer(0))
    }

    /// Polls of a service a minute around a midnight, with some tasks and an agent.
    private func night(_ f: Fixture) throws {
        let lost = f.task(1, queued: 86_200)
        let seenAfter = f.task(2, queued: 86_200)
        let reaching = f.task(3, queued: 3600, connected: 3700, agent: 1)
        let agent = UserState(user: f.id(2, kind: 3), isSelectable: true)
        for (at, tasks) in [
            (3660.0, []), (3720, [reaching]), (86_220, [reaching, lost, seenAfter]),
            (86_280, [reaching, lost, seenAfter]), (86_340, [reaching, seenAfter]),
            (86_430, [reaching]), (86_490, []),
        ] as [(Double, [LucsTask])] {
            var rules = PassRules()
            rules.maxGap = .seconds(86_400)
            _ = try f.warehouse.apply(f.pass(at, tasks: tasks, states: [agent]), rules: rules)
        }
    }

    @Test func `What ended before the cut but was last seen after it is kept`() throws {
        let f = try Fixture()
        try night(f)
        let ended = "SELECT ended_at FROM task WHERE task_id = '\(f.id(2, kind: 2))'"
        // Between 23:59:00 and 00:00:30: by the estimate before midnight.
        #expect(try f.count(ended) == .integer(f.at(86_385).milliseconds))
        #expect(try f.warehouse.prune(before: f.date(1)).tasks == 1)
        #expect(try f.count(ended) == .integer(f.at(86_385).milliseconds))
        #expect(
            try f.count("SELECT count(*) FROM task WHERE task_id = '\(f.id(1, kind: 2))'") == 0)
        #expect(try f.warehouse.prune(before: f.date(2)).tasks == 2)
        #expect(try f.count("SELECT count(*) FROM task") == 0)
    }

    @Test func `The calendar reaches as far back as what is kept, and no further`() throws {
        let f = try Fixture()
        // Long before, so that there are days which nothing reaches back to.
        _ = try f.warehouse.apply(f.pass(-900_000))
        try night(f)
        _ = try f.warehouse.apply(f.pass(200_000))
        _ = try f.warehouse.prune(before: f.date(1))
        #expect(
            try f.count("SELECT min(local_date) FROM calendar") == .text("\(f.date(0))"))
        #expect(try f.count("SELECT count(*) FROM task") == 2)
        for (view, columns) in [
            ("task", "created_local queue_started_local ended_local local_date"),
            ("agent_state", "from_local to_local"), ("coverage_run", "from_local to_local"),
        ] {
            for column in columns.split(separator: " ") {
                #expect(
                    try f.count("SELECT count(*) FROM \(view) WHERE \(column) IS NULL") == 0,
                    "\(view).\(column)")
            }
        }
        #expect(try f.warehouse.verify(days: 9).findings == [])
        // Days that were pruned before are not gone through again.
        #expect(try f.warehouse.prune(before: f.date(1)).days == 0)
        // The agent's state, open when it was last polled, reaches no further than that.
        let all = try f.warehouse.prune(before: f.date(3))
        #expect(all.tasks == 2)
        #expect(all.states == 1)
        #expect(try f.count("SELECT count(*) FROM state_fact") == 0)
    }

    @Test func `What is open is pruned once its last poll is older than the cut`() throws {
        let f = try Fixture()
        let agent = UserState(user: f.id(1, kind: 3), isSelectable: true)
        _ = try f.warehouse.apply(
            f.pass(60, tasks: [f.task(1, queued: 50)], states: [agent]))
        _ = try f.warehouse.apply(
            f.pass(120, tasks: [f.task(1, queued: 50)], states: [agent]))
        let early = try f.warehouse.prune(before: f.date(0))
        #expect(early.tasks == 0 && early.states == 0)
        let outcome = try f.warehouse.prune(before: f.date(1))
        #expect(outcome.tasks == 1 && outcome.states == 1)
        #expect(try f.count("SELECT count(*) FROM task_fact") == 0)
        #expect(try f.count("SELECT count(*) FROM state_fact") == 0)
        // It goes on as a new stay if it is still listed.
        _ = try f.warehouse.apply(
            f.pass(90_000, tasks: [f.task(1, queued: 50)], states: [agent]))
        #expect(try f.count("SELECT count(*) FROM task WHERE outcome = 'open'") == 1)
        #expect(try f.count("SELECT count(*) FROM agent_state") == 1)
    }

    @Test func `A collector may go on meanwhile`() throws {
        let f = try Fixture()
        let days = RandomDays(f, seed: 7, days: 3)
        for pass in days.passes(0..<2) { _ = try f.warehouse.apply(pass) }
        let other = try Warehouse.open(path: f.warehouse.path)
        _ = try other.prune(before: f.date(1))
        for pass in days.passes(2..<3) { _ = try f.warehouse.apply(pass) }
        #expect(try other.verify(days: 9).findings == [])
    }
}

extension Fixture {
    /// The date so many days after the first.
    func date(_ day: Int) -> CivilDate {
        warehouse.calendar.date(at: midnight).adding(days: day)
    }

    func start(of day: Int) -> Timestamp { warehouse.calendar.start(of: date(day)) }
}
