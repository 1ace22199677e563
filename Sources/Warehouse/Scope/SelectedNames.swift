import CivilTime
import SQLite

extension Warehouse {
    /// Keeps which services or agents count, and when; returns names that match nothing.
    ///
    /// - Parameter kind: `service` or `agent`.
    func choose(
        _ kind: String, _ names: [String], _ units: [String], during span: Range<Timestamp>
    ) throws -> [String] {
        try connection.execute(
            """
            DROP TABLE IF EXISTS temp.scope_\(kind);
            CREATE TEMP TABLE scope_\(kind) (\(kind)_key INTEGER NOT NULL,
                from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
                PRIMARY KEY (\(kind)_key, from_at));
            """)
        var unknown: [String] = []
        let named = try keys(of: kind, named: names, during: span, &unknown)
        let insert = try connection.prepare(
            "INSERT OR IGNORE INTO temp.scope_\(kind) (\(kind)_key, from_at, to_at) VALUES (?, ?, ?)"
        )
        for span in try spans(of: kind, in: units, during: span, &unknown) {
            guard named?.contains(span.key) ?? true else { continue }
            try insert.run(.integer(span.key), .integer(span.from), .integer(span.to))
        }
        return unknown
    }

    /// The keys of all that had one of these names in the span; `nil` if no name is given.
    private func keys(
        of kind: String, named names: [String], during span: Range<Timestamp>,
        _ unknown: inout [String]
    ) throws -> Set<Int64>? {
        guard !names.isEmpty else { return nil }
        let find = try connection.prepare(
            """
            SELECT e.\(kind)_key FROM main.\(kind)_entity AS e
            WHERE lower(e.id_text) = lower(?1) OR EXISTS (SELECT 1 FROM main.\(kind)_version AS v
                WHERE v.\(kind)_key = e.\(kind)_key
                    AND (lower(v.name) = lower(?1) OR lower(v.sip_uri) = lower(?1))
                    AND (v.valid_from_at < ?3 OR v.valid_from_at = (SELECT min(valid_from_at)
                        FROM main.\(kind)_version WHERE \(kind)_key = v.\(kind)_key))
                    AND coalesce(v.valid_to_at, ?2 + 1) > ?2)
            """)
        var keys: Set<Int64> = []
        for name in names {
            let before = keys.count
            try find.forEach(
                .text(name), .integer(span.lowerBound.milliseconds),
                .integer(span.upperBound.milliseconds)
            ) { keys.insert(try $0.requiredInteger(0)) }
            if keys.count == before { unknown.append(name) }
        }
        return keys
    }

    private struct NameSpan {
        var key: Int64
        var from: Int64
        var to: Int64
    }

    /// When each service or agent belonged to one of these units; always, if no unit is given.
    private func spans(
        of kind: String, in units: [String], during span: Range<Timestamp>,
        _ unknown: inout [String]
    ) throws -> [NameSpan] {
        var spans: [NameSpan] = []
        func add(_ row: Row) throws {
            spans.append(
                NameSpan(
                    key: try row.requiredInteger(0), from: try row.requiredInteger(1),
                    to: try row.requiredInteger(2)))
        }
        guard !units.isEmpty else {
            try connection.prepare("SELECT \(kind)_key, from_at, to_at FROM main.scope_\(kind)")
                .forEach(body: add)
            return spans
        }
        let find = try connection.prepare(
            """
            SELECT \(kind)_key, from_at, to_at FROM main.\(kind)_unit
            WHERE lower(organization_unit) = lower(?1) AND from_at < ?3 AND to_at > ?2
            """)
        for unit in units {
            let before = spans.count
            try find.forEach(
                .text(unit), .integer(span.lowerBound.milliseconds),
                .integer(span.upperBound.milliseconds), body: add)
            if spans.count == before { unknown.append(unit) }
        }
        return spans
    }
}
