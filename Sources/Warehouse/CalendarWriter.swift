import CivilTime
import SQLite

/// Keeps the calendar filled, whole local days at a time, around what happened.
struct CalendarWriter {
    let connection: Connection
    let calendar: LocalCalendar
    let intervalLength: Duration
    private var first: Timestamp
    private var end: Timestamp
    /// Intervals asked for of late: asking the time zone costs more than all the rest of a task.
    private var latest: [(start: Int64, end: Int64)] = []
    private static let maximumKept = 8

    init(_ warehouse: Warehouse) throws {
        connection = warehouse.connection
        calendar = warehouse.calendar
        intervalLength = warehouse.intervalLength
        first = Timestamp(milliseconds: .max)
        end = Timestamp(milliseconds: .min)
        // The last interval ends last; only starts have an index.
        try connection.cached(
            """
            SELECT (SELECT min(start_at) FROM calendar),
                (SELECT end_at FROM calendar ORDER BY start_at DESC LIMIT 1)
            """
        ).forEach { row in
            if let start = try row.integer(0) { first = Timestamp(milliseconds: start) }
            if let last = try row.integer(1) { end = Timestamp(milliseconds: last) }
        }
    }

    /// The start of the interval that an instant lies in; its day is added when missing.
    ///
    /// Intervals are aligned to the local wall clock.
    mutating func interval(of instant: Timestamp) throws -> Timestamp {
        for known in latest
        where instant.milliseconds >= known.start && instant.milliseconds < known.end {
            return Timestamp(milliseconds: known.start)
        }
        if instant < first || instant >= end { try extend(to: instant) }
        let start = calendar.intervalStart(of: instant, length: intervalLength)
        let end = calendar.intervalEnd(from: start, length: intervalLength)
        if latest.count == Self.maximumKept { latest.removeFirst() }
        latest.append((start.milliseconds, end.milliseconds))
        return start
    }

    private mutating func extend(to instant: Timestamp) throws {
        let date = calendar.date(at: instant)
        if first > end {
            try add(date)
            (first, end) = (calendar.start(of: date), calendar.end(of: date))
        }
        while instant >= end {
            let next = calendar.date(at: end)
            try add(next)
            end = calendar.end(of: next)
        }
        while instant < first {
            let previous = calendar.date(at: first - .milliseconds(1))
            try add(previous)
            first = calendar.start(of: previous)
        }
    }

    private func add(_ date: CivilDate) throws {
        let insert = try connection.cached(
            """
            INSERT OR IGNORE INTO calendar (start_at, end_at, day_start_at, day_end_at,
                local_date, local_time, weekday, iso_week, month, utc_offset_seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let (dayStart, dayEnd) = (calendar.start(of: date), calendar.end(of: date))
        let week = Period(
            first: date.adding(days: 1 - date.weekday), end: date.adding(days: 8 - date.weekday))
        var start = dayStart
        while start < dayEnd {
            let end = min(calendar.intervalEnd(from: start, length: intervalLength), dayEnd)
            let offset = calendar.offsetSeconds(at: start)
            let time = start.iso8601(offsetSeconds: offset).dropFirst(11).prefix(5)
            try insert.run(
                .integer(start.milliseconds), .integer(end.milliseconds),
                .integer(dayStart.milliseconds), .integer(dayEnd.milliseconds),
                .text(date.description), .text(String(time)), .integer(Int64(date.weekday)),
                .text(week?.description ?? ""), .text(String(date.description.prefix(7))),
                .integer(Int64(offset)))
            start = end
        }
    }
}
