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
    let span: Range<Timestamp>

    var isComparable: Bool { figures?.number("is_comparable") == 1 }

    /// - Parameter elapsed: how far the running period has come: the earlier one is read as far.
    init?(
        before period: Period, elapsed: Timestamp? = nil, in calendar: LocalCalendar,
        from source: any TableSource
    ) throws {
        // The same weekday that was open: closed days are left out.
        var before = period.previous
        var found = try Self.read(before, like: period, elapsed, in: calendar, from: source)
        var weeks = 1
        while period.days == 1, found?.figures.number("is_closed") == 1, weeks < Self.mostWeeks {
            before = before.previous
            weeks += 1
            found = try Self.read(before, like: period, elapsed, in: calendar, from: source)
        }
        guard let found else { return nil }
        self.period = before
        start = calendar.iso8601(found.span.lowerBound)
        end = calendar.iso8601(found.span.upperBound)
        figures = found.figures
        span = found.span
    }

    /// How many weeks back a weekday is looked for that was open.
    private static let mostWeeks = 8

    /// The headline figures of a period, as far as a running one has come; `nil` where a local time
    /// that the clock skipped on that date leaves none to compare.
    static func read(
        _ before: Period, like period: Period, _ elapsed: Timestamp?, in calendar: LocalCalendar,
        from source: any TableSource
    ) throws -> (span: Range<Timestamp>, figures: Record)? {
        let span =
            if let elapsed {
                try? before.elapsed(like: period, at: elapsed, in: calendar)
            } else {
                try? before.bounds(in: calendar)
            }
        guard let span else { return nil }
        let table = try source.table(
            query: "page-change",
            parameters: [
                "start_at": .integer(span.lowerBound.milliseconds),
                "end_at": .integer(span.upperBound.milliseconds),
                "least": .real(Self.leastObserved),
            ])
        let records = try Records(table, query: "page-change")
        try records.require(["observed_fraction", "is_comparable", "is_closed"])
        return records.all.first.map { (span, $0) }
    }

    func number(_ column: String) -> Double? {
        isComparable ? figures?.number(column) : nil
    }
}
