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
    /// Restricts tasks to those of one channel: a modality, else a type; `nil`: all.
    public var channel: String?
    /// Agents appear by number, the same one in every report.
    public var leavesNamesOut: Bool

    public init(
        services: [String] = [], agents: [String] = [], organizationUnits: [String] = [],
        channel: String? = nil, leavesNamesOut: Bool = false
    ) {
        self.services = services
        self.agents = agents
        self.organizationUnits = organizationUnits
        self.channel = channel
        self.leavesNamesOut = leavesNamesOut
    }

    /// What is asked for, in words that are the same for the same selection.
    public var words: [String] {
        services.map { "service \($0)" }.sorted()
            + organizationUnits.map { "organization unit \($0)" }.sorted()
            + agents.map { "agent \($0)" }.sorted()
            + [channel].compactMap(\.self).map { "channel \($0)" }
    }

    /// Whether tasks or agents are left out.
    public var isRestricting: Bool { restrictsTasks || !agents.isEmpty }

    /// Whether tasks are left out.
    public var restrictsTasks: Bool {
        !services.isEmpty || !organizationUnits.isEmpty || channel != nil
    }
}

extension Warehouse {
    /// Reads only what is selected for as long as this connection lives. The file stays as it is:
    /// temporary tables and views stand before those that queries read.
    ///
    /// - Parameters:
    ///   - spans: the times that will be asked about; names count that were valid in the first.
    ///   - tellsServices: whether services will be asked about, and not only agents.
    /// - Returns: what was named, but is not there.
    public func read(
        only selection: Selection, during spans: [Range<Timestamp>],
        tellingServices tellsServices: Bool = true
    ) throws -> [String] {
        if selection.leavesNamesOut { try leaveNamesOut() }
        guard selection.isRestricting, let span = spans.first else { return [] }
        let services = try choose(
            "service", selection.services, selection.organizationUnits, during: span)
        let agents = try choose(
            "agent", selection.agents, selection.organizationUnits, during: span)
        var unknown = Set(services + agents).filter { name in
            // A unit without services may have agents, and the other way round.
            !selection.organizationUnits.contains(name)
                || (services + agents).count(where: { $0 == name }) == 2
        }
        let channel = try selection.channel.map { try channelKey(named: $0) }
        if let name = selection.channel, channel == .some(nil) { unknown.insert(name) }
        guard unknown.isEmpty else { return unknown.sorted() }
        let scope = try TaskScope(connection, channel: channel ?? nil, during: spans)
        if selection.restrictsTasks {
            try scope.restrictFacts()
            if tellsServices { try scope.restrictSums(storedAs: try subject(of: selection)) }
        }
        let restrictsAnswers = !selection.services.isEmpty || channel != nil
        if restrictsAnswers { try scope.restrictAnswers() }
        try scope.restrictAgents(withParts: !restrictsAnswers)
        try scope.offerFacts()
        return []
    }

    /// The label of a channel that some task had. LUCS names chats `InstantMessage`; reports call them
    /// Chat, and both are understood.
    private func channelKey(named name: String) throws -> Int64? {
        let key = try connection.prepare(
            """
            SELECT s.channel_key FROM subject AS s JOIN label AS l ON l.label_key = s.channel_key
            WHERE lower(l.text) = lower(?1) OR lower(?1) = 'chat' AND lower(l.text) = 'instantmessage'
            ORDER BY lower(l.text) = lower(?1) DESC
            """
        ).scalar(.text(name))
        if case .integer(let key)? = key { return key }
        return nil
    }

    /// The subject whose stored rollups are what the selected tasks add up to; `nil` where none is.
    private func subject(of selection: Selection) throws -> Int64? {
        let (services, units) = (selection.services, selection.organizationUnits)
        let key: Value?
        switch (services.count, units.count, selection.channel) {
        case (1, 0, nil):
            key = try connection.prepare(
                "SELECT min(service_key) FROM temp.scope_service HAVING count(*) = 1"
            ).scalar()
        case (0, 1, nil):
            key = try connection.prepare(
                """
                SELECT min(subject_key) FROM subject
                WHERE lower(organization_unit) = lower(?) HAVING count(*) = 1
                """
            ).scalar(.text(units[0]))
        case (0, 0, let channel?):
            guard let label = try channelKey(named: channel) else { return nil }
            key = try connection.prepare("SELECT subject_key FROM subject WHERE channel_key = ?")
                .scalar(.integer(label))
        default:
            key = nil
        }
        if case .integer(let subject)? = key { return subject }
        return nil
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
            CREATE TEMP VIEW agent_naming AS SELECT agent_key, 'Agent ' || agent_key AS name,
                organization_unit, from_at, to_at FROM main.agent_naming;
            """)
    }
}
