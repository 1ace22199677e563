import CivilTime
import SQLite

/// What a check of a warehouse found.
public struct Verification: Sendable, Equatable {
    /// What is wrong, a clause each; none for a sound warehouse.
    public var findings: [String] = []
    public var tasks: Int64 = 0
    public var states: Int64 = 0
    /// Days whose sums were computed anew from the facts.
    public var days = 0
}

extension Warehouse {
    /// Checks the file, the references, what must hold of the facts, and that every sum of some
    /// days is what the facts tell.
    ///
    /// - Parameters:
    ///   - days: the most days to sum up anew, spread over all that are stored.
    ///   - progress: is told before each of these days.
    public func verify(days: Int, progress: RollupProgress? = nil) throws -> Verification {
        var found = Verification()
        try connection.prepare("PRAGMA integrity_check(3)").forEach { row in
            let line = try row.text(0) ?? ""
            if line != "ok" { found.findings.append(line) }
        }
        // What cannot be read need not be asked further.
        guard found.findings.isEmpty else { return found }
        try connection.snapshot {
            found.findings += try settingFindings() + numberFindings()
            found.findings += try violations(of: Self.laws) + calendarFindings()
            if case .integer(let count)? = try count("task_fact") { found.tasks = count }
            if case .integer(let count)? = try count("state_fact") { found.states = count }
            let check = try RollupCheck(connection)
            defer { try? check.end() }
            let stored = try storedDays(atMost: days)
            for day in stored {
                let date = calendar.date(at: day.lowerBound)
                progress?(date, found.days + 1, stored.count)
                do {
                    found.findings += try check.differences(on: day).map {
                        "\($0) does not equal the facts on \(date)"
                    }
                } catch let error as DatabaseError where error.kind == .other {
                    // Forged numbers, whose sums are beyond every number.
                    found.findings.append(
                        "the facts of \(date) cannot be summed up: \(error.message)")
                }
                found.days += 1
            }
        }
        return found
    }

    private func settingFindings() throws -> [String] {
        do {
            _ = try identifier()
            return []
        } catch let error as WarehouseError where error.code == .notAWarehouse {
            return ["its identifier is missing"]
        }
    }

    /// - Parameter laws: counts of what must not be, and what it is.
    func violations(of laws: [(sql: String, finding: String)]) throws -> [String] {
        try laws.compactMap { sql, finding in
            guard case .integer(let count)? = try connection.prepare(sql).scalar(), count > 0 else {
                return nil
            }
            return "\(finding) (\(count))"
        }
    }

    private func count(_ table: String) throws -> Value? {
        try connection.prepare("SELECT count(*) FROM \(table)").scalar()
    }

    /// Counts of what must not be, and what it is.
    private static let laws = [
        ("SELECT count(*) FROM pragma_foreign_key_check", "references to what is not there"),
        (
            """
            SELECT count(*) FROM (SELECT to_at, lead(from_at) OVER
                (PARTITION BY agent_key ORDER BY from_at) AS next_at FROM state_fact)
            WHERE next_at < coalesce(to_at, 9223372036854775807)
            """, "agents in two states at once"
        ),
        (
            """
            SELECT count(*) FROM (SELECT from_at, to_at, lead(from_at) OVER
                (PARTITION BY resource, service_key ORDER BY from_at) AS next_at FROM coverage)
            WHERE to_at < from_at OR next_at <= to_at
            """, "runs of coverage that overlap"
        ),
        (
            """
            SELECT count(*) FROM (SELECT min(first_seen_at, begun_at) AS from_at,
                    max(first_seen_at, begun_at, coalesce(ended_before_at, 0)) AS to_at
                FROM task_fact
                UNION ALL SELECT from_at, coalesce(to_at, from_at) FROM state_fact
                UNION ALL SELECT from_at, to_at FROM coverage
                UNION ALL SELECT started_at, finished_at FROM pass)
            WHERE from_at < 315532800000 OR to_at > 10413792000000
            """, "times that cannot be"
        ),
        (
            "SELECT count(*) FROM task_fact WHERE ended_at < ended_after_at",
            "tasks that ended while they were still listed"
        ),
        (
            """
            SELECT count(*) FROM (
                SELECT valid_to_at, lead(valid_from_at) OVER
                    (PARTITION BY agent_key ORDER BY valid_from_at) AS next_at FROM agent_version
                UNION ALL SELECT valid_to_at, lead(valid_from_at) OVER
                    (PARTITION BY service_key ORDER BY valid_from_at) FROM service_version)
            WHERE next_at < coalesce(valid_to_at, 9223372036854775807)
            """, "two versions of one agent or service at once"
        ),
    ]

    /// Local dates with stored rollups, the first and the last among them.
    private func storedDays(atMost most: Int) throws -> [Range<Timestamp>] {
        var days: [Range<Timestamp>] = []
        try connection.prepare(
            """
            SELECT r.day_start_at, c.day_end_at
            FROM (SELECT day_start_at FROM rollup_service_day WHERE subject_key = 0
                UNION SELECT day_start_at FROM rollup_state_day) AS r
            JOIN calendar AS c ON c.start_at = r.day_start_at
            ORDER BY r.day_start_at
            """
        ).forEach { row in
            let start = Timestamp(milliseconds: try row.requiredInteger(0))
            days.append(start..<Timestamp(milliseconds: try row.requiredInteger(1)))
        }
        guard days.count > most else { return days }
        guard most > 1 else { return days.suffix(most) }
        return (0..<most).map { days[$0 * (days.count - 1) / (most - 1)] }
    }
}
