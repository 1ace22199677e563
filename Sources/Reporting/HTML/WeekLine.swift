internal import CivilTime

/// The service level of the last 13 weeks on the index: of week reports, else of the days of a week.
struct WeekLine {
    let entries: [IndexPage.Entry]
    let language: Language

    private struct Week {
        let monday: CivilDate
        let level: Double
        let target: Double?
    }

    private static let maximumPoints = 13
    /// Fewer weeks than these are not a line.
    private static let minimumPoints = 3

    func write(_ html: inout HTMLWriter) {
        let weeks = Array(weeks().suffix(Self.maximumPoints))
        guard weeks.count >= Self.minimumPoints, let last = weeks.last,
            let lowest = weeks.min(by: { $0.level < $1.level })
        else { return }
        func percent(_ level: Double) -> String {
            Format.percent.words(.real(level), in: language)
        }
        let title = language(
            "Service level of the last \(weeks.count) weeks",
            "Servicelevel der letzten \(weeks.count) Wochen")
        let week = language("week", "Woche")
        html.element("section", ["class": "weeks", "aria-label": title]) { section in
            section.element("h2", text: title)
            Sparkline(
                weeks.dropLast().map(\.level), now: last.level, target: last.target
            ).write(title, language, &section)
            let latest = "\(percent(last.level)) (\(week) \(last.monday.isoWeek.week))"
            let least = "\(percent(lowest.level)) (\(week) \(lowest.monday.isoWeek.week))"
            section.element(
                "p", ["class": "intro"],
                text: latest == least
                    ? language(
                        "Latest and lowest \(latest).", "Zuletzt und am niedrigsten \(latest).")
                    : language(
                        "Latest \(latest), lowest \(least).",
                        "Zuletzt \(latest), am niedrigsten \(least)."))
        }
    }

    /// Oldest first; weeks without calls, and one whose days have not all come, are left out.
    private func weeks() -> [Week] {
        let weekly = entries.filter { IndexGroup($0.period) == .weeks }
        let days = Dictionary(
            grouping: entries.filter { IndexGroup($0.period) == .days }
        ) { $0.period.first.adding(days: 1 - $0.period.first.weekday) }
        let mondays = Set(weekly.map(\.period.first)).union(days.keys)
        let last = entries.filter { IndexGroup($0.period) == .days }.map(\.period.last).max()
        return mondays.sorted().compactMap { monday in
            let sunday = monday.adding(days: 6)
            guard last.map({ $0 >= sunday }) ?? true else { return nil }
            if let entry = weekly.first(where: { $0.period.first == monday }) {
                return entry.summary?.totals.serviceLevel.map {
                    Week(monday: monday, level: $0, target: entry.summary?.totals.target)
                }
            }
            let totals = days[monday]?.compactMap(\.summary?.totals) ?? []
            let within = totals.reduce(0) { $0 + ($1.answeredWithinThreshold ?? 0) }
            let all = totals.reduce(0) {
                $0 + ($1.answered ?? 0) + ($1.abandoned ?? 0) - ($1.shortAbandoned ?? 0)
            }
            guard all > 0 else { return nil }
            return Week(
                monday: monday, level: within / all,
                target: totals.last(where: { $0.target != nil })?.target)
        }
    }
}
