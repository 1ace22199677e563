import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Rollups against a slow recomputation from the facts.
@Suite struct RollupTests {
    private func stored(_ f: Fixture, _ service: Int64, _ interval: Int64) throws -> SlowRollup.Row?
    {
        let names = [
            "offered", "answered", "abandoned", "short_abandoned", "flowed_out", "open",
            "accountable", "answered_within", "abandoned_within", "answered_wait_ms",
            "abandoned_wait_ms", "handle_ms", "handled", "unconfirmed", "longest_wait_ms",
            "waiting_ms", "observed_ms",
        ]
        var found: SlowRollup.Row?
        try f.warehouse.connection.cached(
            """
            SELECT \(names.joined(separator: ", ")), wait_median_ms, abandon_wait_p90_ms, queue_max
            FROM seen WHERE service_key = ?1 AND interval_at = ?2
            """
        ).forEach(.integer(service), .integer(interval)) { row in
            #expect(found == nil, "twice: \(service) \(interval)")
            var one = SlowRollup.Row()
            for (index, name) in names.enumerated() {
                one.counts[name] = try row.integer(index) ?? -1
            }
            one.waitMedian = try row.integer(names.count)
            one.abandonP90 = try row.integer(names.count + 1)
            one.queueMax = try row.integer(names.count + 2)
            found = one
        }
        return found
    }

    /// - Parameter first: rollups before it were pruned.
    private func compare(
        _ f: Fixture, threshold: Int64 = 20_000, short: Int64 = 5000, since first: Int64 = 0
    ) throws {
        let connection = f.warehouse.connection
        try connection.execute(
            """
            DROP TABLE IF EXISTS temp.seen;
            CREATE TEMP TABLE seen AS SELECT service_key, interval_at, offered, answered, abandoned,
                short_abandoned, flowed_out, open, accountable, answered_within, abandoned_within,
                answered_wait_ms, abandoned_wait_ms, handle_ms, handled, unconfirmed,
                longest_wait_ms, waiting_ms, observed_ms, wait_median_ms, abandon_wait_p90_ms,
                queue_max FROM service_interval_sum
            """)
        let slow = try SlowRollup(connection, threshold: threshold, short: short)
        var intervals: [Range<Int64>] = []
        try connection.prepare("SELECT start_at, end_at FROM calendar").forEach {
            intervals.append(try $0.requiredInteger(0)..<(try $0.requiredInteger(1)))
        }
        var compared = 0
        for service in Int64(0)...3 {
            for interval in intervals where interval.lowerBound >= first {
                let expected = slow.row(of: service, interval)
                let found = try stored(f, service, interval.lowerBound)
                #expect(found == expected, "\(service) \(interval)")
                compared += expected == nil ? 0 : 1
            }
        }
        #expect(compared > 100)
        // Dates are the sum of their intervals, and all services that of each.
        for column in ["offered", "accountable", "answered_within", "handle_ms", "waiting_ms"] {
            let sums = try f.count(
                """
                SELECT (SELECT sum(\(column)) FROM service_day_sum
                        WHERE service_key = 0 AND day_start_at >= \(first))
                    || ' ' || (SELECT sum(\(column)) FROM service_day_sum
                        WHERE service_key > 0 AND day_start_at >= \(first))
                    || ' ' || (SELECT sum(\(column)) FROM temp.seen
                        WHERE service_key > 0 AND interval_at >= \(first))
                """)
            guard case .text(let text)? = sums else {
                Issue.record("nothing of \(column)")
                continue
            }
            #expect(Set(text.split(separator: " ")).count == 1, "\(column): \(text)")
        }
    }

    @Test(arguments: 21...23 as ClosedRange<UInt64>)
    func `Every interval is what a slow recomputation finds, as days pass and rules change`(
        seed: UInt64
    ) throws {
        let f = try Fixture()
        let days = RandomDays(f, seed: seed, days: 3)
        for pass in days.passes(0..<1) { _ = try f.warehouse.apply(pass) }
        try compare(f)
        let rule = ServiceLevelRule(threshold: .seconds(120), shortAbandon: .seconds(60))
        // Nothing was collected before the first day: the rule counts from the beginning.
        _ = try f.warehouse.keep(ServiceLevelRules(everyone: rule), now: f.midnight)
        try compare(f, threshold: 120_000, short: 60_000)
        for pass in days.passes(1..<3) { _ = try f.warehouse.apply(pass) }
        try compare(f, threshold: 120_000, short: 60_000)
        _ = try f.warehouse.prune(
            before: f.warehouse.calendar.date(at: f.at(86_400)))
        try compare(
            f, threshold: 120_000, short: 60_000, since: f.at(86_400).milliseconds)
        #expect(try f.warehouse.verify(days: 9).findings == [])
    }

    @Test func `A task that flows out waits in every interval until then, and has no longest wait`()
        throws
    {
        let f = try Fixture()
        let next = EntityID("11111111-0000-0000-0000-000000000002")
        // It waits from 00:01 to 00:50, then elsewhere for a minute.
        for at in stride(from: 0.0, through: 7200, by: 60) {
            var pass = f.pass(at, tasks: at >= 60 && at < 3000 ? [f.task(1, queued: 60)] : [])
            let after = at >= 3000 && at < 3060 ? [f.task(1, queued: 3000)] : []
            pass.tasks.append(
                ServiceTasks(service: next, listing: Listing(rows: after, observedAt: f.at(at))))
            _ = try f.warehouse.apply(pass)
        }
        let found = try f.count(
            """
            SELECT group_concat(waiting_seconds || ' ' || coalesce(longest_wait_seconds, '-'), ', ')
            FROM (SELECT waiting_seconds, longest_wait_seconds FROM service_interval
                WHERE service_id = '\(f.service)' AND offered + waiting_seconds > 0
                ORDER BY start_at)
            """)
        #expect(found == .text("840.0 -, 900.0 -, 900.0 -, 300.0 -"))
        let day = "SELECT longest_wait_seconds FROM service_day WHERE service_id = '\(f.service)'"
        #expect(try f.count(day) == .null)
    }

    @Test func `An interval is stored once its last task has ended, and no sooner`() throws {
        let f = try Fixture()
        let stored = "SELECT count(*) FROM rollup_service_interval WHERE subject_key > 0"
        // The task enters the queue at 00:01 and talks until 00:40.
        for at in stride(from: 0.0, through: 2340, by: 60) {
            let task = f.task(1, queued: 60, connected: at >= 120 ? 120 : nil, agent: 1)
            _ = try f.warehouse.apply(f.pass(at, tasks: at >= 60 ? [task] : []))
        }
        // 00:15 to 00:30 is over, and has no task; 00:00 to 00:15 has one.
        #expect(try f.count(stored) == 1)
        for at in [2400.0, 2460] { _ = try f.warehouse.apply(f.pass(at)) }
        #expect(try f.count(stored) == 2)
        #expect(try f.warehouse.verify(days: 9).findings == [])
    }
}
