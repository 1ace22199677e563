public import Foundation

/// The wall clock of one time zone: which instants a local date spans, and what a clock there
/// shows at an instant. Days are 23, 24 or 25 hours long (or otherwise) as the zone says.
public struct LocalCalendar: Sendable {
    public let timeZone: TimeZone
    private let calendar: Calendar

    public init(timeZone: TimeZone) {
        self.timeZone = timeZone
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// `nil` when the system knows no zone of that name.
    public init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.init(timeZone: zone)
    }

    /// The first instant of a local date (not always 00:00: some zones skip midnight).
    public func start(of date: CivilDate) -> Timestamp {
        let (year, month, day) = date.components
        let noon = DateComponents(year: year, month: month, day: day, hour: 12)
        guard let instant = calendar.date(from: noon) else {
            return Timestamp(milliseconds: Int64(date.dayNumber) * 86_400_000)
        }
        let start = calendar.startOfDay(for: instant)
        return Timestamp(milliseconds: Int64((start.timeIntervalSince1970 * 1000).rounded()))
    }

    /// The first instant after a local date.
    public func end(of date: CivilDate) -> Timestamp { start(of: date.adding(days: 1)) }

    /// Seconds by which the local clock is ahead of UTC at an instant.
    public func offsetSeconds(at instant: Timestamp) -> Int {
        timeZone.secondsFromGMT(
            for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000))
    }

    /// The local date at an instant, and the milliseconds that the wall clock shows.
    public func civil(at instant: Timestamp) -> (date: CivilDate, millisecondsOfDay: Int) {
        instant.civil(offsetSeconds: offsetSeconds(at: instant))
    }

    public func date(at instant: Timestamp) -> CivilDate { civil(at: instant).date }

    /// ISO 8601 with the local offset, to the second: `2026-11-22T09:12:51+01:00`.
    public func iso8601(_ instant: Timestamp) -> String {
        instant.iso8601Seconds(offsetSeconds: offsetSeconds(at: instant))
    }

    /// The next instant at which the clock is set forward or back, if the zone has one.
    public func nextTransition(after instant: Timestamp) -> Timestamp? {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        return timeZone.nextDaylightSavingTimeTransition(after: date).map {
            Timestamp(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded()))
        }
    }

    /// The start of the interval of the wall clock that an instant lies in. Intervals begin where
    /// the clock shows a multiple of their length since midnight, and where it is set.
    public func intervalStart(of instant: Timestamp, length: Duration) -> Timestamp {
        let length = length.wholeMilliseconds
        let offset = Int64(offsetSeconds(at: instant)) * 1000
        let local = instant.milliseconds + offset
        let floor = Timestamp(milliseconds: local - ((local % length) + length) % length - offset)
        // Set in between, the clock showed something else at what would be the start.
        guard offsetSeconds(at: floor) != offsetSeconds(at: instant) else { return floor }
        var set = floor
        while let next = nextTransition(after: set), next <= instant { set = next }
        return set
    }

    /// The end of the interval that begins at `start`.
    public func intervalEnd(from start: Timestamp, length: Duration) -> Timestamp {
        let length = length.wholeMilliseconds
        let local = start.milliseconds + Int64(offsetSeconds(at: start)) * 1000
        let end = Timestamp(
            milliseconds: start.milliseconds + length - ((local % length) + length) % length)
        guard let set = nextTransition(after: start), set < end else { return end }
        return set
    }
}
