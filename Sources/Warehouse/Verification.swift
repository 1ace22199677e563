import CivilTime
import SQLite

/// What a check of a warehouse found.
public struct Verification: Sendable, Equatable {
    /// What is wrong, a clause each; none for a sound warehouse.
    public var findings: [String] = []
    public var tasks: Int64 = 0
    public var states: Int64 = 0
    /// Days whose sums were computed anew from the facts.
    public var days = 0
}

extension Warehouse {
    /// Checks the file, the references, what must hold of the facts, and that the sums of some
    /// days are what the facts tell.
    ///
    /// - Parameter days: the most days to sum up anew, spread over all that are settled.
    public func verify(days: Int) throws -> Verification {
        var found = Verification()
        try connection.prepare("PRAGMA integrity_check(3)").forEach { row in
            let line = try row.text(0) ?? ""
            if line != "ok" { found.findings.append(line) }
        }
        // What cannot be read need not be asked further.
        guard found.findings.isEmpty else { return found }
        try connection.snapshot {
            for (sql, finding) in Self.laws {
                if case .integer(let count)? = try connection.prepare(sql).scalar(), count > 0 {
                    found.findings.append("\(finding) (\(count))")
                }
            }
            if case .integer(let count)? = try count("task_fact") { found.tasks = count }
            if case .integer(let count)? = try count("state_fact") { found.states = count }
            for day in try settledDays(atMost: days) {
                found.findings += try differences(on: day)
                found.days += 1
            }
        }
        return found
    }

    private func count(_ table: String) throws -> Value? {
        try connection.prepare("SELECT count(*) FROM \(table)").scalar()
    }

    /// Counts of what must not be, and what it is.
    private static let laws = [
        ("SELECT count(*) FROM pragma_foreign_key_check", "references to what is not there"),
        (
            """
            SELECT count(*) FROM (SELECT to_at, lead(from_at) OVER
                (PARTITION BY agent_key ORDER BY from_at) AS next_at FROM state_fact)
            WHERE next_at < coalesce(to_at, 9223372036854775807)
            """, "agents in two states at once"
        ),
        (
            """
            SELECT count(*) FROM (SELECT from_at, to_at, lead(from_at) OVER
                (PARTITION BY resource, service_key ORDER BY from_at) AS next_at FROM coverage)
            WHERE to_at < from_at OR next_at <= to_at
            """, "runs of coverage that overlap"
        ),
        (
            """
            SELECT count(*) FROM (SELECT end_at, lead(start_at) OVER (ORDER BY start_at) AS next_at
                FROM calendar)
            WHERE next_at <> end_at
            """, "holes in the calendar"
        ),
        (
            "SELECT count(*) FROM task_fact WHERE ended_at < ended_after_at",
            "tasks that ended while they were still listed"
        ),
        (
            """
            SELECT count(*) FROM (
                SELECT valid_to_at, lead(valid_from_at) OVER
                    (PARTITION BY agent_key ORDER BY valid_from_at) AS next_at FROM agent_version
                UNION ALL SELECT valid_to_at, lead(valid_from_at) OVER
                    (PARTITION BY service_key ORDER BY valid_from_at) FROM service_version)
            WHERE next_at < coalesce(valid_to_at, 9223372036854775807)
            """, "two versions of one agent or service at once"
        ),
    ]

    /// Whole days before the settlement's edge, the first and the last among them.
    private func settledDays(atMost most: Int) throws -> [Range<Timestamp>] {
        var days: [Range<Timestamp>] = []
        try connection.prepare(
            """
            SELECT DISTINCT day_start_at, day_end_at FROM calendar
            WHERE day_end_at <= (SELECT day_from_at FROM main.settlement)
                AND day_end_at > (SELECT min(started_at) FROM pass) ORDER BY 1
            """
        ).forEach { row in
            let start = Timestamp(milliseconds: try row.requiredInteger(0))
            days.append(start..<Timestamp(milliseconds: try row.requiredInteger(1)))
        }
        guard days.count > most else { return days }
        guard most > 1 else { return days.suffix(most) }
        return (0..<most).map { days[$0 * (days.count - 1) / (most - 1)] }
    }

    /// Computes one day anew, in temporary views that see no other, and compares.
    private func differences(on day: Range<Timestamp>) throws -> [String] {
        try connection.execute("DROP TABLE IF EXISTS temp.settlement")
        try connection.execute(
            """
            CREATE TEMP TABLE settlement AS SELECT 1 AS only_row,
                \(day.lowerBound.milliseconds) AS from_at,
                \(day.lowerBound.milliseconds) AS day_from_at,
                \(day.upperBound.milliseconds) AS to_at
            """)
        defer { try? connection.execute("DROP TABLE IF EXISTS temp.settlement") }
        var differences: [String] = []
        for (view, sql) in try liveViews() {
            try connection.execute("DROP VIEW IF EXISTS temp.\(view)")
            try connection.execute(
                sql.replacing("CREATE VIEW", with: "CREATE TEMP VIEW", maxReplacements: 1))
        }
        defer {
            for (view, _) in (try? liveViews()) ?? [] {
                try? connection.execute("DROP VIEW IF EXISTS temp.\(view)")
            }
        }
        for (view, _) in try liveViews() {
            let table = "settled_" + view.dropFirst("live_".count)
            let column = view.hasSuffix("_interval") ? "interval_at" : "day_start_at"
            let columns = try comparable(table)
            let kept = """
                SELECT \(columns) FROM main.\(table) WHERE \(column) >= ?1 AND \(column) < ?2
                """
            let wrong = try connection.prepare(
                """
                SELECT (SELECT count(*) FROM (\(kept) EXCEPT
                        SELECT \(columns) FROM temp.\(view)))
                    + (SELECT count(*) FROM (SELECT \(columns) FROM temp.\(view)
                        EXCEPT \(kept)))
                """
            ).scalar(
                .integer(day.lowerBound.milliseconds), .integer(day.upperBound.milliseconds))
            if wrong != .integer(0) {
                differences.append(
                    "\(table) does not equal the facts on \(calendar.date(at: day.lowerBound))")
            }
        }
        return differences
    }

    /// A table's columns; of a list in no order, its length.
    private func comparable(_ table: String) throws -> String {
        var columns: [String] = []
        try connection.prepare("SELECT name FROM pragma_table_info(?)").forEach(.text(table)) {
            if let name = try $0.text(0) {
                columns.append(name == "waits" ? "length(waits)" : name)
            }
        }
        return columns.joined(separator: ", ")
    }

    /// The views that compute what is not settled, each after those that it is made of.
    private func liveViews() throws -> [(name: String, sql: String)] {
        var views: [(String, String)] = []
        try connection.prepare(
            """
            SELECT name, sql FROM main.sqlite_schema
            WHERE type = 'view' AND name LIKE 'live\\_%' ESCAPE '\\' ORDER BY rowid
            """
        ).forEach { row in
            if let name = try row.text(0), let sql = try row.text(1) { views.append((name, sql)) }
        }
        return views
    }
}
