internal import CivilTime

/// The comparable periods before this one: the same weekday of earlier weeks, earlier weeks or
/// earlier months, with their headline figures.
struct Trend {
    /// As many as a quarter has weeks.
    static let maximumPoints = 13
    /// Fewer than these have no usual range.
    static let fewestForRange = 5

    /// In the order of time.
    let rows: [Record]
    /// The weekday that is compared, 1 to 7; `nil` for weeks and months.
    let weekday: Int?
    /// Whether each counts only as far as a running period has come.
    let isSoFar: Bool

    init?(_ tables: TableCache) throws {
        let period = tables.facts.period
        guard period.isSingle, let calendar = LocalCalendar(identifier: tables.facts.timeZone)
        else { return nil }
        let grain: String
        var first = period.first.adding(days: -7 * Self.maximumPoints)
        switch period.unit {
        case .day: grain = "day"
        case .week: grain = "week"
        case .month:
            grain = "month"
            first = period.first.adding(days: -31 * Self.maximumPoints)
            first = first.adding(days: 1 - first.day)
        case .quarter, .year, .time: return nil
        }
        var asked: [String: Cell] = [
            "start_at": .integer(calendar.start(of: first).milliseconds),
            "end_at": .integer(calendar.start(of: period.first).milliseconds),
            "grain": .text(grain),
        ]
        if let now = tables.elapsedAt {
            let last = calendar.intervalStart(
                of: Timestamp(milliseconds: Int64(now)),
                length: .seconds(tables.facts.intervalSeconds))
            let before = Period(first: period.first, end: calendar.date(at: last))
            asked["whole_days"] = .integer(Int64(before?.days ?? 0))
            asked["until"] = .text(String(calendar.iso8601(last).dropFirst(11).prefix(5)))
        }
        isSoFar = tables.elapsedAt != nil
        let records = try tables.other("page-trend", asked)
        let isDay = period.unit == .day
        weekday = isDay ? period.first.weekday : nil
        let expected = isDay ? 1 : period.unit == .week ? 7 : 28.0
        let fit = records.all.filter { row in
            (row.number("observed_fraction") ?? 0) >= Change.minimumObserved
                && (row.number("offered") ?? 0) > 0 && (row.number("days") ?? 0) >= expected
                && (!isDay
                    || row.text("first_date").flatMap { CivilDate($0) }?.weekday
                        == period.first.weekday)
        }
        rows = Array(fit.suffix(Self.maximumPoints))
        guard !rows.isEmpty else { return nil }
    }

    func values(_ column: String) -> [Double] { rows.compactMap { $0.number(column) } }

    /// The usual range: the lowest and the highest but one; `nil` for too few.
    func range(_ column: String) -> ClosedRange<Double>? {
        let sorted = values(column).sorted()
        guard sorted.count >= Self.fewestForRange else { return nil }
        return sorted[1]...sorted[sorted.count - 2]
    }
}
