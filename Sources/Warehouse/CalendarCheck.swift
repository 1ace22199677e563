import CivilTime
import SQLite

extension Warehouse {
    /// What is wrong with the calendar, a clause each. All sums and exports go by its dates: where it
    /// lacks some, or names them wrongly, what lies there would be missing without a word.
    func calendarFindings() throws -> [String] {
        try violations(of: Self.calendarLaws) + zoneFindings()
    }

    /// Later rules of a zone may move single dates: where most differ, it is another zone's.
    private func zoneFindings() throws -> [String] {
        var (days, others) = (0, 0)
        try connection.prepare(
            "SELECT start_at, utc_offset_seconds FROM calendar WHERE start_at = day_start_at"
        ).forEach { row in
            let start = Timestamp(milliseconds: try row.requiredInteger(0))
            days += 1
            let offset = calendar.offsetSeconds(at: start)
            if try row.requiredInteger(1) != Int64(offset) { others += 1 }
        }
        return others * 2 > days
            ? ["a calendar of another time zone than the setting says"] : []
    }

    /// Checks that every fact has its date in the calendar.
    ///
    /// - Throws: ``WarehouseError`` `impossible`.
    public func checkCalendar() throws {
        let findings = try calendarFindings()
        guard findings.isEmpty else {
            throw WarehouseError(
                .impossible, path: path,
                "\(path) is damaged: \(findings.joined(separator: "; ")). Restore it from a snapshot."
            )
        }
    }

    private static let calendarLaws = [
        (
            """
            SELECT count(*) FROM (SELECT end_at, lead(start_at) OVER (ORDER BY start_at) AS next_at
                FROM calendar)
            WHERE next_at <> end_at
            """, "holes in the calendar"
        ),
        (
            """
            SELECT count(*) FROM calendar WHERE start_at NOT BETWEEN day_start_at AND day_end_at - 1
                OR day_end_at - day_start_at NOT BETWEEN 1 AND 172800000
                OR end_at - start_at NOT BETWEEN 1 AND 3600000
            """, "intervals of the calendar outside of their day"
        ),
        (
            """
            SELECT count(*) FROM (SELECT min(start_at) AS first_at, max(end_at) AS last_at,
                    min(day_end_at) AS day_end_at, max(day_end_at) AS latest_end_at, day_start_at
                FROM calendar GROUP BY day_start_at)
            WHERE first_at <> day_start_at OR last_at <> day_end_at OR day_end_at <> latest_end_at
            """, "days of the calendar that are not whole"
        ),
        (
            """
            SELECT (SELECT max(end_at - start_at) FROM calendar)
                <> (SELECT value * 1000 FROM setting WHERE name = 'intervalSeconds')
            """, "intervals of another length than the setting says"
        ),
        (
            """
            SELECT count(*) FROM (SELECT min(interval_at) AS first_at, max(interval_at) AS last_at
                    FROM task_fact
                UNION ALL SELECT min(from_at), max(from_at) FROM coverage)
            WHERE first_at < coalesce((SELECT min(start_at) FROM calendar), 9223372036854775807)
                OR last_at >= coalesce((SELECT max(end_at) FROM calendar), 0)
            """, "facts outside of the calendar"
        ),
        (
            // By the offset that each row states, so that a later change of the zone's rules is no
            // damage. The week is that of its Thursday (ISO 8601).
            """
            SELECT count(*) FROM (
                SELECT *, strftime('%Y-%m-%d', local_seconds, 'unixepoch') AS date,
                    date(local_seconds, 'unixepoch', '-3 days', 'weekday 4') AS thursday
                FROM (SELECT *, start_at / 1000 + utc_offset_seconds AS local_seconds FROM calendar))
            WHERE abs(utc_offset_seconds) > 93600 OR local_date IS NOT date
                OR month IS NOT substr(date, 1, 7)
                OR local_time IS NOT strftime('%H:%M', local_seconds, 'unixepoch')
                OR weekday IS NOT (strftime('%w', local_seconds, 'unixepoch') + 6) % 7 + 1
                OR iso_week IS NOT printf('%s-W%02d', strftime('%Y', thursday),
                    (strftime('%j', thursday) - 1) / 7 + 1)
            """, "intervals of the calendar with another date or time than their own"
        ),
    ]
}
