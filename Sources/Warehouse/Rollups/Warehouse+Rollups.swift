public import CivilTime
import SQLite

/// Is called before the rollups of a local date are built or checked, with its place and the number of dates.
public typealias RollupProgress = (_ date: CivilDate, _ number: Int, _ count: Int) -> Void

extension Warehouse {
    /// ISO 8601 on the warehouse's clock.
    public func localTime(of instant: Timestamp) -> String {
        instant.iso8601(offsetSeconds: calendar.offsetSeconds(at: instant))
    }

    /// Builds all rollups anew if the warehouse has facts without any, as after facts were written
    /// by another program; else stores what is due.
    ///
    /// - Parameter progress: is called before each local date, with its place and their number.
    /// - Returns: the time of the last pass; `nil` if nothing was collected yet.
    public func refreshRollups(
        progress: RollupProgress = { _, _, _ in }
    ) throws -> Timestamp? {
        guard let now = try lastPassAt() else { return nil }
        try connection.transaction {
            let lacks = try connection.prepare(
                """
                SELECT NOT EXISTS (SELECT 1 FROM open_interval)
                    AND NOT EXISTS (SELECT 1 FROM rollup_service_interval)
                """
            ).scalar()
            if lacks == .integer(1) {
                try rebuildRollups(now: now, progress)
            } else {
                try Rollups(connection).refresh(now: now, maxGap: .seconds(300))
            }
        }
        return now
    }

    /// Deletes all rollups and builds them from the facts, in the caller's transaction.
    func rebuildRollups(now: Timestamp, _ progress: RollupProgress) throws {
        let rollups = Rollups(connection)
        try Subjects(connection).rebuild()
        for table in Rollup.all.map({ "rollup_\($0.name)" }) + ["open_interval", "open_day"] {
            try connection.execute("DELETE FROM \(table)")
        }
        let days = try observedDays(until: now)
        for (number, day) in days.enumerated() {
            progress(calendar.date(at: day.lowerBound), number + 1, days.count)
            try openSubjects(on: day, until: now)
            try rollups.refresh(now: now, maxGap: .seconds(300))
        }
    }

    private func observedDays(until now: Timestamp) throws -> [Range<Timestamp>] {
        var days: [Range<Timestamp>] = []
        try connection.prepare(
            """
            SELECT DISTINCT day_start_at, day_end_at FROM calendar
            WHERE day_start_at <= ? ORDER BY day_start_at
            """
        ).forEach(.integer(now.milliseconds)) { row in
            days.append(
                Timestamp(
                    milliseconds: try row.requiredInteger(0))..<Timestamp(
                        milliseconds: try row.requiredInteger(1)))
        }
        return days
    }

    /// Lists the intervals of a local date for every subject and for agents.
    private func openSubjects(on day: Range<Timestamp>, until now: Timestamp) throws {
        let bounds: [Value] = [
            .integer(day.lowerBound.milliseconds), .integer(day.upperBound.milliseconds),
            .integer(now.milliseconds),
        ]
        try connection.cached(
            """
            INSERT INTO open_interval (subject_key, interval_at)
            SELECT s.subject_key, c.start_at FROM calendar AS c
            CROSS JOIN (SELECT subject_key FROM subject_member UNION SELECT -1) AS s
            WHERE c.start_at >= ?1 AND c.start_at < ?2 AND c.start_at <= ?3
            """
        ).run(bounds[0], bounds[1], bounds[2])
        try connection.cached(
            """
            INSERT INTO open_day (subject_key, day_start_at)
            SELECT subject_key, ?1 FROM subject_member UNION SELECT -1, ?1
            """
        ).run(bounds[0])
    }

    /// Builds the rollups of services anew from the local date of an instant on, in the caller's
    /// transaction: a rule changed that they were counted by.
    func invalidateServices(since instant: Timestamp) throws {
        guard let now = try lastPassAt(), instant <= now else { return }
        let rollups = Rollups(connection)
        for day in try observedDays(until: now) where day.upperBound > instant {
            let last = min(day.upperBound.milliseconds - 1, now.milliseconds)
            try rollups.invalidate(
                try subjectsWithRollups(on: day).map {
                    TouchedSpan(
                        subject: .subject($0), first: day.lowerBound.milliseconds, last: last)
                })
            try rollups.refresh(now: now, maxGap: .seconds(300))
        }
    }

    private func subjectsWithRollups(on day: Range<Timestamp>) throws -> [Int64] {
        var subjects: [Int64] = []
        try connection.cached(
            """
            SELECT DISTINCT subject_key FROM rollup_service_interval
            WHERE interval_at >= ?1 AND interval_at < ?2
            """
        ).forEach(
            .integer(day.lowerBound.milliseconds), .integer(day.upperBound.milliseconds)
        ) { subjects.append(try $0.requiredInteger(0)) }
        return subjects
    }
}
