/// The span of local time that a report or a query is about: whole dates, or a part of a day
/// between two local times.
public struct Period: Hashable, Sendable {
    /// What a period consists of, and what the ends of a run of them are named by.
    public enum Unit: Int, Hashable, Comparable, Sendable, CaseIterable {
        case time, day, week, month, quarter, year

        public static func < (a: Unit, b: Unit) -> Bool { a.rawValue < b.rawValue }
    }

    public let unit: Unit
    /// The first date, whole or in part.
    public let first: CivilDate
    /// The date after the last one.
    public let end: CivilDate
    /// Minutes after midnight of the first date; 0 for whole dates.
    public let startMinute: Int
    /// Minutes after midnight of the last date; 1440 for whole dates.
    public let endMinute: Int

    static let minutesOfDay = 1440

    /// Whole dates. A span that is exactly one week, month, quarter or year is that.
    ///
    /// `nil` if the period would be empty.
    public init?(first: CivilDate, end: CivilDate) {
        guard first < end else { return nil }
        self.init(unit: .day, first: first, end: end)
    }

    /// A run of units. Whatever unit is named, a span that is exactly one larger unit is that.
    init(unit: Unit, first: CivilDate, end: CivilDate) {
        self.unit = Self.single(first, end) ?? unit
        self.first = first
        self.end = end
        startMinute = 0
        endMinute = Self.minutesOfDay
    }

    /// A part of one or two dates. `endMinute` counts from midnight of the date before `end`.
    init(first: CivilDate, end: CivilDate, startMinute: Int, endMinute: Int) {
        self.unit = .time
        self.first = first
        self.end = end
        self.startMinute = startMinute
        self.endMinute = endMinute
    }

    /// The unit of which the span is exactly one; the day if it is one day.
    private static func single(_ first: CivilDate, _ end: CivilDate) -> Unit? {
        if end == first.adding(days: 1) { return .day }
        return [Unit.week, .month, .quarter, .year].first { unit in
            unit.start(of: first) == first && unit.end(after: first) == end
        }
    }

    /// The dates, whole or in part.
    public var days: Int { end.dayNumber - first.dayNumber }

    /// The last date, whole or in part.
    public var last: CivilDate { end.adding(days: -1) }

    /// Whether the period begins and ends at midnight.
    public var isWholeDates: Bool { unit != .time }

    /// Whether the period is one unit, not a run of several.
    public var isSingle: Bool { unit != .time && unit.end(after: first) == end }

    /// Whether figures over time are shown by interval (periods of up to two dates) or by date.
    public var isShownByInterval: Bool { days <= 2 }
}

extension Period.Unit {
    /// The first date of the unit that a date lies in.
    func start(of date: CivilDate) -> CivilDate {
        let (_, month, day) = date.components
        return switch self {
        case .time, .day: date
        case .week: date.adding(days: 1 - date.weekday)
        case .month: date.adding(days: 1 - day)
        case .quarter: date.adding(days: 1 - day).adding(months: -((month - 1) % 3))
        case .year: date.adding(days: 1 - day).adding(months: 1 - month)
        }
    }

    /// The date after the unit that begins at `start`.
    func end(after start: CivilDate) -> CivilDate { self.start(count: 1, after: start) }

    /// The start of the unit that comes `count` units after the one that begins at `start`.
    func start(count: Int, after start: CivilDate) -> CivilDate {
        switch self {
        case .time, .day: start.adding(days: count)
        case .week: start.adding(days: 7 * count)
        case .month: start.adding(months: count)
        case .quarter: start.adding(months: 3 * count)
        case .year: start.adding(months: 12 * count)
        }
    }

    /// The name of the unit that begins at `start`: `2026-11-22`, `2026-W47`, `2026-11`,
    /// `2026-Q4` or `2026`.
    func name(from start: CivilDate) -> String {
        let year = digits(start.year, 4)
        switch self {
        case .time, .day: return start.description
        case .week:
            let (year, week) = start.isoWeek
            return "\(digits(year, 4))-W\(digits(week, 2))"
        case .month: return "\(year)-\(digits(start.month, 2))"
        case .quarter: return "\(year)-Q\((start.month + 2) / 3)"
        case .year: return year
        }
    }
}

extension CivilDate {
    /// The first day of the month that comes `months` after this date's month.
    func adding(months: Int) -> CivilDate {
        let (year, month, _) = components
        let index = year * 12 + month - 1 + months
        let yearAndMonth = (index >= 0 ? index : index - 11) / 12
        // Beyond the year 9999 there is no date; the day after the last one ends a period.
        return CivilDate(year: yearAndMonth, month: index - yearAndMonth * 12 + 1, day: 1)
            ?? CivilDate(dayNumber: yearAndMonth > 9999 ? 2_932_897 : -719_162)
    }
}

extension Period: CustomStringConvertible {
    /// The period's name, also its folder's, safe on every file system: `2026-11-22`, `2026-W47`,
    /// `2026-11`, `2026-Q4`, `2026`, or `START_END`. Runs of dates (`2026-11-01_2026-11-15`) and
    /// local times (`2026-11-24T0800_2026-11-24T1200`) name an exclusive end, runs of other units
    /// (`2026-W47_2026-W48`) the last of them.
    public var description: String {
        if unit == .time {
            return "\(first)T\(Self.clock(startMinute))_\(last)T\(Self.clock(endMinute))"
        }
        let name = unit.name(from: first)
        guard !isSingle else { return name }
        guard unit != .day else { return "\(first)_\(end)" }
        return "\(name)_\(unit.name(from: unit.start(of: last)))"
    }

    /// `0800`; `2400` at the end of a date.
    private static func clock(_ minute: Int) -> String {
        digits(minute / 60, 2) + digits(minute % 60, 2)
    }
}
