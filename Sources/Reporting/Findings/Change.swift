internal import CivilTime

/// The previous comparable period: as long, with the same weekdays, and its headline figures
/// where enough of it was observed.
struct Change {
    /// Below this share of a period observed, counts of two periods tell nothing beside each other.
    static let leastObserved = 0.9

    let period: Period
    let start: String
    let end: String
    let figures: Record?

    var isComparable: Bool { figures?.number("is_comparable") == 1 }

    /// - Parameter elapsed: how far the running period has come: the earlier one is read as far.
    init?(
        before period: Period, elapsed: Timestamp? = nil, in calendar: LocalCalendar,
        from source: any TableSource
    ) throws {
        // Whole weeks back, so that weekdays match: as many as it takes not to overlap.
        let days = (period.days + 6) / 7 * 7
        let first = period.first.adding(days: -days)
        guard let before = Period(first: first, end: first.adding(days: period.days)) else {
            return nil
        }
        self.period = before
        let startAt = calendar.start(of: before.first)
        let endAt =
            elapsed.map { Self.moved($0, from: period, to: before, in: calendar) }
            ?? calendar.start(of: before.end)
        start = calendar.iso8601(startAt)
        end = calendar.iso8601(endAt)
        let table = try source.table(
            query: "page-change",
            parameters: [
                "start_at": .integer(startAt.milliseconds), "end_at": .integer(endAt.milliseconds),
                "least": .real(Self.leastObserved),
            ])
        let records = try Records(table, query: "page-change")
        try records.require(["observed_fraction", "is_comparable"])
        figures = records.all.first
    }

    /// The same local time on the corresponding date of the earlier period.
    private static func moved(
        _ instant: Timestamp, from period: Period, to before: Period, in calendar: LocalCalendar
    ) -> Timestamp {
        let (date, milliseconds) = calendar.civil(at: instant)
        let days = Period(first: before.first, end: period.first)?.days ?? 0
        return calendar.start(of: date.adding(days: -days))
            + .milliseconds(Int64(milliseconds))
    }

    func number(_ column: String) -> Double? {
        isComparable ? figures?.number(column) : nil
    }
}
