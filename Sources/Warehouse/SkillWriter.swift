import CivilTime
import LucsModel
import SQLite

/// Keeps the history of the agents' skills and duty profiles: sets of rows that each agent has, of
/// which some begin and some end with a directory.
struct SkillWriter {
    let connection: Connection
    let agents: Keys
    let labels: Keys

    private static let skills = Table(
        name: "agent_skill_version", columns: ["skill_key", "level_key"])
    private static let profiles = Table(
        name: "agent_profile_version", columns: ["profile_key", "skill_key", "responsibility_key"])

    private struct Table {
        let name: String
        /// What the rows of one agent differ in: labels, 0 where there is none.
        let columns: [String]
    }

    /// A user whose skills or profiles the list does not show keeps those that are known.
    func apply(_ users: Listing<User>) throws {
        try apply(users, Self.skills) { user in
            try user.skills.map { skills in
                try Set(skills.map { [try labels.key($0.name), try labels.key($0.level) ?? 0] })
            }
        }
        try apply(users, Self.profiles) { user in
            try user.profiles.map { try Set($0.flatMap(rows)) }
        }
    }

    /// A profile without responsibilities has one row all the same.
    private func rows(of profile: AgentProfile) throws -> [[Int64]] {
        let key = try labels.key(profile.name)
        let rows = try profile.responsibilities.map {
            [key, try labels.key($0.name), try labels.key($0.level) ?? 0]
        }
        return rows.isEmpty ? [[key, 0, 0]] : rows
    }

    /// Ends what belongs to agents who left the directory.
    func endDeparted() throws {
        for table in [Self.skills, Self.profiles] {
            try connection.cached(
                """
                UPDATE \(table.name) AS s SET valid_to_at = max(s.valid_from_at,
                    (SELECT l.valid_to_at FROM agent_latest AS l WHERE l.agent_key = s.agent_key))
                WHERE s.valid_to_at IS NULL AND s.agent_key IN
                    (SELECT agent_key FROM agent_latest WHERE valid_to_at IS NOT NULL)
                """
            ).run()
        }
    }

    private func apply(
        _ users: Listing<User>, _ table: Table, _ rows: (User) throws -> Set<[Int64]>?
    ) throws {
        let current = try current(table)
        let at = users.observedAt.milliseconds
        let columns = table.columns.joined(separator: ", ")
        let inserter = RowInserter(
            connection,
            "INSERT OR REPLACE INTO \(table.name) (agent_key, \(columns), valid_from_at)",
            columns: table.columns.count + 2)
        let end = try connection.cached(
            """
            UPDATE \(table.name) SET valid_to_at = ? WHERE agent_key = ? AND valid_to_at IS NULL
                AND \(table.columns.map { "\($0) = ?" }.joined(separator: " AND "))
            """)
        var begun: [[Int64]] = []
        for user in users.rows {
            guard let listed = try rows(user) else { continue }
            let agent = try agents.key(user.id)
            let known = current[agent] ?? []
            for row in known.subtracting(listed) {
                let values = [at, agent] + row
                for (index, value) in values.enumerated() {
                    try end.bind(value, at: Int32(index + 1))
                }
                while try end.step() {}
                end.reset()
            }
            begun += listed.subtracting(known).map { [agent] + $0 }
        }
        // In the order of the key, so that pages are filled one after the other.
        begun.sort { $0.lexicographicallyPrecedes($1) }
        try inserter.insert(begun.count) { row, statement, first in
            for (index, value) in (begun[row] + [at]).enumerated() {
                try statement.bind(value, at: first + Int32(index))
            }
        }
    }

    private func current(_ table: Table) throws -> [Int64: Set<[Int64]>] {
        var current: [Int64: Set<[Int64]>] = [:]
        try connection.cached(
            """
            SELECT agent_key, \(table.columns.joined(separator: ", ")) FROM \(table.name)
            WHERE valid_to_at IS NULL
            """
        ).forEach { row in
            var values: [Int64] = []
            for column in table.columns.indices {
                values.append(try row.requiredInteger(column + 1))
            }
            current[try row.requiredInteger(0), default: []].insert(values)
        }
        return current
    }
}
