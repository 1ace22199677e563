internal import CivilTime

/// The previous comparable period (see ``Period/previous``), and its headline figures where enough
/// of it was observed.
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
        let before = period.previous
        // A local time that the clock skipped on that date has no comparable period.
        let span =
            if let elapsed {
                try? before.elapsed(like: period, at: elapsed, in: calendar)
            } else {
                try? before.bounds(in: calendar)
            }
        guard let span else { return nil }
        self.period = before
        let (startAt, endAt) = (span.lowerBound, span.upperBound)
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

    func number(_ column: String) -> Double? {
        isComparable ? figures?.number(column) : nil
    }
}
