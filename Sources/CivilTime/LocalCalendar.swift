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
}
