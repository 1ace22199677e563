public import CivilTime
import Foundation

/// Recorded calls of a contact centre, read from a file of the shape of the Technion's
/// "Anonymous Bank" data. docs/replay.md tells the columns, and the rules for odd rows.
public struct Recording: Sendable {
    /// Where the bank was.
    public static let bankTimeZone = "Asia/Jerusalem"

    /// In the order of their arrival.
    public internal(set) var calls: [RecordedCall]
    /// The names of the services that the calls are for, in order.
    public let services: [String]
    /// The names of those who answered, in order.
    public let agents: [String]
    public let report: ReadingReport
    /// IANA name of the zone whose wall clock the file's times are of.
    public let timeZone: String
    let calendar: LocalCalendar

    /// Reads a file's bytes.
    ///
    /// - Throws: ``ReplayError`` that names the line and what is wrong there: a column that is
    ///   missing, a field that cannot be read, bad quotes, no call at all, an unknown time zone.
    public init(csv bytes: [UInt8], timeZone: String = bankTimeZone) throws(ReplayError) {
        guard let calendar = LocalCalendar(identifier: timeZone) else {
            throw ReplayError("there is no time zone \(timeZone).")
        }
        var table = try CallTable(bytes)
        var reader = CallReader(calendar)
        while let row = try table.next() { try reader.take(row) }
        guard let days = reader.report.days else {
            throw ReplayError("the file holds no call; the last line is the header.")
        }
        // In the order of the file where two came in the same second.
        calls = reader.calls.enumerated()
            .sorted { ($0.element.created, $0.offset) < ($1.element.created, $1.offset) }
            .map(\.element)
        services = Set(calls.map(\.service)).sorted()
        agents = Set(calls.compactMap(\.agent)).sorted()
        report = reader.report
        self.timeZone = timeZone
        self.calendar = calendar
        start = calendar.start(of: days.lowerBound)
    }

    /// The first instant of the first date.
    public let start: Timestamp

    /// When the first call arrives.
    public var firstCall: Timestamp { calls.first?.created ?? start }

    /// Whether a call arrives on this local date.
    public func hasCalls(on date: CivilDate) -> Bool {
        let day = calendar.start(of: date)..<calendar.start(of: date.adding(days: 1))
        return calls.contains { day.contains($0.created) }
    }

    /// When the last call has ended.
    public var end: Timestamp { calls.map(\.ended).max() ?? start }

    /// What the recording's wall clock means by `1999-01-05T08:00`, `1999-01-05T08:00:30`, or
    /// `1999-01-05`, the first instant of that date; `nil` for other texts.
    public func instant(localTime text: String) -> Timestamp? {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard let date = CivilDate(parts[0]) else { return nil }
        if parts.count == 1 { return calendar.start(of: date) }
        let time = parts.count == 2 ? String(parts[1]) : ""
        let full = time.split(separator: ":").count == 2 ? time + ":00" : time
        var clock = LocalClock(calendar)
        return TimeOfDay.seconds(full).map { clock.instant(date, $0) }
    }
}
