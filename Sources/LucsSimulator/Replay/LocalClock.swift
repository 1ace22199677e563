import CivilTime

/// Times as clocks show them.
enum TimeOfDay {
    /// The seconds after midnight of a text such as `7:08:28`; `nil` for other texts.
    static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var seconds = 0
        for (part, limit) in zip(parts, [24, 60, 60]) {
            guard (1...2).contains(part.utf8.count),
                part.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(part),
                value < limit
            else { return nil }
            seconds = seconds * 60 + value
        }
        return seconds
    }
}

/// Turns times of a wall clock into instants, remembering the day before.
struct LocalClock {
    private static let dayLength = 86_400
    private let calendar: LocalCalendar
    private var known: (date: CivilDate, start: Timestamp, isPlain: Bool)?

    init(_ calendar: LocalCalendar) {
        self.calendar = calendar
    }

    /// The instant at which the wall clock shows so many seconds after a date's midnight; below 0
    /// on the days before, from 86,400 on the days after.
    ///
    /// A time that the clock shows twice means the first; one that it skips, as much later.
    mutating func instant(_ date: CivilDate, _ seconds: Int) -> Timestamp {
        var days = seconds / Self.dayLength
        var rest = seconds % Self.dayLength
        if rest < 0 {
            days -= 1
            rest += Self.dayLength
        }
        let date = date.adding(days: days)
        let (start, isPlain) = day(date)
        if isPlain { return start + .seconds(rest) }
        let shown = Timestamp(
            milliseconds: Int64(date.dayNumber) * 86_400_000 + Int64(rest) * 1000)
        let before = shown - .seconds(calendar.offsetSeconds(at: start - .milliseconds(1)))
        let offset = calendar.offsetSeconds(at: before)
        // Where the clock has changed by then, the offset after it tells; if that leads back
        // before the change, the time was skipped or shown twice, and the offset before tells.
        let after = shown - .seconds(offset)
        return calendar.offsetSeconds(at: after) == offset ? after : before
    }

    private mutating func day(_ date: CivilDate) -> (start: Timestamp, isPlain: Bool) {
        if let known, known.date == date { return (known.start, known.isPlain) }
        let (start, end) = (calendar.start(of: date), calendar.end(of: date))
        let isPlain = end - start == .seconds(Self.dayLength)
        known = (date, start, isPlain)
        return (start, isPlain)
    }
}
