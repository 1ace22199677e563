extension Timestamp {
    /// ISO 8601 in UTC with milliseconds: `2026-11-22T08:12:51.366Z`.
    public var iso8601: String { iso8601(offsetSeconds: 0) }

    /// ISO 8601 at an offset from UTC. Offset 0 is written `Z`; milliseconds always.
    public func iso8601(offsetSeconds: Int) -> String {
        let (date, ofDay) = civil(offsetSeconds: offsetSeconds)
        let time =
            "\(digits(ofDay / 3_600_000, 2)):\(digits(ofDay / 60_000 % 60, 2)):"
            + "\(digits(ofDay / 1000 % 60, 2)).\(digits(ofDay % 1000, 3))"
        return "\(date)T\(time)\(Self.offsetText(offsetSeconds))"
    }

    /// ISO 8601 to the second, without milliseconds: `2026-11-22T09:12:51+01:00`.
    public func iso8601Seconds(offsetSeconds: Int) -> String {
        let (date, ofDay) = civil(offsetSeconds: offsetSeconds)
        let time =
            "\(digits(ofDay / 3_600_000, 2)):\(digits(ofDay / 60_000 % 60, 2)):"
            + "\(digits(ofDay / 1000 % 60, 2))"
        return "\(date)T\(time)\(Self.offsetText(offsetSeconds))"
    }

    /// A hundred million days around 1970.
    private static let datable =
        -8_640_000_000_000_000...8_640_000_000_000_000 as ClosedRange<Int64>

    /// The date and the milliseconds since its midnight on a clock `offsetSeconds` ahead of UTC. What
    /// is a quarter of a million years away is dated no further.
    public func civil(offsetSeconds: Int) -> (date: CivilDate, millisecondsOfDay: Int) {
        let shifted = Self.sum(milliseconds, Int64(offsetSeconds) * 1000)
        let local = min(max(shifted, Self.datable.lowerBound), Self.datable.upperBound)
        let day = Int((Double(local) / 86_400_000).rounded(.down))
        return (CivilDate(dayNumber: day), Int(local - Int64(day) * 86_400_000))
    }

    private static func offsetText(_ seconds: Int) -> String {
        guard seconds != 0 else { return "Z" }
        let minutes = abs(seconds) / 60
        return "\(seconds < 0 ? "-" : "+")\(digits(minutes / 60, 2)):\(digits(minutes % 60, 2))"
    }
}
