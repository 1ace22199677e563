import CivilTime
import SQLite
import Warehouse

extension Exporter {
    /// Where the rows of a relation's dates come from.
    struct Sources {
        let sql: String
        let live: (stored: String, live: String)?
        /// What takes the place of all rows where the export is of a selection.
        let selected: (all: String, selected: String)?

        func sql(isStored: Bool) -> String {
            if let selected { return Self.replace(selected.all, by: selected.selected, in: sql) }
            guard let live, !isStored else { return sql }
            return Self.replace(live.stored, by: live.live, in: sql)
        }

        private static func replace(_ relation: String, by other: String, in sql: String) -> String
        {
            sql.replacing(" \(relation) AS f", with: " \(other) AS f")
        }
    }

    struct Day {
        let date: String
        let start: Int64
        let end: Int64
        let isStored: Bool
        /// Whether the period touches it.
        let isAsked: Bool
    }

    func days() throws -> [Day] {
        try warehouse.checkCalendar()
        let asked = bounds.map { $0.lowerBound.milliseconds..<$0.upperBound.milliseconds }
        var days: [Day] = []
        try warehouse.connection.prepare(
            """
            SELECT DISTINCT c.local_date, c.day_start_at, c.day_end_at,
                c.day_end_at <= (SELECT max(started_at) FROM pass)
                    AND c.day_start_at NOT IN (SELECT day_start_at FROM open_day)
            FROM calendar AS c ORDER BY c.day_start_at
            """
        ).forEach { row in
            let start = try row.requiredInteger(1)
            // It becomes a part of file names.
            guard let date = try row.text(0).flatMap({ CivilDate($0) }) else {
                throw WarehouseError(
                    .impossible, path: warehouse.path,
                    "The calendar of \(warehouse.path) holds a date that is not one. Restore the "
                        + "warehouse from a copy.")
            }
            days.append(
                Day(
                    date: date.description, start: start, end: try row.requiredInteger(2),
                    isStored: try row.integer(3) == 1,
                    isAsked: asked?.overlaps(start..<(try row.requiredInteger(2))) ?? true))
        }
        return days
    }

    /// The starts of dates before the first one of the period that have rows which reach into it.
    func days(reaching sql: String, _ first: Day?) throws -> Set<Int64> {
        guard bounds != nil, let first else { return [] }
        var starts: Set<Int64> = []
        try warehouse.connection.prepare(sql).forEach(.integer(first.start)) {
            if let start = try $0.integer(0) { starts.insert(start) }
        }
        return starts
    }
}
