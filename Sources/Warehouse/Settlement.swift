import CivilTime
import SQLite

/// Keeps the sums of what no longer changes, so that a report over a month need not read a
/// million facts.
///
/// Everything before ``from`` is settled: the tables `settled_…` hold what the views `live_…`
/// computed. Whoever writes a fact about an earlier instant calls ``unsettle(since:)`` first or
/// after, in the same transaction. Sums and facts then always tell the same.
struct Settlement {
    /// Tasks live five days at most, so a pass has seldom more than that to settle. After
    /// ``unsettle(since:)`` of long ago, the rest is left to the passes to come.
    static let daysPerPass = 7

    private static let ofIntervals = ["service_interval", "agent_interval"]
    private static let ofDays = [
        "service_day", "wait_day", "sighting_day", "agent_day", "state_day",
    ]

    let connection: Connection
    /// The start of the first interval that is not settled.
    private(set) var from: Timestamp

    init(_ connection: Connection) throws {
        self.connection = connection
        from = Timestamp(milliseconds: 0)
        try connection.cached("SELECT from_at FROM settlement").forEach { row in
            from = Timestamp(milliseconds: try row.requiredInteger(0))
        }
    }

    /// Forgets the sums from the interval on that holds `instant`.
    mutating func unsettle(since instant: Timestamp) throws {
        guard instant < from else { return }
        let (start, day) = try bounds(around: instant)
        for table in Self.ofIntervals {
            try connection.cached("DELETE FROM settled_\(table) WHERE interval_at >= ?")
                .run(.integer(start))
        }
        for table in Self.ofDays {
            try connection.cached("DELETE FROM settled_\(table) WHERE day_start_at >= ?")
                .run(.integer(day))
        }
        try move(from: start, day: day, to: .max)
        from = Timestamp(milliseconds: start)
    }

    /// Settles what has ended: the intervals before the one that holds `now`, but none since the
    /// first open task began.
    ///
    /// - Parameter statesSeenTo: how far agents' states are known, where that may still grow.
    mutating func settle(now: Timestamp, statesSeenTo: Timestamp?) throws {
        var limit = try bounds(around: min(now, statesSeenTo ?? now)).start
        guard limit > from.milliseconds else { return }
        // Service by service, each is one step down the index of what is open.
        try connection.cached(
            """
            SELECT min((SELECT min(interval_at) FROM task_fact
                WHERE service_key = e.service_key AND ended_at IS NULL))
            FROM service_entity AS e
            """
        ).forEach { row in
            if let first = try row.integer(0) { limit = min(limit, first) }
        }
        if from.milliseconds == 0 { try beginAtFirstFact() }
        for _ in 0..<Self.daysPerPass {
            guard let next = try settleDay(before: limit) else { return }
            from = next
        }
    }

    /// Before the first fact there is nothing to sum up.
    private mutating func beginAtFirstFact() throws {
        var first: Int64?
        try connection.cached(
            """
            SELECT min(at) FROM (
                SELECT min((SELECT min(interval_at) FROM task_fact
                    WHERE service_key = e.service_key)) AS at FROM service_entity AS e
                UNION ALL SELECT min(from_at) FROM state_fact)
            """
        ).forEach { first = try $0.integer(0) }
        guard let first else { return }
        let (start, day) = try bounds(around: Timestamp(milliseconds: first))
        try move(from: start, day: day, to: .max)
        from = Timestamp(milliseconds: start)
    }

    /// Settles up to the end of the local day or to `limit`; `nil` when there is nothing to do.
    private func settleDay(before limit: Int64) throws -> Timestamp? {
        var day: (start: Int64, end: Int64, first: Int64)?
        try connection.cached(
            """
            SELECT day_start_at, day_end_at, start_at FROM calendar
            WHERE start_at >= ? ORDER BY start_at LIMIT 1
            """
        ).forEach(.integer(from.milliseconds)) { row in
            day = (
                try row.requiredInteger(0), try row.requiredInteger(1), try row.requiredInteger(2)
            )
        }
        guard let day, day.first < limit else { return nil }
        let end = min(day.end, limit)
        try move(from: day.first, day: day.start, to: end)
        for table in Self.ofIntervals { try keep(table) }
        if end == day.end {
            // Sums of the day are of settled intervals.
            try move(from: end, day: day.start, to: end)
            for table in Self.ofDays { try keep(table) }
        }
        try move(from: end, day: end == day.end ? end : day.start, to: .max)
        return Timestamp(milliseconds: end)
    }

    private func keep(_ table: String) throws {
        try connection.cached("INSERT INTO settled_\(table) SELECT * FROM live_\(table)").run()
    }

    private func move(from start: Int64, day: Int64, to end: Int64) throws {
        try connection.cached("UPDATE settlement SET from_at = ?, day_from_at = ?, to_at = ?")
            .run(.integer(start), .integer(day), .integer(end))
    }

    /// The starts of the interval and of the local day that hold an instant.
    private func bounds(around instant: Timestamp) throws -> (start: Int64, day: Int64) {
        var bounds: (start: Int64, day: Int64) = (0, 0)
        try connection.cached(
            """
            SELECT start_at, day_start_at FROM calendar
            WHERE start_at <= ? ORDER BY start_at DESC LIMIT 1
            """
        ).forEach(.integer(instant.milliseconds)) { row in
            bounds = (try row.requiredInteger(0), try row.requiredInteger(1))
        }
        return bounds
    }
}
