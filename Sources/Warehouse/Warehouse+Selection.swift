public import CivilTime
import SQLite

/// Which services and agents a reader wants to see, and whether agents keep their names.
///
/// Names and identifiers are compared without regard to case; an empty list is everything.
public struct Selection: Hashable, Sendable {
    public var services: [String]
    public var agents: [String]
    /// Restricts services and agents alike.
    public var organizationUnits: [String]
    /// Agents appear by number, the same one in every report.
    public var leavesNamesOut: Bool

    public init(
        services: [String] = [], agents: [String] = [], organizationUnits: [String] = [],
        leavesNamesOut: Bool = false
    ) {
        self.services = services
        self.agents = agents
        self.organizationUnits = organizationUnits
        self.leavesNamesOut = leavesNamesOut
    }

    /// Whether services or agents are left out.
    public var isRestricting: Bool {
        !services.isEmpty || !agents.isEmpty || !organizationUnits.isEmpty
    }
}

extension Warehouse {
    /// Reads only what is selected for as long as this connection lives. The file stays as it is:
    /// temporary tables and views stand before its own. To be called after ``read(by:during:)``.
    ///
    /// - Parameter span: the time that will be asked about.
    /// - Returns: what was named, but is not there.
    public func read(
        only selection: Selection, during span: Range<Timestamp>
    ) throws -> [String] {
        var unknown: [String] = []
        unknown += try choose("service", selection.services, selection.organizationUnits)
        unknown += try choose("agent", selection.agents, selection.organizationUnits)
        if selection.isRestricting || selection.leavesNamesOut {
            try shadow(selection, during: span)
        }
        return Set(unknown).filter { name in
            // A unit without services may have agents, and the other way round.
            !selection.organizationUnits.contains(name)
                || unknown.count(where: { $0 == name }) == 2
        }.sorted()
    }

    /// Keeps the keys of what is selected; returns names that match nothing.
    private func choose(_ kind: String, _ names: [String], _ units: [String]) throws -> [String] {
        try connection.execute(
            """
            DROP TABLE IF EXISTS temp.chosen_\(kind);
            CREATE TEMP TABLE chosen_\(kind) (\(kind)_key INTEGER PRIMARY KEY);
            """)
        guard !names.isEmpty || !units.isEmpty else {
            try connection.execute(
                "INSERT INTO temp.chosen_\(kind) SELECT \(kind)_key FROM main.\(kind)_entity")
            return []
        }
        let find = try connection.prepare(
            """
            SELECT e.\(kind)_key FROM main.\(kind)_entity AS e
            LEFT JOIN main.\(kind)_latest AS l USING (\(kind)_key)
            WHERE CASE ?2 WHEN 1 THEN lower(l.organization_unit) = lower(?1)
                ELSE lower(e.id_text) = lower(?1) OR lower(l.name) = lower(?1)
                    OR lower(l.sip_uri) = lower(?1) END
            """)
        var unknown: [String] = []
        func keys(_ words: [String], _ mode: Int64) throws -> Set<Int64>? {
            guard !words.isEmpty else { return nil }
            var keys: Set<Int64> = []
            for word in words {
                let before = keys.count
                try find.forEach(.text(word), .integer(mode)) {
                    keys.insert(try $0.requiredInteger(0))
                }
                if keys.count == before { unknown.append(word) }
            }
            return keys
        }
        let named = try keys(names, 0)
        let inUnit = try keys(units, 1)
        let chosen: Set<Int64> =
            switch (named, inUnit) {
            case (let a?, let b?): a.intersection(b)
            case (let a?, nil): a
            case (nil, let b?): b
            case (nil, nil): []
            }
        let insert = try connection.prepare("INSERT INTO temp.chosen_\(kind) VALUES (?)")
        for key in chosen.sorted() { try insert.run(.integer(key)) }
        return unknown
    }

    /// Puts restricted tables before the warehouse's own, and its views anew upon them.
    private func shadow(_ selection: Selection, during span: Range<Timestamp>) throws {
        let name = selection.leavesNamesOut ? "'Agent ' || agent_key" : "name"
        let uri = selection.leavesNamesOut ? "NULL" : "sip_uri"
        let identifier = selection.leavesNamesOut ? "'agent-' || agent_key" : "id_text"
        try connection.execute(
            """
            CREATE TEMP VIEW service_entity AS SELECT service_key, id, id_text
                FROM main.service_entity
                WHERE service_key IN (SELECT service_key FROM temp.chosen_service);
            CREATE TEMP VIEW agent_entity AS SELECT agent_key, id, \(identifier) AS id_text
                FROM main.agent_entity
                WHERE agent_key IN (SELECT agent_key FROM temp.chosen_agent);
            CREATE TEMP VIEW agent_version AS SELECT agent_key, valid_from_at, valid_to_at,
                \(name) AS name, \(uri) AS sip_uri, organization_unit, default_profile
                FROM main.agent_version;
            CREATE TEMP VIEW coverage AS SELECT * FROM main.coverage
                WHERE resource <> 2
                    OR service_key IN (SELECT service_key FROM temp.chosen_service);
            """)
        if selection.isRestricting {
            // What is settled was summed over everyone, so the span is counted anew.
            try connection.execute(
                """
                DROP TABLE IF EXISTS temp.settlement;
                CREATE TEMP TABLE settlement AS SELECT 1 AS only_row,
                    \(span.lowerBound.milliseconds) AS from_at,
                    \(span.lowerBound.milliseconds) AS day_from_at,
                    \(span.upperBound.milliseconds) AS to_at
                """)
        }
        var views: [(name: String, sql: String)] = []
        try connection.prepare(
            "SELECT name, sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY rowid"
        ).forEach { row in
            if case .text(let name) = row[0], case .text(let sql) = row[1] {
                views.append((name, sql))
            }
        }
        for view in views {
            try connection.execute("DROP VIEW IF EXISTS temp.\(view.name)")
            try connection.execute(
                view.sql.replacing("CREATE VIEW", with: "CREATE TEMP VIEW", maxReplacements: 1))
        }
    }
}
