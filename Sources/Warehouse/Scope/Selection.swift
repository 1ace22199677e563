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
        restrictsServices || !agents.isEmpty
    }

    /// Whether services are left out.
    public var restrictsServices: Bool { !services.isEmpty || !organizationUnits.isEmpty }
}

extension Warehouse {
    /// Reads only what is selected for as long as this connection lives. The file stays as it is:
    /// temporary tables stand before the views `scope_…`, which every query joins.
    ///
    /// - Parameters:
    ///   - span: the time that will be asked about; names count that were valid in it.
    ///   - tellsServices: whether services will be asked about, and not only agents.
    /// - Returns: what was named, but is not there.
    public func read(
        only selection: Selection, during span: Range<Timestamp>,
        tellingServices tellsServices: Bool = true
    ) throws -> [String] {
        if selection.leavesNamesOut { try leaveNamesOut() }
        guard selection.isRestricting else { return [] }
        let services = try choose(
            "service", selection.services, selection.organizationUnits, during: span)
        let agents = try choose(
            "agent", selection.agents, selection.organizationUnits, during: span)
        // A scope of all services adds up to what is stored of them together.
        if selection.restrictsServices, tellsServices { try run(Self.scopeParts, during: span) }
        if !selection.services.isEmpty { try run(Self.scopeAnswers, during: span) }
        let unknown = services + agents
        return Set(unknown).filter { name in
            // A unit without services may have agents, and the other way round.
            !selection.organizationUnits.contains(name)
                || unknown.count(where: { $0 == name }) == 2
        }.sorted()
    }

    private static let scopeParts = statements(PackageResources.scope_parts_sql)
    private static let scopeAnswers = statements(PackageResources.scope_answers_sql)

    private static func statements(_ file: [UInt8]) -> [String] {
        String(decoding: file, as: UTF8.self).split(separator: ";\n").map(String.init)
    }

    private func run(_ statements: [String], during span: Range<Timestamp>) throws {
        let times: [String: Value] = [
            "start_at": .integer(span.lowerBound.milliseconds),
            "end_at": .integer(span.upperBound.milliseconds),
        ]
        for sql in statements {
            let statement = try connection.prepare(sql)
            try statement.bind(times)
            try statement.run()
        }
    }

    /// Keeps which subjects count, and when; returns names that match nothing.
    ///
    /// - Parameter kind: `service` or `agent`.
    private func choose(
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
        for spell in try spells(of: kind, in: units, during: span, &unknown) {
            guard named?.contains(spell.key) ?? true else { continue }
            try insert.run(.integer(spell.key), .integer(spell.from), .integer(spell.to))
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

    private struct Spell {
        var key: Int64
        var from: Int64
        var to: Int64
    }

    /// When each subject belonged to one of these units; always, if no unit is given.
    private func spells(
        of kind: String, in units: [String], during span: Range<Timestamp>,
        _ unknown: inout [String]
    ) throws -> [Spell] {
        var spells: [Spell] = []
        func add(_ row: Row) throws {
            spells.append(
                Spell(
                    key: try row.requiredInteger(0), from: try row.requiredInteger(1),
                    to: try row.requiredInteger(2)))
        }
        guard !units.isEmpty else {
            try connection.prepare("SELECT \(kind)_key, from_at, to_at FROM main.scope_\(kind)")
                .forEach(body: add)
            return spells
        }
        let find = try connection.prepare(
            """
            SELECT \(kind)_key, from_at, to_at FROM main.\(kind)_unit
            WHERE lower(organization_unit) = lower(?1) AND from_at < ?3 AND to_at > ?2
            """)
        for unit in units {
            let before = spells.count
            try find.forEach(
                .text(unit), .integer(span.lowerBound.milliseconds),
                .integer(span.upperBound.milliseconds), body: add)
            if spells.count == before { unknown.append(unit) }
        }
        return spells
    }

    /// Puts agents by number before the warehouse's own.
    private func leaveNamesOut() throws {
        try connection.execute(
            """
            CREATE TEMP VIEW agent_entity AS SELECT agent_key, id, 'agent-' || agent_key AS id_text
                FROM main.agent_entity;
            CREATE TEMP VIEW agent_version AS SELECT agent_key, valid_from_at, valid_to_at,
                'Agent ' || agent_key AS name, NULL AS sip_uri, organization_unit, default_profile
                FROM main.agent_version;
            """)
    }
}
