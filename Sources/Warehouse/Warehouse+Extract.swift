import Files
import Foundation
import SQLite

extension Warehouse {
    /// Writes a file of its own with the views for analysts as tables whose columns have types,
    /// for tools that take a column's type from its declaration: time stamps and dates are such
    /// ones rather than text. The file is there as a whole or not at all.
    ///
    /// - Parameter span: what ended before and what began after is left out, in epoch milliseconds;
    ///   days that it touches are whole. `nil`: everything.
    /// - Throws: ``WarehouseError`` if there is such a file already, or the calendar is damaged;
    ///   ``Files/FileError``;
    ///   ``SQLite/DatabaseError``.
    public func extract(to copy: String, span: Range<Int64>? = nil) throws {
        guard !FileManager.default.fileExists(atPath: copy) else {
            throw WarehouseError(alreadyAt: copy)
        }
        try checkCalendar()
        Leftovers.remove(beside: copy)
        let draft = try DraftFile(for: copy, permissions: .secret)
        try Self.refusing(path) { try write(extract: draft.path, span) }
        try Self.place(draft, at: copy)
    }

    private func write(extract draft: String, _ span: Range<Int64>?) throws {
        let target = try Connection(path: draft, mode: .readWrite)
        try target.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        try target.prepare("ATTACH ? AS warehouse").run(.text(path))
        let dictionary = try DataDictionary.ofThisProgram()
        try target.transaction {
            // It may have been changed since this warehouse was opened.
            try Self.checkSchema(of: target, in: "warehouse")
            for view in dictionary.forAnalysts {
                let columns = view.columns.map { "\"\($0.name)\" \($0.typeForTools)" }
                try target.execute(
                    "CREATE TABLE \(view.name) (\(columns.joined(separator: ", ")))")
                let filter = span.flatMap { _ in view.overlap }.map { " WHERE \($0)" }
                let selected = view.columns.map(\.valueForTools).joined(separator: ", ")
                let insert = try target.prepare(
                    "INSERT INTO main.\(view.name) SELECT \(selected) FROM "
                        + "warehouse.\(view.name)\(filter ?? "")")
                if filter != nil, let span {
                    try insert.run(.integer(span.lowerBound), .integer(span.upperBound))
                } else {
                    try insert.run()
                }
            }
        }
        target.forgetStatements()
        try target.execute("DETACH warehouse")
    }
}

extension DataDictionary.Relation {
    /// Which rows reach into the time from `?1` to `?2`; `nil` if they are of no time.
    fileprivate var overlap: String? {
        if name.hasSuffix("_day") {
            return """
                local_date IN (SELECT local_date FROM warehouse.calendar
                    WHERE start_at < ?2 AND end_at > ?1)
                """
        }
        // What was so until something changes is still so when the period begins.
        if has("changed_at") {
            return """
                changed_at < ?2 AND (changed_at >= ?1 OR (service_key, changed_at) IN (
                    SELECT service_key, max(changed_at) FROM warehouse.\(name)
                    WHERE changed_at < ?1 GROUP BY service_key))
                """
        }
        guard let span = Self.spans.first(where: { has($0.start) }) else { return nil }
        let start = "\(span.start) >= ?1 AND \(span.start) < ?2"
        guard let end = span.end, has(end) else { return start }
        return "\(start) OR \(span.start) < ?1 AND (\(end) > ?1 OR \(end) IS NULL)"
    }

    /// The columns that say from when to when a row is, those that most say so first. Versions are
    /// all kept: what was valid is asked for by its own time.
    private static let spans: [(start: String, end: String?)] = [
        ("interval_at", "ended_at"), ("start_at", "end_at"), ("from_at", "to_at"),
        ("started_at", "finished_at"), ("promised_at", "ended_at"), ("first_seen_at", nil),
    ]

    private func has(_ column: String) -> Bool { columns.contains { $0.name == column } }
}

extension DataDictionary.Column {
    private var isTimeStamp: Bool { type == "TEXT" && unit.hasPrefix("ISO 8601") && !isWeek }
    private var isWeek: Bool { name == "iso_week" }

    /// A type that ODBC drivers, DuckDB and others know by its name.
    fileprivate var typeForTools: String {
        if isTimeStamp { return "TIMESTAMP" }
        if unit == "date" { return "DATE" }
        return switch type {
        case "INTEGER": "BIGINT"
        case "REAL": "DOUBLE"
        default: "VARCHAR"
        }
    }

    /// The offset of a local time is left out: a time stamp is what a clock showed.
    fileprivate var valueForTools: String {
        guard isTimeStamp else { return "\"\(name)\"" }
        return "substr(\(name), 1, 10) || ' ' || substr(\(name), 12, 8) || "
            + "CASE substr(\(name), 20, 1) WHEN '.' THEN substr(\(name), 20, 4) ELSE '.000' END"
    }
}
