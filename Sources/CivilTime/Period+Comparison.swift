extension Period {
    /// The comparable period before: the same weekdays for days, weeks and parts of a day; the
    /// months, quarters or years before for those. Never overlaps this one.
    public var previous: Period {
        switch unit {
        case .time, .day, .week: return shifted(days: -(days + 6) / 7 * 7)
        case .month, .quarter, .year:
            var count = 1
            while unit.start(count: count, after: first) < end { count += 1 }
            return Period(unit: unit, first: unit.start(count: -count, after: first), end: first)
        }
    }

    /// The same months or quarters a year before; `nil` for other periods.
    public var yearBefore: Period? {
        guard unit == .month || unit == .quarter else { return nil }
        let start = first.adding(months: -12)
        return Period(unit: unit, first: start, end: end.adding(months: -12))
    }

    /// As long, with the same times of day.
    private func shifted(days: Int) -> Period {
        let (start, stop) = (first.adding(days: days), end.adding(days: days))
        guard unit == .time else { return Period(unit: unit, first: start, end: stop) }
        return Period(
            first: start, end: stop, startMinute: startMinute, endMinute: endMinute)
    }

    /// The part of this period that is comparable with what of `running` has elapsed at `now`: it
    /// ends at the same local time of the corresponding date, or with this period.
    ///
    /// The whole of this period if `running` has ended; `nil` if it has not begun.
    public func elapsed(
        like running: Period, at now: Timestamp, in calendar: LocalCalendar
    ) throws -> Range<Timestamp>? {
        let bounds = try bounds(in: calendar)
        let runningBounds = try running.bounds(in: calendar)
        guard now > runningBounds.lowerBound else { return nil }
        guard now < runningBounds.upperBound else { return bounds }
        let (date, ofDay) = calendar.civil(at: now)
        let corresponding = first.adding(days: date.dayNumber - running.first.dayNumber)
        guard corresponding < end else { return bounds }
        let instant = calendar.instant(of: corresponding, millisecondsOfDay: ofDay)
        guard instant > bounds.lowerBound else { return nil }
        return bounds.lowerBound..<min(instant, bounds.upperBound)
    }
}
