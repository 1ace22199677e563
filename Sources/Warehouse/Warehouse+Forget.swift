import CivilTime
import SQLite

/// What was erased of one customer or agent.
public struct ErasureOutcome: Sendable, Equatable {
    /// Tasks that lost the customer, or keep the agent as a number alone.
    public var tasks = 0
    /// Context parameters of the customer's tasks, or skills, profiles and memberships of the agent.
    public var details = 0
    /// What the agent is called from now on.
    public var agentName: String?
    /// Why traces may be left in the file, in plain words.
    public var traces: String?
}

extension Warehouse {
    /// Erases a customer: the tasks stay, as those of nobody. Figures stay the same.
    ///
    /// - Parameters:
    ///   - customer: the number or address in any spelling, or a stored pseudonym.
    ///   - pseudonym: what the customer is called where identifiers are masked.
    /// - Returns: `nil` if the warehouse has no such customer.
    public func forget(customer: String, pseudonym: String?) throws -> ErasureOutcome? {
        let canonical = CustomerIdentifiers.canonical(customer)
        var stored: Set<String> = []
        try connection.prepare(
            "SELECT DISTINCT customer FROM task_fact WHERE customer IS NOT NULL"
        ).forEach { row in
            guard let text = try row.text(0) else { return }
            if text == pseudonym || CustomerIdentifiers.canonical(text) == canonical {
                stored.insert(text)
            }
        }
        guard !stored.isEmpty else { return nil }
        return try erasing { outcome in
            for text in stored.sorted() {
                outcome.details += try change(
                    """
                    DELETE FROM context_value
                    WHERE id IN (SELECT id FROM task_fact WHERE customer = ?)
                    """, .text(text))
                _ = try change(
                    """
                    UPDATE callback_version SET task_id = NULL, session_id = NULL
                    WHERE task_id IN (SELECT external_id FROM task_fact WHERE customer = ?1)
                        OR session_id IN (SELECT id FROM task_fact WHERE customer = ?1)
                    """, .text(text))
                outcome.tasks += try change(
                    "UPDATE task_fact SET customer = NULL, external_id = NULL WHERE customer = ?",
                    .text(text))
            }
        }
    }

    /// The agents who have this identifier, SIP URI or name, or had it.
    public func agents(called text: String) throws -> [(key: Int64, name: String)] {
        var found: [(Int64, String)] = []
        try connection.prepare(
            """
            SELECT a.agent_key, coalesce(a.name, a.agent_id) FROM agent AS a
            WHERE lower(a.agent_id) = lower(?1) OR EXISTS (SELECT 1 FROM agent_version AS v
                WHERE v.agent_key = a.agent_key
                    AND (lower(v.name) = lower(?1) OR lower(v.sip_uri) = lower(?1)))
            ORDER BY a.agent_key
            """
        ).forEach(.text(text)) { row in
            found.append((try row.requiredInteger(0), try row.text(1) ?? ""))
        }
        return found
    }

    /// Erases an agent: name, address, identifier, skills and profiles. Tasks and states stay, as
    /// those of a number, so that figures of services and teams stay the same.
    public func forget(agent key: Int64) throws -> ErasureOutcome {
        let name = "Agent \(key)"
        return try erasing { outcome in
            outcome.agentName = name
            for table in [
                "agent_skill_version", "agent_profile_version", "service_member_version",
            ] {
                outcome.details += try change(
                    "DELETE FROM \(table) WHERE agent_key = ?", .integer(key))
            }
            let at = try lastPassAt()?.milliseconds ?? 0
            _ = try change(
                """
                UPDATE agent_version SET name = ?2, sip_uri = NULL, default_profile = NULL,
                    valid_to_at = coalesce(valid_to_at, max(valid_from_at, ?3))
                WHERE agent_key = ?1
                """, .integer(key), .text(name), .integer(at))
            _ = try change(
                """
                UPDATE agent_entity SET id = 'erased-' || agent_key || '-' || lower(hex(randomblob(8)))
                WHERE agent_key = ?
                """, .integer(key))
            let tasks = try connection.prepare("SELECT count(*) FROM task_fact WHERE agent_key = ?")
                .scalar(.integer(key))
            if case .integer(let count)? = tasks { outcome.tasks = Int(count) }
        }
    }

    /// Erases in one transaction, and packs the file: what was erased is not left in its free pages.
    private func erasing(
        _ body: (inout ErasureOutcome) throws -> Void
    ) throws -> ErasureOutcome {
        try connection.execute("PRAGMA secure_delete = ON")
        var outcome = ErasureOutcome()
        try connection.transaction { try body(&outcome) }
        connection.forgetStatements()
        outcome.traces = try pack()
        _ = try connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        return outcome
    }

    private func change(_ sql: String, _ values: Value...) throws -> Int {
        let statement = try connection.cached(sql)
        for (index, value) in values.enumerated() {
            try statement.bind(value, at: Int32(index + 1))
        }
        try statement.run()
        return Int(connection.changes)
    }
}
