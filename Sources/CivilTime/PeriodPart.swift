/// A date, week, month, quarter, year or local time as it is written: a period, or one end of it.
struct PeriodPart {
    let unit: Period.Unit
    /// The first date of it.
    let first: CivilDate
    /// Minutes after midnight, for a local time.
    var minute = 0

    /// Throws ``PeriodError``.
    init(_ text: Substring) throws {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let year = Self.number(fields[0], digits: 4), year > 0 else {
            throw Self.malformed(text)
        }
        switch fields.count {
        case 1:
            unit = .year
            first = try Self.date(text, year, 1, 1)
        case 2:
            (unit, first) = try Self.weekMonthOrQuarter(text, fields[1], of: year)
        case 3:
            let dayAndTime = fields[2].split(separator: "T", omittingEmptySubsequences: false)
            guard let month = Self.number(fields[1], digits: 2), dayAndTime.count <= 2,
                let day = Self.number(dayAndTime[0], digits: 2)
            else { throw Self.malformed(text) }
            first = try Self.date(text, year, month, day)
            unit = dayAndTime.count == 2 ? .time : .day
            if dayAndTime.count == 2 { minute = try Self.minute(text, dayAndTime[1]) }
        default: throw Self.malformed(text)
        }
    }

    private static func weekMonthOrQuarter(
        _ text: Substring, _ field: Substring, of year: Int
    ) throws -> (Period.Unit, CivilDate) {
        let rest = field.dropFirst()
        switch field.first {
        case "W", "w":
            guard let week = number(rest, digits: 2) else { throw malformed(text) }
            guard let monday = CivilDate.monday(year: year, week: week) else {
                let weeks = CivilDate.monday(year: year, week: 53) == nil ? 52 : 53
                throw PeriodError(
                    .nonexistent, "\(text) does not exist: \(year) has the weeks 01 to \(weeks).")
            }
            return (.week, monday)
        case "Q", "q":
            guard let quarter = number(rest, digits: 1) else { throw malformed(text) }
            guard (1...4).contains(quarter) else {
                throw PeriodError(
                    .nonexistent, "\(text) does not exist: quarters are Q1 to Q4.")
            }
            return (.quarter, try date(text, year, quarter * 3 - 2, 1))
        default:
            guard let month = number(field, digits: 2) else { throw malformed(text) }
            return (.month, try date(text, year, month, 1))
        }
    }

    private static func date(
        _ text: Substring, _ year: Int, _ month: Int, _ day: Int
    ) throws -> CivilDate {
        if let date = CivilDate(year: year, month: month, day: day) { return date }
        guard let first = CivilDate(year: year, month: month, day: 1) else {
            throw PeriodError(.nonexistent, "\(text) does not exist: months are 01 to 12.")
        }
        let days = first.adding(months: 1).dayNumber - first.dayNumber
        throw PeriodError(
            .nonexistent,
            "\(text) does not exist: \(Period.Unit.month.name(from: first)) has \(days) days.")
    }

    /// `08:00` or `0800`; `24:00` is the end of the date.
    private static func minute(_ text: Substring, _ time: Substring) throws -> Int {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        let fields = clock.count == 1 ? [time.prefix(2), time.dropFirst(2)] : clock
        guard fields.count == 2, let hour = number(fields[0], digits: 2),
            let minute = number(fields[1], digits: 2)
        else {
            throw PeriodError(
                .malformed, "\(text) is not a local time. Write 2026-11-24T08:00.")
        }
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else {
            throw PeriodError(
                .nonexistent, "\(text) does not exist: times of day are 00:00 to 24:00.")
        }
        return hour * 60 + minute
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private static func malformed(_ text: Substring) -> PeriodError {
        PeriodError(
            .malformed,
            "\"\(text)\" is not a date. Write a day as 2026-11-22, a week as 2026-W47, a month as "
                + "2026-11, a quarter as 2026-Q4 and a year as 2026.")
    }
}

extension PeriodPart {
    /// The period from this part to another of its kind; `text` is both, as written.
    func period(to other: PeriodPart, _ text: String) throws -> Period {
        guard unit == other.unit else {
            throw PeriodError(
                .unsupported,
                "\(text): START and END are of different kinds. Write two dates, two local times, "
                    + "two weeks, two months, two quarters or two years.")
        }
        guard (first, minute) <= (other.first, other.minute) else {
            throw PeriodError(
                .reversed, "\(text) ends before it starts. Write the earlier one first.")
        }
        switch unit {
        case .time: return try times(to: other, text)
        case .day:
            guard let period = Period(first: first, end: other.first) else {
                throw PeriodError(
                    .empty,
                    "\(text) is empty, because the end is exclusive. Write \(first) for that day.")
            }
            return period
        case .week, .month, .quarter, .year:
            return Period(unit: unit, first: first, end: unit.end(after: other.first))
        }
    }

    private func times(to other: PeriodPart, _ text: String) throws -> Period {
        let (start, stop) = (normal(self), normal(other))
        guard start < stop else {
            throw PeriodError(.empty, "\(text) is empty. Write a later end.")
        }
        if start.1 == 0, stop.1 == 0, let period = Period(first: start.0, end: stop.0) {
            return period
        }
        let isMidnight = stop.1 == 0
        let end = isMidnight ? stop.0 : stop.0.adding(days: 1)
        guard end.dayNumber - start.0.dayNumber <= 2 else {
            throw PeriodError(
                .unsupported,
                "\(text): local times span two dates at most. Use dates for a longer period.")
        }
        return Period(
            first: start.0, end: end, startMinute: start.1,
            endMinute: isMidnight ? Period.minutesOfDay : stop.1)
    }

    /// `24:00` is `00:00` of the next date.
    private func normal(_ part: PeriodPart) -> (CivilDate, Int) {
        part.minute == Period.minutesOfDay
            ? (part.first.adding(days: 1), 0) : (part.first, part.minute)
    }
}
