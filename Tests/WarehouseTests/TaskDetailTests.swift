import CivilTime
import LucsModel
import Queries
import SQLite
import Testing

@testable import Warehouse

/// What is kept of a task beside what figures are counted by.
@Suite struct TaskDetailTests {
    private let f: Fixture

    init() throws { f = try Fixture() }

    private func task(_ change: (inout LucsTask) -> Void) -> LucsTask {
        var task = f.task(1, queued: 0, connected: 5, agent: 1)
        change(&task)
        return task
    }

    @Test func `How the agent was chosen stays when the task is shown without an agent`() throws {
        _ = try f.warehouse.apply(
            f.pass(
                60,
                tasks: [
                    task {
                        $0.agentProfile = "Home Office"
                        $0.responsibleSinceLevel = 2
                        $0.selectionAlgorithm = "LongestIdle"
                        $0.externalID = EntityID("20000000-0000-0000-0000-0000000000AA")
                        $0.customOrigin = "Shop"
                    }
                ]))
        _ = try f.warehouse.apply(f.pass(120, tasks: [task { $0.agent = nil }]))
        _ = try f.warehouse.apply(f.pass(180))
        var found: [Value] = []
        try f.warehouse.connection.prepare(
            """
            SELECT agent_profile, responsible_level, selection_algorithm, external_task_id,
                custom_origin, outcome FROM task
            """
        ).forEach { row in for column in 0..<row.count { found.append(row[column]) } }
        #expect(
            found == [
                .text("Home Office"), .integer(2), .text("LongestIdle"),
                .text("20000000-0000-0000-0000-0000000000aa"), .text("Shop"), .text("answered"),
            ])
    }

    @Test(arguments: ["by-context", ""])
    func `Context parameters are joined to tasks by an index`(query: String) throws {
        let sql =
            Queries.all[query]
            ?? "SELECT * FROM task AS t JOIN task_context AS x ON x.task_id = t.task_id"
        let plan = try f.lines("EXPLAIN QUERY PLAN \(sql)")
        #expect(plan.contains { $0.contains("USING INDEX context_value_task") }, "\(plan)")
    }

    @Test func `A context parameter has one row, with its latest value`() throws {
        func poll(_ seconds: Double, _ value: String) throws {
            _ = try f.warehouse.apply(
                f.pass(
                    seconds,
                    tasks: [
                        task { $0.context = [ContextParameter(name: "Language", value: value)] }
                    ]))
        }
        try poll(60, "de")
        try poll(120, "fr")
        try poll(180, "fr")
        #expect(
            try f.count(
                """
                SELECT count(*) || min(name) || min(value) || min(first_seen_at)
                FROM task_context
                """) == .text("1Languagefr\(f.at(60).milliseconds)"))
    }

    @Test func `Figures by a context parameter add up to those of all tasks`() throws {
        var tasks: [LucsTask] = []
        for number in 0..<9 {
            var task = f.task(
                number, queued: Double(number), connected: number % 3 == 0 ? 60 : nil,
                agent: number % 3 == 0 ? number : nil)
            if number < 7 {
                task.context = [ContextParameter(name: "L", value: "\(number % 2)")]
            }
            tasks.append(task)
        }
        _ = try f.warehouse.apply(f.pass(60, tasks: tasks))
        _ = try f.warehouse.apply(f.pass(120))
        let statement = try f.warehouse.connection.prepare(
            try #require(Queries.all["by-context"]))
        try statement.bind(["name": "l"])
        var offered: [Int64] = []
        var answered: Int64 = 0
        try statement.forEach { row in
            offered.append(try row.requiredInteger(2))
            answered += try row.requiredInteger(3)
        }
        #expect(offered.sorted() == [2, 3, 4])
        #expect(answered == 3)
    }

    @Test
    func `Callbacks begin, change and end with their lists, and an older list changes nothing`()
        throws
    {
        func apply(_ seconds: Double, _ callbacks: [Callback], listedAt: Double? = nil) throws {
            var pass = f.pass(seconds)
            pass.callbacks = Listing(rows: callbacks, observedAt: f.at(listedAt ?? seconds))
            _ = try f.warehouse.apply(pass)
        }
        func callback(_ number: Int, retries: Int, state: String = "Pending") -> Callback {
            Callback(
                id: f.id(number, kind: 7), service: f.service, state: state, due: f.at(400),
                retryCount: retries, maxRetries: 2)
        }
        try apply(0, [callback(1, retries: 0), callback(2, retries: 1), callback(3, retries: 0)])
        try apply(300, [callback(2, retries: 2), callback(3, retries: 0, state: "Terminated")])
        try apply(330, [callback(1, retries: 0)], listedAt: 100)
        try apply(600, [callback(4, retries: 0)])
        let found = try f.lines(
            """
            SELECT substr(callback_id, -1), outcome, retry_count, is_overdue,
                (ended_at - \(f.midnight.milliseconds)) / 1000 FROM callback ORDER BY callback_id
            """)
        #expect(found == ["1 made 0 0 300", "2 failed 2 0 600", "3 made 0 0 300", "4 open 0 1"])
    }
}
