internal import CivilTime

/// The previous comparable period (see ``Period/previous``), and its headline figures where enough
/// of it was observed: the answers of the same queries as for the period itself.
struct Change {
    /// Below this share of a period observed, counts of two periods tell nothing beside each other.
    static let minimumObserved = 0.9

    let period: Period
    let start: String
    let end: String
    let span: Range<Timestamp>
    let observedFraction: Cell
    /// Seconds between two polls.
    let spacing: Double?
    /// All services together.
    let services: Record?
    /// All agents together.
    let agents: Record?

    var isComparable: Bool {
        (observedFraction.number ?? 0) >= Self.minimumObserved && !isClosed
    }

    /// Whether it lay outside opening hours, all of it.
    private var isClosed: Bool { services?.isClosed ?? false }

    /// - Parameters:
    ///   - elapsed: how far the running period has come: the earlier one is read as far.
    ///   - interval: length of the calendar's intervals; only whole ones are counted.
    init?(
        before period: Period, elapsed: Timestamp? = nil, interval: Duration,
        in calendar: LocalCalendar, from tables: TableCache
    ) throws {
        // The same weekday that was open: closed days are left out.
        var before = period.previous
        var found = try Self(
            before, like: period, elapsed, interval, in: calendar, from: tables)
        var weeks = 1
        while period.days == 1, found?.isClosed == true, weeks < Self.maximumWeeks {
            before = before.previous
            weeks += 1
            found = try Self(before, like: period, elapsed, interval, in: calendar, from: tables)
        }
        guard let found else { return nil }
        self = found
    }

    /// How many weeks back a weekday is looked for that was open.
    private static let maximumWeeks = 8

    /// The headline figures of a period, as far as a running one has come; `nil` where a local time
    /// that the clock skipped on that date leaves none to compare.
    private init?(
        _ before: Period, like period: Period, _ elapsed: Timestamp?, _ interval: Duration,
        in calendar: LocalCalendar, from tables: TableCache
    ) throws {
        let bounds =
            if let elapsed {
                try? before.elapsed(like: period, at: elapsed, in: calendar)
            } else {
                try? before.bounds(in: calendar)
            }
        guard let bounds else { return nil }
        let last = calendar.intervalStart(of: bounds.upperBound, length: interval)
        guard last > bounds.lowerBound else { return nil }
        self.period = before
        span = bounds.lowerBound..<last
        start = calendar.iso8601(span.lowerBound)
        end = calendar.iso8601(bounds.upperBound)
        let asked = Self.parameters(span)
        let coverage = try tables.other("coverage", asked)
        try coverage.require(["observed_fraction"])
        observedFraction = coverage.all.first?["observed_fraction"] ?? .null
        let services = try tables.other("service-figures", asked)
        try services.require(["observed_seconds", "open_seconds"])
        self.services = services.total
        spacing = Self.spacing(services.total, coverage.all.first)
        agents = try tables.other("agent-figures", asked).total
    }

    /// What asks a query about a span other than the report's period.
    static func parameters(_ span: Range<Timestamp>) -> [String: Cell] {
        [
            "start_at": .integer(span.lowerBound.milliseconds),
            "end_at": .integer(span.upperBound.milliseconds),
            "elapsed_at": .integer(span.upperBound.milliseconds),
        ]
    }

    /// The dates that are compared: of a running period only as many as it has come to.
    func comparedPeriod(timeZone: String) -> Period {
        guard let calendar = LocalCalendar(identifier: timeZone) else { return period }
        let last = calendar.date(at: span.upperBound + .milliseconds(-1))
        guard period.unit != .time, last < period.last else { return period }
        return Period(first: period.first, end: last.adding(days: 1)) ?? period
    }

    func number(_ column: String) -> Double? {
        guard isComparable else { return nil }
        return services?.number(column) ?? agents?.number(column)
    }

    /// Whether it is open in which direction a figure changed: its bounds then and now overlap, or
    /// the difference can be chance.
    static func isOpen(_ column: String, now: Record?, then: Record?) -> Bool {
        guard let now, let then else { return false }
        return haveSharedBounds(column, now, then) || mayBeChance(column, now, then)
    }

    private static func haveSharedBounds(_ column: String, _ now: Record, _ then: Record) -> Bool {
        guard let low = now.number("\(column)_low"), let high = now.number("\(column)_high"),
            let before = then.number("\(column)_low"), let after = then.number("\(column)_high"),
            low < high || before < after
        else { return false }
        return low <= after && before <= high
    }

    /// Whether two shares of calls differ by less than twice the standard error of their difference,
    /// or the calls that an agent answered by less than three times that of two Poisson counts.
    private static func mayBeChance(_ column: String, _ now: Record, _ then: Record) -> Bool {
        guard let a = now.number(column), let b = then.number(column) else { return false }
        switch column {
        case "service_level", "abandon_rate":
            guard let m = now.accountable, let n = then.accountable, m > 0, n > 0 else {
                return false
            }
            return abs(a - b) < 2 * (a * (1 - a) / m + b * (1 - b) / n).squareRoot()
        case "answered" where !(now["agent_id"].isNull):
            // Among many agents some differ by twice that every day.
            return abs(a - b) < 3 * (a + b).squareRoot()
        default: return false
        }
    }

    /// Seconds between two polls, typically: around the ends of tasks, where that is known.
    static func spacing(_ services: Record?, _ coverage: Record?) -> Double? {
        services?.number("call_spacing_median_seconds") ?? coverage?.number("poll_seconds_median")
    }

    /// The spacing of the polls then, where it was so different that figures differ by it alone:
    /// short tasks and states are seen or missed.
    func otherSpacing(than now: Double?) -> Double? {
        guard let now, let spacing, now > 0, spacing > 0,
            max(now, spacing) >= Self.otherFrom * min(now, spacing)
        else { return nil }
        return spacing
    }

    /// From this ratio of two spacings on.
    private static let otherFrom = 2.0
}

extension Record {
    /// The calls that service level and abandon rate are shares of.
    fileprivate var accountable: Double? {
        guard let answered = number("answered"), let abandoned = number("abandoned") else {
            return nil
        }
        return answered + abandoned - (number("short_abandoned") ?? 0)
    }

    /// Whether a row of service figures lay outside opening hours, all of it.
    var isClosed: Bool { (number("observed_seconds") ?? 0) > 0 && number("open_seconds") == 0 }
}
