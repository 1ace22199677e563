import CSQLite
import CivilTime
import LucsModel
import Testing

@testable import SQLite
@testable import Warehouse

/// What a pass costs does not depend on how much history a warehouse holds.
@Suite struct PassCostTests {
    /// Hundreds of instructions that SQLite runs for four passes, one of which ends an interval.
    private static func instructions(afterFacts count: Int) throws -> Int {
        let fixture = try Fixture()
        let connection = fixture.warehouse.connection
        func pass(_ second: Double, _ task: LucsTask, selectable: Bool) -> Pass {
            fixture.pass(
                second, tasks: [task],
                states: [
                    UserState(
                        user: fixture.id(1, kind: 3), isSelectable: selectable,
                        notSelectableReason: selectable ? nil : "NotReady")
                ])
        }
        _ = try fixture.warehouse.apply(
            pass(0, fixture.task(1, queued: -5), selectable: true))
        // A month of tasks and states that ended long ago.
        try connection.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO task_fact (service_key, interval_at, begun_at, id, queue_started_at,
                first_seen_at, ended_after_at, ended_before_at, ended_at)
            SELECT f.service_key, f.interval_at - 30 * 86400000, f.begun_at - 30 * 86400000 + n.i,
                'old ' || n.i, f.begun_at, f.begun_at, f.begun_at, f.begun_at, f.begun_at
            FROM n, task_fact AS f;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO state_fact (agent_key, from_at, to_at, state)
            SELECT f.agent_key, f.from_at - 30 * 86400000 + n.i, f.from_at, f.state
            FROM n, state_fact AS f;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO presence_fact (agent_key, from_at, to_at, state)
            SELECT f.agent_key, f.from_at - 30 * 86400000 + n.i, f.from_at, f.state
            FROM n, presence_fact AS f;
            """)
        let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        count.initialize(to: 0)
        defer { count.deallocate() }
        sqlite3_progress_handler(
            connection.handle, 100,
            { context in
                context?.assumingMemoryBound(to: Int.self).pointee += 1
                return 0
            }, count)
        for (number, second) in [60.0, 120, 890, 910].enumerated() {
            _ = try fixture.warehouse.waitingTasks()
            _ = try fixture.warehouse.apply(
                pass(
                    second, fixture.task(number + 2, queued: second - 5),
                    selectable: number.isMultiple(of: 2)))
        }
        sqlite3_progress_handler(connection.handle, 0, nil, nil)
        return count.pointee
    }

    @Test func `A pass reads none of what ended before`() throws {
        let few = try Self.instructions(afterFacts: 1)
        let many = try Self.instructions(afterFacts: 20_000)
        #expect(few > 10)
        #expect(Double(many) < 1.1 * Double(few), "\(many) against \(few)")
    }
}
