import CivilTime
import LucsModel
import SQLite

/// Keeps the history of who serves which service.
struct MemberWriter {
    let connection: Connection
    let services: Keys
    let agents: Keys

    /// Begins what a list names first, and ends what a complete one no longer names. A list that
    /// is older than the latest one changes nothing.
    func apply(_ members: ServiceMembers) throws {
        let service = try services.key(members.service)
        let at = members.listing.observedAt
        guard try isNewest(at, of: service) else { return }
        try agents.makeKeys(of: members.listing.rows)
        var listed: Set<Int64> = []
        for id in members.listing.rows { listed.insert(try agents.key(id)) }
        let current = try currentMembers(of: service)
        let begin = try connection.cached(
            """
            INSERT OR REPLACE INTO service_member_version (service_key, agent_key, valid_from_at)
            VALUES (?, ?, ?)
            """)
        for agent in listed.subtracting(current).sorted() {
            try begin.run(.integer(service), .integer(agent), .integer(at.milliseconds))
        }
        guard members.listing.isComplete else { return }
        let end = try connection.cached(
            """
            UPDATE service_member_version SET valid_to_at = ?
            WHERE service_key = ? AND agent_key = ? AND valid_to_at IS NULL
            """)
        for agent in current.subtracting(listed).sorted() {
            try end.run(.integer(at.milliseconds), .integer(service), .integer(agent))
        }
        try connection.cached(
            """
            INSERT INTO service_member_listing (service_key, first_at, last_at) VALUES (?1, ?2, ?2)
            ON CONFLICT (service_key) DO UPDATE SET last_at = excluded.last_at
            """
        ).run(.integer(service), .integer(at.milliseconds))
    }

    /// Ends what belongs to a service or an agent that left the directory.
    func endDeparted() throws {
        for (kind, latest) in [("service", "service_latest"), ("agent", "agent_latest")] {
            try connection.cached(
                """
                UPDATE service_member_version AS m SET valid_to_at = max(m.valid_from_at, (SELECT
                    l.valid_to_at FROM \(latest) AS l WHERE l.\(kind)_key = m.\(kind)_key))
                WHERE m.valid_to_at IS NULL AND m.\(kind)_key IN
                    (SELECT \(kind)_key FROM \(latest) WHERE valid_to_at IS NOT NULL)
                """
            ).run()
        }
    }

    private func isNewest(_ at: Timestamp, of service: Int64) throws -> Bool {
        let last = try connection.cached(
            "SELECT last_at FROM service_member_listing WHERE service_key = ?"
        ).scalar(.integer(service))
        guard case .integer(let last)? = last else { return true }
        return last <= at.milliseconds
    }

    private func currentMembers(of service: Int64) throws -> Set<Int64> {
        var current: Set<Int64> = []
        try connection.cached(
            """
            SELECT agent_key FROM service_member_version
            WHERE service_key = ? AND valid_to_at IS NULL
            """
        ).forEach(.integer(service)) { current.insert(try $0.requiredInteger(0)) }
        return current
    }
}
