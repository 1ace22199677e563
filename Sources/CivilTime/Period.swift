/// A span of whole local dates that a report or a query is about.
public struct Period: Hashable, Sendable {
    public let first: CivilDate
    /// The date after the last one.
    public let end: CivilDate

    /// `nil` when the period would be empty.
    public init?(first: CivilDate, end: CivilDate) {
        guard first < end else { return nil }
        self.first = first
        self.end = end
    }

    public var days: Int { end.dayNumber - first.dayNumber }

    /// Reads `today`, `yesterday`, `last-week`, `last-month`, `2026-11-22`, `2026-W47`,
    /// `2026-11` or `START/END` (dates, the end exclusive). `today` is the date that the first
    /// four count from. `nil` for anything else.
    public init?(_ text: String, today: CivilDate) {
        func span(_ first: CivilDate, days: Int) -> Period? {
            Period(first: first, end: first.adding(days: days))
        }
        let monday = today.adding(days: 1 - today.weekday)
        let parsed: Period?
        switch text {
        case "today": parsed = span(today, days: 1)
        case "yesterday": parsed = span(today.adding(days: -1), days: 1)
        case "last-week": parsed = span(monday.adding(days: -7), days: 7)
        case "last-month":
            let lastDay = today.adding(days: -today.day)
            parsed = Period(month: lastDay.month, of: lastDay.year)
        default:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 2 {
                guard let first = CivilDate(parts[0]), let end = CivilDate(parts[1]) else {
                    return nil
                }
                parsed = Period(first: first, end: end)
            } else if let date = CivilDate(text) {
                parsed = span(date, days: 1)
            } else {
                parsed = Period(weekOrMonth: text)
            }
        }
        guard let parsed else { return nil }
        self = parsed
    }

    private init?(weekOrMonth text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, let year = Int(parts[0]) else {
            return nil
        }
        if parts[1].hasPrefix("W"), parts[1].utf8.count == 3, let week = Int(parts[1].dropFirst()) {
            guard let monday = CivilDate.monday(year: year, week: week) else { return nil }
            self.init(first: monday, end: monday.adding(days: 7))
        } else if parts[1].utf8.count == 2, let month = Int(parts[1]) {
            self.init(month: month, of: year)
        } else {
            return nil
        }
    }

    private init?(month: Int, of year: Int) {
        guard let first = CivilDate(year: year, month: month, day: 1),
            let next = month == 12
                ? CivilDate(year: year + 1, month: 1, day: 1)
                : CivilDate(year: year, month: month + 1, day: 1)
        else { return nil }
        self.init(first: first, end: next)
    }
}

extension Period: CustomStringConvertible {
    /// The period's name, also its folder's: `2026-11-22`, `2026-W47`, `2026-11` or
    /// `2026-11-01_2026-11-15` (the end exclusive). The shortest of these that says it.
    public var description: String {
        if days == 1 { return first.description }
        if days == 7, first.weekday == 1 {
            let (year, week) = first.isoWeek
            return "\(digits(year, 4))-W\(digits(week, 2))"
        }
        if self == Period(month: first.month, of: first.year) {
            return "\(digits(first.year, 4))-\(digits(first.month, 2))"
        }
        return "\(first)_\(end)"
    }
}
