import CivilTime
import SQLite

/// Whose rollups change.
enum RollupSubject: Hashable {
    /// All subjects that sum up the tasks of a service: itself, its unit, all services, channels.
    case service(Int64)
    /// One subject alone, by its key.
    case subject(Int64)
    /// All agents, by the key that stands for them in `open_interval` and `open_day`.
    case agents

    /// The key of the one subject; `nil` for all of a service.
    var key: Int64? {
        switch self {
        case .service: nil
        case .subject(let key): key
        case .agents: -1
        }
    }

    var service: Int64? {
        if case .service(let key) = self { key } else { nil }
    }
}

/// A span of time in which facts of a subject changed, in epoch milliseconds, `last` included.
struct TouchedSpan {
    var subject: RollupSubject
    var first: Int64
    var last: Int64
}

/// Keeps the rollups equal to the facts.
///
/// An interval is either stored in `rollup_…`, or listed in `open_interval` and then summed up when
/// read. Whoever changes a fact calls ``invalidate(_:)`` in the same transaction,
/// ``refresh(now:maxGap:)`` stores what no longer changes as time goes on.
struct Rollups {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Invalidate

    /// Opens the intervals of subjects that overlap spans of time, and their local dates. Does
    /// nothing where they are open already.
    func invalidate(_ spans: some Sequence<TouchedSpan>) throws {
        try connection.execute(Self.touchedTables)
        let insert = try connection.cached(
            """
            INSERT INTO temp.touched_span (subject_key, service_key, first_at, last_at)
            VALUES (?, ?, ?, ?)
            """)
        for span in spans {
            try insert.run(
                Value(span.subject.key), Value(span.subject.service), .integer(span.first),
                .integer(span.last))
        }
        try openTouched()
        _ = try run("DELETE FROM temp.touched_interval")
        _ = try run("DELETE FROM temp.touched_span")
    }

    private func openTouched() throws {
        guard try run(Self.findTouched) > 0 else { return }
        _ = try run(
            """
            INSERT INTO open_interval (subject_key, interval_at)
            SELECT subject_key, interval_at FROM temp.touched_interval
            """)
        for rollup in Rollup.intervals { try deleteTouched(rollup, at: "interval_at") }
        guard
            try run(
                """
                INSERT OR IGNORE INTO open_day (subject_key, day_start_at)
                SELECT DISTINCT subject_key, day_start_at FROM temp.touched_interval
                """) > 0
        else { return }
        for rollup in Rollup.days { try deleteTouched(rollup, at: "day_start_at") }
    }

    private func deleteTouched(_ rollup: Rollup, at time: String) throws {
        _ = try run(
            rollup.isOfAgents
                ? """
                DELETE FROM rollup_\(rollup.name) WHERE \(time) IN
                    (SELECT \(time) FROM temp.touched_interval WHERE subject_key = -1)
                """
                : """
                DELETE FROM rollup_\(rollup.name) WHERE (\(time), \(rollup.subjectColumn)) IN
                    (SELECT \(time), subject_key FROM temp.touched_interval)
                """)
    }

    private static let touchedTables = """
        CREATE TEMP TABLE IF NOT EXISTS touched_span (
            subject_key INTEGER,  -- one subject alone
            service_key INTEGER,  -- or all that sum up the tasks of a service
            first_at    INTEGER NOT NULL,
            last_at     INTEGER NOT NULL
        ) STRICT;
        CREATE TEMP TABLE IF NOT EXISTS touched_interval (
            subject_key  INTEGER NOT NULL,
            interval_at  INTEGER NOT NULL,
            day_start_at INTEGER NOT NULL,
            PRIMARY KEY (subject_key, interval_at)
        ) STRICT, WITHOUT ROWID;
        """

    /// The intervals that a change concerns and that are not open yet. No interval is longer than
    /// an hour.
    private static let findTouched = """
        INSERT OR IGNORE INTO temp.touched_interval (subject_key, interval_at, day_start_at)
        SELECT subject_key, start_at, day_start_at FROM (
            SELECT coalesce(t.subject_key, m.subject_key) AS subject_key, c.start_at,
                c.day_start_at
            FROM temp.touched_span AS t
            CROSS JOIN calendar AS c ON c.start_at > t.first_at - 3600000
                AND c.end_at > t.first_at AND c.start_at <= t.last_at
            LEFT JOIN subject_member AS m ON m.service_key = t.service_key
                AND m.from_at <= c.start_at AND m.to_at > c.start_at
        ) AS touched
        WHERE subject_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM open_interval AS o
            WHERE o.subject_key = touched.subject_key AND o.interval_at = touched.start_at)
        """

    // MARK: Refresh

    /// Stores the rollups of the intervals and dates that are over: the polls of their service
    /// reach to their end, and all of their tasks have ended.
    ///
    /// - Parameters:
    ///   - now: the time of the pass.
    ///   - maxGap: polls that came to an end longer ago no longer reach further.
    func refresh(now: Timestamp, maxGap: Duration) throws {
        let rules: [String: Value] = [
            "now": .integer(now.milliseconds), "gap": .integer(maxGap.wholeMilliseconds),
        ]
        var final = 0
        for condition in [Self.finalServices, Self.finalTotals, Self.finalAgents] {
            final += try run("UPDATE open_interval AS o SET is_final = 1 WHERE \(condition)", rules)
        }
        if final > 0 {
            for rollup in Rollup.intervals { try store(rollup) }
            _ = try run("DELETE FROM open_interval WHERE is_final = 1")
        }
        guard try run(Self.finalDays, ["now": .integer(now.milliseconds)]) > 0 else { return }
        for rollup in Rollup.days { try store(rollup) }
        _ = try run("DELETE FROM open_day WHERE is_final = 1")
    }

    private static let end = "(SELECT end_at FROM calendar WHERE start_at = o.interval_at)"

    /// How far the polls of a resource reach, or may still reach.
    private static func reach(_ resource: CoveredResource, _ service: String) -> String {
        """
        coalesce((SELECT iif(max(to_at) < :now - :gap, :now, max(to_at)) FROM coverage
            WHERE resource = \(resource.rawValue) AND service_key = \(service)), :now)
        """
    }

    private static let finalServices = """
        o.subject_key > 0 AND \(end) <= \(reach(.tasks, "o.subject_key"))
            AND NOT EXISTS (SELECT 1 FROM task_fact AS t WHERE t.service_key = o.subject_key
                AND t.interval_at = o.interval_at AND t.ended_at IS NULL
                AND t.queue_started_at IS NOT NULL)
        """
    private static let servicesAreFinal = """
        NOT EXISTS (SELECT 1 FROM open_interval AS s
            WHERE s.interval_at = o.interval_at AND s.subject_key > 0 AND s.is_final = 0)
        """
    private static let finalTotals = """
        o.subject_key <= 0 AND o.subject_key <> -1 AND \(end) <= :now AND \(servicesAreFinal)
        """
    private static let finalAgents = """
        o.subject_key = -1 AND \(end) <= \(reach(.userStates, "0")) AND \(servicesAreFinal)
        """
    private static let finalDays = """
        UPDATE open_day AS o SET is_final = 1
        WHERE (SELECT day_end_at FROM calendar WHERE start_at = o.day_start_at) <= :now
            AND NOT EXISTS (SELECT 1 FROM calendar AS c
                CROSS JOIN open_interval AS i ON i.subject_key = o.subject_key
                    AND i.interval_at = c.start_at
                WHERE c.start_at >= o.day_start_at
                    AND c.start_at < (SELECT day_end_at FROM calendar
                        WHERE start_at = o.day_start_at))
        """

    /// Stores what is marked as final, from its first instant to its last: SQLite then adds up that
    /// span alone, and not all that is open.
    private func store(_ rollup: Rollup) throws {
        let table = rollup.isOfDays ? "open_day" : "open_interval"
        let time = rollup.isOfDays ? "day_start_at" : "interval_at"
        var span: [String: Value] = [:]
        try connection.cached(
            """
            SELECT min(\(time)), max(\(time)) FROM \(table)
            WHERE is_final = 1 AND subject_key \(rollup.isOfAgents ? "=" : "<>") -1
            """
        ).forEach { row in
            if let first = try row.integer(0), let last = try row.integer(1) {
                span = ["first": .integer(first), "last": .integer(last)]
            }
        }
        guard !span.isEmpty else { return }
        let columns = try rollup.columns(in: connection)
        let subject = rollup.isOfAgents ? "-1" : "r.\(rollup.subjectColumn)"
        _ = try run(
            """
            INSERT INTO rollup_\(rollup.name) (\(columns.joined(separator: ", ")))
            SELECT \(columns.map { "r.\($0)" }.joined(separator: ", "))
            FROM open_\(rollup.name) AS r
            JOIN \(table) AS o ON o.subject_key = \(subject) AND o.\(time) = r.\(time)
            WHERE o.is_final = 1 AND r.\(time) >= :first AND r.\(time) <= :last
            """, span)
    }

    /// - Returns: the number of rows changed.
    private func run(_ sql: String, _ values: [String: Value] = [:]) throws -> Int {
        let statement = try connection.cached(sql)
        if !values.isEmpty { try statement.bind(values) }
        try statement.run()
        return Int(connection.changes)
    }
}
