import CivilTime
import LucsModel
import SQLite

/// Applies a listing of user states: closes what changed, opens what is new.
final class StateWriter {
    let connection: Connection
    let agents: Keys
    let labels: Keys
    let classification: StateClassification
    /// Off-duty flags of the duty profiles, by name in lower case.
    let offDutyProfiles: [String: Bool]
    /// The agents that a listed task is connected to, and since when, in epoch milliseconds.
    let busySince: [Int64: Int64]

    /// Words of states that are not classified.
    private(set) var unknownWords: Set<String> = []
    /// Whether an agent was in a state that the server explains by no word at all.
    private(set) var hasUnexplained = false

    /// The first instant from which a state was written, or is now known to have gone on.
    private(set) var touched: Timestamp?

    init(
        connection: Connection, agents: Keys, labels: Keys, classification: StateClassification,
        offDutyProfiles: [String: Bool],
        busySince: [Int64: Int64]
    ) {
        self.connection = connection
        self.agents = agents
        self.labels = labels
        self.classification = classification
        self.offDutyProfiles = offDutyProfiles
        self.busySince = busySince
    }

    private func touch(_ instant: Timestamp) {
        touched = min(touched ?? instant, instant)
    }

    private struct Open: Equatable {
        var state: Int64
        var reason: Int64?
        var profile: Int64?
    }

    private struct Begun {
        var agent: Int64
        var from: Timestamp
        var state: Open
    }

    /// What is kept in `presence_fact`.
    private struct Presence: Equatable {
        var state: Open
        var selectable: Int64?
        var presence: Int64?
        var isBlocked: Bool?
    }

    private struct BegunPresence {
        var agent: Int64
        var from: Timestamp
        var presence: Presence
    }

    /// Returns the number of states begun.
    func apply(_ listing: Listing<UserState>, continuity: Continuity) throws -> Int {
        let previous: Timestamp?
        switch continuity {
        case .stale: return 0
        case .continues(let from):
            previous = from
            touch(from)
        case .begins(let since):
            previous = nil
            // Nothing is stretched over a gap, not even what incomplete lists showed in it: the
            // state that each agent was in when it began, and those after it.
            if let since { touch(since) }
            for table in ["state_fact", "presence_fact"] {
                try connection.cached(
                    """
                    UPDATE \(table) SET to_at = max(from_at, ?1)
                    WHERE (agent_key, from_at) IN (
                            SELECT s.agent_key, s.from_at FROM agent_entity AS a
                            CROSS JOIN \(table) AS s ON s.agent_key = a.agent_key
                                AND s.from_at >= coalesce((SELECT max(from_at) FROM \(table)
                                    WHERE agent_key = a.agent_key AND from_at <= ?1), 0))
                        AND (to_at IS NULL OR to_at > max(from_at, ?1))
                    """
                ).run(.integer(since?.milliseconds ?? 0))
            }
        }
        var open: [Int64: Open] = [:]
        try connection.cached(
            """
            SELECT agent_key, state, reason_key, profile_key
            FROM state_fact INDEXED BY state_fact_open WHERE to_at IS NULL
            """
        ).forEach { row in
            open[try row.requiredInteger(0)] = Open(
                state: try row.requiredInteger(1), reason: try row.integer(2),
                profile: try row.integer(3))
        }
        var openPresence = try openPresence()
        let addresses = try addresses(for: listing)
        var begun: [Begun] = []
        var begunPresence: [BegunPresence] = []
        var latest: (LatestWord?, LatestWord?, LatestWord?, LatestWord?)
        var seen: Set<Int64> = []
        for state in listing.rows {
            let agent = try key(of: state.user, by: addresses)
            guard seen.insert(agent).inserted else { continue }
            let kind = classification.kind(
                of: state,
                profileIsOffDuty: state.currentProfile.flatMap { offDutyProfiles[$0.lowercased()] },
                // A task connected after this poll belongs to the next one.
                hasAcceptedTask: busySince[agent].map {
                    $0 <= listing.observedAt.milliseconds
                } ?? false)
            let reason = reason(of: state, kind)
            let now = Open(
                state: kind.rawValue,
                reason: try labels.key(reason.flatMap { $0.isEmpty ? nil : $0 }, after: &latest.0),
                profile: try labels.key(state.currentProfile, after: &latest.1))
            let presence = Presence(
                state: now,
                selectable: try labels.key(
                    state.notSelectableReason.flatMap { $0.isEmpty ? nil : $0 }, after: &latest.2),
                presence: try labels.key(state.presence, after: &latest.3),
                isBlocked: state.isBlockedByAPI)
            let isSame = open[agent] == now
            guard !isSame || openPresence.removeValue(forKey: agent) != presence else { continue }
            let from = start(
                of: state, kind, connected: busySince[agent], previous: previous,
                observed: listing.observedAt)
            try closePresence(agent, at: from)
            begunPresence.append(BegunPresence(agent: agent, from: from, presence: presence))
            if isSame { continue }
            if open[agent] != nil { try close(agent, at: from) }
            touch(from)
            begun.append(Begun(agent: agent, from: from, state: now))
        }
        if listing.isComplete {
            for agent in open.keys.sorted() where !seen.contains(agent) {
                try close(agent, at: listing.observedAt)
                try closePresence(agent, at: listing.observedAt)
            }
        }
        try write(begun)
        try write(begunPresence)
        return begun.count
    }

    private func openPresence() throws -> [Int64: Presence] {
        var open: [Int64: Presence] = [:]
        try connection.cached(
            """
            SELECT agent_key, state, reason_key, profile_key, selectable_key, presence_key, is_blocked
            FROM presence_fact INDEXED BY presence_fact_open WHERE to_at IS NULL
            """
        ).forEach { row in
            open[try row.requiredInteger(0)] = Presence(
                state: Open(
                    state: try row.requiredInteger(1), reason: try row.integer(2),
                    profile: try row.integer(3)),
                selectable: try row.integer(4), presence: try row.integer(5),
                isBlocked: try row.integer(6).map { $0 != 0 })
        }
        return open
    }

    /// What is kept beside the state: the reason of being not ready, or the words that are not
    /// classified.
    private func reason(of state: UserState, _ kind: AgentStateKind) -> String? {
        switch kind {
        case .notReady, .afterCallWork:
            let words = [state.notReadyReason, state.notSelectableReason].compactMap(\.self)
            return words.first { !StateClassification.isNothing($0) }
                ?? (state.isBlockedByAPI == true ? StateClassification.blockedReason : words.first)
        case .unknown:
            // Presence is not among them: a word for it would be one for every agent online.
            let word = [state.notSelectableReason, state.notReadyReason]
                .compactMap { $0 }.first { !StateClassification.isNothing($0) }
            if let word { unknownWords.insert(word) } else { hasUnexplained = true }
            return word
        default: return nil
        }
    }

    /// A state begins where the server says, if that is after the listing before; else where it
    /// was first observed. Who is at work by a task alone is so since it was connected.
    private func start(
        of state: UserState, _ kind: AgentStateKind, connected: Int64?, previous: Timestamp?,
        observed: Timestamp
    ) -> Timestamp {
        let isInferred = kind == .working && state.isSelectable != false
        let stated = isInferred ? connected.map(Timestamp.init(milliseconds:)) : state.changedAt
        guard let stated, let previous, stated > previous, stated <= observed else {
            return observed
        }
        return stated
    }

    private func close(_ agent: Int64, at instant: Timestamp) throws {
        touch(instant)
        try connection.cached(
            """
            UPDATE state_fact INDEXED BY state_fact_open SET to_at = max(from_at, ?)
            WHERE agent_key = ? AND to_at IS NULL
            """
        ).run(.integer(instant.milliseconds), .integer(agent))
    }

    private func closePresence(_ agent: Int64, at instant: Timestamp) throws {
        try connection.cached(
            """
            UPDATE presence_fact INDEXED BY presence_fact_open SET to_at = max(from_at, ?)
            WHERE agent_key = ? AND to_at IS NULL
            """
        ).run(.integer(instant.milliseconds), .integer(agent))
    }

    private func write(_ begun: [BegunPresence]) throws {
        let begun = begun.sorted { $0.agent < $1.agent }
        try RowInserter(
            connection,
            """
            INSERT OR REPLACE INTO presence_fact (agent_key, from_at, state, reason_key, profile_key,
                selectable_key, presence_key, is_blocked)
            """, columns: 8
        ).insert(begun.count) { row, statement, first in
            let (begun, presence) = (begun[row], begun[row].presence)
            try statement.bind(begun.agent, at: first)
            try statement.bind(begun.from.milliseconds, at: first + 1)
            try statement.bind(presence.state.state, at: first + 2)
            try statement.bind(presence.state.reason, at: first + 3)
            try statement.bind(presence.state.profile, at: first + 4)
            try statement.bind(presence.selectable, at: first + 5)
            try statement.bind(presence.presence, at: first + 6)
            try statement.bind(Value(presence.isBlocked), at: first + 7)
        }
    }

    private func write(_ begun: [Begun]) throws {
        // In the order of the key, so that pages are filled one after the other.
        let begun = begun.sorted { $0.agent < $1.agent }
        try RowInserter(
            connection,
            """
            INSERT OR REPLACE INTO state_fact (agent_key, from_at, state, reason_key, profile_key)
            """, columns: 5
        ).insert(begun.count) { row, statement, first in
            let begun = begun[row]
            try statement.bind(begun.agent, at: first)
            try statement.bind(begun.from.milliseconds, at: first + 1)
            try statement.bind(begun.state.state, at: first + 2)
            try statement.bind(begun.state.reason, at: first + 3)
            try statement.bind(begun.state.profile, at: first + 4)
        }
    }

    /// A server may name the user by SIP URI: the agent with that address then.
    private func key(of user: EntityID, by addresses: [String: Int64]) throws -> Int64 {
        if case .text(let uri) = user, let key = addresses[uri] { return key }
        return try agents.key(user)
    }

    /// The agents by SIP URI in lower case; empty where the server names none that way.
    private func addresses(for listing: Listing<UserState>) throws -> [String: Int64] {
        let namesByURI = listing.rows.contains { if case .text = $0.user { true } else { false } }
        guard namesByURI else { return [:] }
        var addresses: [String: Int64] = [:]
        try connection.cached(
            """
            SELECT agent_key, sip_uri FROM agent_version
            WHERE valid_to_at IS NULL AND sip_uri IS NOT NULL ORDER BY agent_key DESC
            """
        ).forEach { row in
            if let uri = try row.text(1) {
                addresses[uri.lowercased()] = try row.requiredInteger(0)
            }
        }
        return addresses
    }
}
