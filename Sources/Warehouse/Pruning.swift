import CivilTime
import SQLite

/// Deletes what is older than a day, so that everything asked of later days is answered as before.
///
/// What began earlier and reaches into the days that stay is kept whole: open tasks, waits and
/// states over the cut, the last run of coverage, the version of each dimension that was valid
/// then, and the calendar as far back as these reach. What is open reaches to its last poll. What is summed up goes with its day; the sums of the days that stay stay. Services,
/// units, profiles and words of the server are few and are kept; agents of whom nothing is left
/// are forgotten with their names.
struct Pruning {
    let connection: Connection
    var tasks = 0
    var states = 0
    var passes = 0
    var agents = 0

    init(_ connection: Connection) {
        self.connection = connection
    }

    private static let oldTasks = """
        FROM task_fact WHERE service_key IN (SELECT service_key FROM service_entity)
            AND interval_at < :cut
            AND coalesce(ended_at, max(first_seen_at, coalesce((SELECT max(to_at)
                FROM coverage AS c WHERE c.resource = 2
                    AND c.service_key = task_fact.service_key), 0))) <= :cut
            AND coalesce(connected_at, 0) <= :cut AND coalesce(ended_before_at, 0) <= :cut
        """
    private static let oldStates = """
        FROM state_fact WHERE agent_key IN (SELECT agent_key FROM agent_entity)
            AND from_at < :cut AND coalesce(to_at,
                (SELECT max(to_at) FROM coverage AS c WHERE c.resource = 1)) <= :cut
        """
    private static let oldPresence = oldStates.replacing("state_fact", with: "presence_fact")
    private static let oldPasses = """
        FROM pass WHERE started_at < :cut AND pass_key <> (SELECT max(pass_key) FROM pass)
        """

    /// Counts the facts that ``forget(before:)`` would delete.
    mutating func count(before cut: Timestamp) throws {
        func number(_ rows: String) throws -> Int {
            let count = try connection.cached("SELECT count(*) \(rows)")
                .scalar(.integer(cut.milliseconds))
            if case .integer(let count)? = count { return Int(count) }
            return 0
        }
        tasks = try number(Self.oldTasks)
        states = try number(Self.oldStates)
        passes = try number(Self.oldPasses)
    }

    /// To be called in a transaction. `cut` is the start of a local day.
    mutating func forget(before cut: Timestamp) throws {
        let cut = Value.integer(cut.milliseconds)
        tasks += try run("DELETE \(Self.oldTasks)", cut)
        states += try run("DELETE \(Self.oldStates)", cut)
        _ = try run("DELETE \(Self.oldPresence)", cut)
        // One pass stays in any case: it shows when the collector last worked.
        _ = try run(
            """
            DELETE FROM pass_failure WHERE pass_key IN (SELECT pass_key \(Self.oldPasses))
            """, cut)
        passes += try run("DELETE \(Self.oldPasses)", cut)
        // The last run that began before is what a gap over the cut begins with.
        _ = try run(
            """
            DELETE FROM coverage AS c WHERE to_at < :cut AND EXISTS (SELECT 1 FROM coverage AS n
                WHERE n.resource = c.resource AND n.service_key = c.service_key
                    AND n.from_at > c.from_at AND n.from_at <= :cut)
            """, cut)
        for entity in ["unit", "profile", "service", "agent"] {
            _ = try run(
                """
                DELETE FROM \(entity)_version AS v WHERE valid_to_at <= :cut AND EXISTS
                    (SELECT 1 FROM \(entity)_version AS n WHERE n.\(entity)_key = v.\(entity)_key
                        AND n.valid_from_at > v.valid_from_at AND n.valid_from_at <= :cut)
                """, cut)
        }
        for history in [
            "service_member_version", "agent_skill_version", "agent_profile_version",
        ] {
            _ = try run("DELETE FROM \(history) WHERE valid_to_at <= :cut", cut)
        }
        try forgetCallbacks(before: cut)
        _ = try run(
            """
            DELETE FROM context_value WHERE first_seen_at < :cut
                AND id NOT IN (SELECT id FROM task_fact)
            """, cut)
        for rollup in Rollup.all {
            let time = rollup.isOfDays ? "day_start_at" : "interval_at"
            _ = try run("DELETE FROM rollup_\(rollup.name) WHERE \(time) < :cut", cut)
        }
        try openIntervalsOfKeptTasks(before: cut)
    }

    /// Callbacks that ended before the cut go with their identifiers.
    private func forgetCallbacks(before cut: Value) throws {
        _ = try run(
            """
            DELETE FROM callback_version WHERE callback_key IN
                (SELECT callback_key FROM callback_latest WHERE ended_at <= :cut)
            """, cut)
        try connection.cached(
            """
            DELETE FROM callback_entity
            WHERE callback_key NOT IN (SELECT callback_key FROM callback_version)
            """
        ).run()
    }

    /// Tasks that are kept because they reach over the cut count in their intervals, alone from now
    /// on.
    private func openIntervalsOfKeptTasks(before cut: Value) throws {
        let kept = """
            SELECT DISTINCT m.subject_key, t.interval_at FROM subject_member AS m
            CROSS JOIN task_fact AS t ON t.service_key = m.service_key AND t.interval_at < :cut
                AND t.interval_at >= m.from_at AND t.interval_at < m.to_at
            """
        _ = try run("DELETE FROM open_interval WHERE interval_at < :cut", cut)
        _ = try run("DELETE FROM open_day WHERE day_start_at < :cut", cut)
        _ = try run(
            "INSERT INTO open_interval (subject_key, interval_at) \(kept)", cut)
        _ = try run(
            """
            INSERT INTO open_day (subject_key, day_start_at)
            SELECT DISTINCT k.subject_key, c.day_start_at FROM (\(kept)) AS k
            JOIN calendar AS c ON c.start_at = k.interval_at
            """, cut)
    }

    /// Deletes the days of the calendar that no task, state or run of coverage reaches back to. To
    /// be called last.
    mutating func shortenCalendar(before cut: Timestamp) throws {
        _ = try run(
            """
            DELETE FROM calendar WHERE start_at < :cut AND day_end_at <= coalesce((SELECT min(at)
                FROM (SELECT min(min(coalesce(created_at, begun_at), begun_at)) AS at FROM task_fact
                        WHERE service_key IN (SELECT service_key FROM service_entity)
                            AND interval_at < :cut + \(TaskTimes.farthest)
                    UNION ALL SELECT min((SELECT min(from_at) FROM state_fact
                        WHERE agent_key = e.agent_key)) FROM agent_entity AS e
                    UNION ALL SELECT min(from_at) FROM coverage)), :cut)
            """, .integer(cut.milliseconds))
    }

    /// Agents that had left before, and of whom nothing is left.
    mutating func forgetAgents(goneBefore cut: Timestamp) throws {
        let gone = """
            SELECT agent_key FROM agent_entity
            WHERE agent_key NOT IN (SELECT agent_key FROM agent_version
                    WHERE valid_to_at IS NULL OR valid_to_at > :cut)
                AND agent_key NOT IN (SELECT agent_key FROM service_member_version)
                AND agent_key NOT IN (SELECT agent_key FROM agent_skill_version)
                AND agent_key NOT IN (SELECT agent_key FROM agent_profile_version)
                AND agent_key NOT IN (SELECT agent_key FROM state_fact)
                AND agent_key NOT IN (SELECT agent_key FROM presence_fact)
                AND agent_key NOT IN
                    (SELECT agent_key FROM task_fact WHERE agent_key IS NOT NULL)
            """
        let cut = Value.integer(cut.milliseconds)
        _ = try run("DELETE FROM agent_version WHERE agent_key IN (\(gone))", cut)
        agents += try run("DELETE FROM agent_entity WHERE agent_key IN (\(gone))", cut)
    }

    /// - Returns: the number of rows changed.
    private func run(_ sql: String, _ cut: Value) throws -> Int {
        let statement = try connection.cached(sql)
        try statement.bind(["cut": cut])
        try statement.run()
        return Int(connection.changes)
    }
}
