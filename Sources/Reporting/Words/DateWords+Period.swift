internal import CivilTime

extension DateWords {
    /// The label of a period: `Tuesday, 24 November 2026`, `4th quarter 2026`,
    /// `Weeks 47 to 48: 16 to 29 November 2026`.
    func title(_ period: Period) -> String {
        let (first, last) = (period.first, period.last)
        switch period.unit {
        case .time: return part(period)
        case .day: return period.isSingle ? weekday(first) : span(period)
        case .week:
            let (week, lastWeek) = (first.isoWeek.week, last.isoWeek.week)
            return period.isSingle
                ? "\(language("Week", "Woche")) \(week): \(span(period))"
                : "\(language("Weeks", "Wochen")) \(week) \(to) \(lastWeek): \(span(period))"
        case .month:
            return range(period) { month($0.month) }
        case .quarter:
            return range(period) {
                ordinal(($0.month + 2) / 3) + language(" quarter", " Quartal")
            }
        case .year:
            return period.isSingle ? "\(first.year)" : "\(first.year) \(to) \(last.year)"
        }
    }

    /// `1 to 14 November 2026`
    func span(_ period: Period) -> String {
        guard period.unit != .time else { return part(period) }
        let last = period.last
        guard period.first.year == last.year else {
            return "\(date(period.first)) \(to) \(date(last))"
        }
        let first =
            period.first.month == last.month
            ? "\(period.first.day)\(language("", "."))" : dayAndMonth(period.first)
        return "\(first) \(to) \(date(last))"
    }

    private var to: String { language("to", "bis") }

    /// `Tuesday, 24 November 2026, 08:00 to 12:00`
    private func part(_ period: Period) -> String {
        let (start, end) = (clock(period.startMinute), clock(period.endMinute))
        if period.days == 1 { return "\(weekday(period.first)), \(start) \(to) \(end)" }
        return "\(date(period.first)), \(start) \(to) \(date(period.last)), \(end)"
    }

    /// `October to December 2026`, `October 2026 to March 2027`.
    private func range(_ period: Period, _ name: (CivilDate) -> String) -> String {
        let last = "\(name(period.last)) \(period.last.year)"
        if period.isSingle { return last }
        let isOneYear = period.first.year == period.last.year
        let first = name(period.first) + (isOneYear ? "" : " \(period.first.year)")
        return "\(first) \(to) \(last)"
    }

    private func ordinal(_ number: Int) -> String {
        language(number < 4 ? ["1st", "2nd", "3rd"][number - 1] : "\(number)th", "\(number).")
    }

    private func clock(_ minute: Int) -> String {
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}
