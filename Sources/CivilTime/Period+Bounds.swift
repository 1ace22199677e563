internal import Foundation

extension Period {
    /// The first instant of the period and the first after it.
    ///
    /// A local time that the clock shows twice is the first of the two, at the start and at the
    /// end alike, so that the parts of a day add up to it. Throws ``PeriodError`` for a local time
    /// that the clock skips, or that is not a whole number of intervals after midnight.
    public func bounds(
        in calendar: LocalCalendar, interval: Duration? = nil
    ) throws -> Range<Timestamp> {
        let start = try instant(first, startMinute, calendar, interval)
        let end = try instant(last, endMinute, calendar, interval)
        guard start < end else {
            throw PeriodError(.empty, "\(self) is empty on the clock of the warehouse.")
        }
        return start..<end
    }

    private func instant(
        _ date: CivilDate, _ minute: Int, _ calendar: LocalCalendar, _ interval: Duration?
    ) throws -> Timestamp {
        if minute == 0 { return calendar.start(of: date) }
        if minute == Self.minutesOfDay { return calendar.end(of: date) }
        let time = "\(digits(minute / 60, 2)):\(digits(minute % 60, 2))"
        let length = Int((interval ?? .seconds(60)).wholeMilliseconds / 60_000)
        guard length > 0, minute % length == 0 else {
            let floor = minute / max(length, 1) * length
            throw PeriodError(
                .unaligned,
                "\(time) is not the start of an interval of \(length) minutes. Use "
                    + "\(digits(floor / 60, 2)):\(digits(floor % 60, 2)).")
        }
        let ofDay = minute * 60_000
        if let instant = calendar.instants(of: date, millisecondsOfDay: ofDay).first {
            return instant
        }
        // The first time that the clock skips is the instant at which it is set.
        let instant = calendar.instant(of: date, millisecondsOfDay: ofDay)
        let before = calendar.civil(at: instant - .milliseconds(1))
        guard before.date == date, before.millisecondsOfDay == ofDay - 1 else {
            throw PeriodError(
                .nonexistent,
                "\(time) does not exist on \(date) in \(calendar.timeZone.identifier): the clock "
                    + "was set forward past it. Use a time before or after the change.")
        }
        return instant
    }
}

extension LocalCalendar {
    /// The instants at which the clock shows a time on a date, in order: one, none where the clock
    /// is set forward past it, two where it is set back over it.
    public func instants(of date: CivilDate, millisecondsOfDay: Int) -> [Timestamp] {
        let local = Int64(date.dayNumber) * 86_400_000 + Int64(millisecondsOfDay)
        // No clock is set twice within two days.
        let offsets = [-1, 1].map { days in
            offsetSeconds(at: Timestamp(milliseconds: local + Int64(days) * 86_400_000))
        }
        return Set(offsets).map { Timestamp(milliseconds: local - Int64($0) * 1000) }
            .filter { Int64(offsetSeconds(at: $0)) * 1000 + $0.milliseconds == local }
            .sorted()
    }

    /// The first instant at which the clock shows a time on a date, or a later time where it is set
    /// forward past it.
    func instant(of date: CivilDate, millisecondsOfDay: Int) -> Timestamp {
        if let instant = instants(of: date, millisecondsOfDay: millisecondsOfDay).first {
            return instant
        }
        let local = Int64(date.dayNumber) * 86_400_000 + Int64(millisecondsOfDay)
        let offset = offsetSeconds(at: Timestamp(milliseconds: local - 86_400_000))
        let skipped = Timestamp(milliseconds: local - Int64(offset) * 1000)
        let change = nextTransition(after: start(of: date) - .milliseconds(1))
        return change.map { min($0, skipped) } ?? skipped
    }
}
