import CivilTime
import SQLite

/// Compares the stored rollups of local dates, row by row and in every column, with what the same
/// views make of the facts that are there now.
///
/// The views that sum up what is open stand in `temp` over lists of the date's intervals. Nothing
/// in the warehouse changes. To be used within one transaction, and ended by ``end()``.
struct RollupCheck {
    private let connection: Connection
    /// The start of the local date of the first pass. Before it facts may have been pruned whose
    /// sums are gone, and others are kept that reach over the cut.
    private let firstDay: Int64

    init(_ connection: Connection) throws {
        self.connection = connection
        let first = try connection.prepare(
            """
            SELECT c.day_start_at FROM calendar AS c
            WHERE c.start_at <= (SELECT min(started_at) FROM pass)
            ORDER BY c.start_at DESC LIMIT 1
            """
        ).scalar()
        if case .integer(let first)? = first { firstDay = first } else { firstDay = 0 }
        try OpenLists.make(in: connection, ofAgents: true)
    }

    /// Takes the lists and views away.
    func end() throws {
        var drops: [String] = []
        try connection.prepare(
            """
            SELECT 'DROP ' || type || ' temp.' || name FROM temp.sqlite_schema
            WHERE name GLOB 'open_*' ORDER BY type = 'table', rowid DESC
            """
        ).forEach { row in if let drop = try row.text(0) { drops.append(drop) } }
        for drop in drops { try connection.execute(drop) }
    }

    /// The tables that the facts contradict on a local date.
    func differences(on day: Range<Timestamp>) throws -> [String] {
        let bounds: [String: Value] = [
            "start_at": .integer(day.lowerBound.milliseconds),
            "end_at": .integer(day.upperBound.milliseconds),
        ]
        let isWhole = day.lowerBound.milliseconds >= firstDay
        try run(isWhole ? Self.everyInterval : Self.storedIntervals, bounds)
        try run(Self.intervalsStillOpen)
        let skipped = try count(Self.longWaits, bounds) > 0 ? Self.queueColumns : []
        var found = try Rollup.intervals.filter { try differs($0, bounds, without: skipped) }
        // Dates are summed up from the stored intervals, as they were.
        try run("DELETE FROM temp.open_interval")
        try run(isWhole ? Self.everySubject : Self.storedSubjects, bounds)
        let mayLackStays = day.lowerBound.milliseconds <= firstDay
        found += try Rollup.days.filter {
            try differs(
                $0, bounds, mayKeep: $0.name == "stay_day" && mayLackStays ? Self.isOfTask : "0")
        }
        try run("DELETE FROM temp.open_day")
        return found.map { "rollup_\($0.name)" }
    }

    /// Whether the rows of a rollup are others than those of its view.
    ///
    /// - Parameters:
    ///   - skipped: columns that are not compared.
    ///   - kept: a condition on stored rows that the view may lack.
    private func differs(
        _ rollup: Rollup, _ bounds: [String: Value], without skipped: [String] = [],
        mayKeep kept: String = "0"
    ) throws -> Bool {
        let columns = try rollup.columns(in: connection).filter { !skipped.contains($0) }
        let names = columns.joined(separator: ", ")
        // What a sum of fractions is depends on their order, in its last digits.
        let values = columns.map { Self.fractions.contains($0) ? "round(\($0), 6)" : $0 }
            .joined(separator: ", ")
        let time = rollup.isOfDays ? "day_start_at" : "interval_at"
        let list = rollup.isOfDays ? "open_day" : "open_interval"
        var isAsked = "\(time) >= :start_at AND \(time) < :end_at"
        // A channel's past is copied from all services, with rows that have nothing in them.
        if columns.contains("observed_ms") { isAsked += " AND (offered > 0 OR observed_ms > 0)" }
        let subject = rollup.isOfAgents ? "-1" : "r.\(rollup.subjectColumn)"
        return try count(
            """
            WITH
            stored (\(names)) AS MATERIALIZED (
                SELECT \(values) FROM main.rollup_\(rollup.name) WHERE \(isAsked)
            ),
            computed (\(names)) AS MATERIALIZED (
                SELECT \(values) FROM temp.open_\(rollup.name) AS r
                WHERE \(isAsked) AND NOT EXISTS (SELECT 1 FROM main.\(list) AS o
                    WHERE o.subject_key = \(subject) AND o.\(time) = r.\(time))
            )
            SELECT (SELECT count(*) FROM
                    (SELECT \(names) FROM computed EXCEPT SELECT \(names) FROM stored))
                + (SELECT count(*) FROM
                    (SELECT \(names) FROM stored EXCEPT SELECT \(names) FROM computed) AS r
                    WHERE NOT (\(kept)))
            """, bounds) > 0
    }

    private func run(_ sql: String, _ bounds: [String: Value] = [:]) throws {
        let statement = try connection.cached(sql)
        if !bounds.isEmpty { try statement.bind(bounds) }
        try statement.run()
    }

    private func count(_ sql: String, _ bounds: [String: Value]) throws -> Int64 {
        let statement = try connection.cached(sql)
        try statement.bind(bounds)
        guard case .integer(let count)? = try statement.scalar() else { return 0 }
        return count
    }

    private static let fractions = ["target_calls", "stands_for"]
    private static let queueColumns = [
        "waiting_ms", "waiting_closed_ms", "queue_max", "queue_max_at",
    ]

    // MARK: Lists

    private static let everyInterval = """
        INSERT INTO temp.open_interval (subject_key, interval_at)
        SELECT s.subject_key, c.start_at
        FROM (SELECT subject_key FROM subject_member UNION SELECT -1) AS s
        CROSS JOIN calendar AS c ON c.start_at >= :start_at AND c.start_at < :end_at
        """
    private static let storedIntervals = """
        INSERT INTO temp.open_interval (subject_key, interval_at)
        SELECT subject_key, interval_at FROM rollup_service_interval
        WHERE interval_at >= :start_at AND interval_at < :end_at
        UNION
        SELECT -1, interval_at FROM rollup_agent_interval
        WHERE interval_at >= :start_at AND interval_at < :end_at
        """
    /// Their tasks may wait in later intervals.
    private static let intervalsStillOpen = """
        INSERT OR IGNORE INTO temp.open_interval (subject_key, interval_at)
        SELECT subject_key, interval_at FROM main.open_interval WHERE subject_key > 0
        """
    private static let everySubject = """
        INSERT INTO temp.open_day (subject_key, day_start_at)
        SELECT subject_key, :start_at FROM subject_member WHERE :start_at < :end_at
        UNION SELECT -1, :start_at
        """
    private static let storedSubjects = """
        INSERT INTO temp.open_day (subject_key, day_start_at)
        SELECT subject_key, day_start_at FROM rollup_service_day
        WHERE day_start_at >= :start_at AND day_start_at < :end_at
        UNION
        SELECT -1, day_start_at FROM rollup_state_day
        WHERE day_start_at >= :start_at AND day_start_at < :end_at
        """

    /// Whether a task waits in an interval of the date that entered the queue five days before:
    /// whether it counts there depends on when the interval was stored (`open_source`).
    private static let longWaits = """
        SELECT EXISTS (SELECT 1 FROM rollup_service_interval INDEXED BY rollup_long_stay
                WHERE longest_stay_ms >= 300000 AND longest_stay_ms >= 428400000
                    AND interval_at < :end_at
                    AND interval_at + 3600000 + longest_stay_ms > :start_at)
            OR EXISTS (SELECT 1 FROM main.open_interval AS o
                CROSS JOIN task_outcome AS t ON t.service_key = o.subject_key
                    AND t.interval_at = o.interval_at
                WHERE t.interval_at < :end_at AND t.waited_until_at > :start_at
                    AND t.waited_until_at - t.queue_started_at >= 428400000)
        """

    /// A stay counts because the task had another one before, which may have been pruned.
    private static let isOfTask = """
        EXISTS (SELECT 1 FROM task_outcome AS t WHERE t.service_key = r.service_key
            AND t.interval_at = r.interval_at AND t.id = r.id
            AND t.queue_started_at = r.queue_started_at)
        """
}
