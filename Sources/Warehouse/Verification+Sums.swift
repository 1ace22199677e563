import CivilTime
import SQLite

extension Warehouse {
    /// Compares every column of every stored rollup of a date with what the views of open intervals
    /// and dates give for it: those from which the rollups were stored.
    ///
    /// - Returns: a clause for each table that differs.
    func differences(on day: Range<Timestamp>) throws -> [String] {
        let list = [
            Value.integer(day.lowerBound.milliseconds), .integer(day.upperBound.milliseconds),
        ]
        try connection.execute("DELETE FROM temp.open_interval; DELETE FROM temp.open_day")
        // The waits of intervals that are open reach on into later ones.
        try connection.cached(
            """
            INSERT INTO temp.open_interval (subject_key, interval_at)
            SELECT s.subject_key, c.start_at FROM calendar AS c
            CROSS JOIN (SELECT subject_key FROM main.subject_member UNION SELECT -1) AS s
            WHERE c.start_at >= ?1 AND c.start_at < ?2
            UNION
            SELECT subject_key, interval_at FROM main.open_interval
            """
        ).run(list[0], list[1])
        var differing = try Rollup.intervals.filter { try differs($0, on: list) }
        try connection.execute("DELETE FROM temp.open_interval")
        // From here on dates are added up from the intervals, which were compared.
        try connection.cached(
            """
            INSERT INTO temp.open_day (subject_key, day_start_at)
            SELECT subject_key, ?1 FROM main.subject_member UNION SELECT -1, ?1
            """
        ).run(list[0])
        differing += try Rollup.days.filter { try differs($0, on: list) }
        let date = calendar.date(at: day.lowerBound)
        return differing.map { "rollup_\($0.name) does not equal the facts on \(date)" }
    }

    /// Puts lists of its own, and the views over them, in front of the warehouse's.
    func openVerification() throws {
        let views = [PackageResources.open_views_sql, PackageResources.open_agent_views_sql]
            .map { String(decoding: $0, as: UTF8.self) }.joined()
        try connection.execute(
            """
            CREATE TEMP TABLE open_interval (subject_key INTEGER NOT NULL,
                interval_at INTEGER NOT NULL, PRIMARY KEY (subject_key, interval_at)) WITHOUT ROWID;
            CREATE TEMP TABLE open_day (subject_key INTEGER NOT NULL,
                day_start_at INTEGER NOT NULL, PRIMARY KEY (subject_key, day_start_at)) WITHOUT ROWID;
            """ + views.replacing("CREATE VIEW ", with: "CREATE TEMP VIEW "))
    }

    func closeVerification() throws {
        var drops: [String] = []
        try connection.prepare(
            "SELECT type, name FROM sqlite_temp_schema WHERE type IN ('table', 'view') "
                + "AND name GLOB 'open_*'"
        ).forEach { row in
            if let type = try row.text(0), let name = try row.text(1) {
                drops.append("DROP \(type) temp.\(name);")
            }
        }
        connection.forgetStatements()
        try connection.execute(drops.joined())
    }

    private func differs(_ rollup: Rollup, on span: [Value]) throws -> Bool {
        let names = try rollup.columns(in: connection).joined(separator: ", ")
        let columns = try columns(of: rollup).joined(separator: ", ")
        let time = rollup.isOfDays ? "day_start_at" : "interval_at"
        let list = rollup.isOfDays ? "open_day" : "open_interval"
        let subject = rollup.isOfAgents ? "-1" : rollup.subjectColumn
        func rows(_ relation: String) -> String {
            """
            SELECT \(columns) FROM \(relation) WHERE \(time) >= ?1 AND \(time) < ?2
                AND (\(subject), \(time)) NOT IN (SELECT subject_key, \(time) FROM main.\(list))
            """
        }
        // Each side is read once: the views add up the whole date.
        let count = try connection.cached(
            """
            WITH stored AS MATERIALIZED (\(rows("main.rollup_\(rollup.name)"))),
                summed AS MATERIALIZED (\(rows("temp.open_\(rollup.name)")))
            SELECT EXISTS (SELECT \(names) FROM stored EXCEPT SELECT \(names) FROM summed)
                OR EXISTS (SELECT \(names) FROM summed EXCEPT SELECT \(names) FROM stored)
            """
        ).scalar(span[0], span[1])
        return count != .integer(0)
    }

    /// Reals are equal where they are to the sixth decimal: their sums depend on the order.
    private func columns(of rollup: Rollup) throws -> [String] {
        var columns: [String] = []
        try connection.cached("SELECT name, type FROM pragma_table_info(?, 'main') ORDER BY cid")
            .forEach(.text("rollup_\(rollup.name)")) { row in
                guard let name = try row.text(0) else { return }
                columns.append(
                    try row.text(1) == "REAL" ? "round(\(name), 6) AS \(name)" : name)
            }
        return columns
    }
}
