/// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The one representation of time in the project and in the warehouse's `…_at` columns.
public struct Timestamp: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

    /// The instant `duration` later, to the millisecond (towards zero); the last one that there is
    /// if it would be later than that.
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: sum(instant.milliseconds, duration.wholeMilliseconds))
    }

    public static func += (instant: inout Timestamp, duration: Duration) {
        instant = instant + duration
    }

    /// The instant `duration` earlier, within the same bounds.
    public static func - (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: difference(instant.milliseconds, duration.wholeMilliseconds))
    }

    /// The time that passed from `earlier` to `later`; negative when they are the other way round.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(difference(later.milliseconds, earlier.milliseconds))
    }

    // Times come from servers and files, which may hold any number.

    static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, isOver) = a.addingReportingOverflow(b)
        return isOver ? (a < 0 ? .min : .max) : sum
    }

    private static func difference(_ a: Int64, _ b: Int64) -> Int64 {
        let (difference, isOver) = a.subtractingReportingOverflow(b)
        return isOver ? (a < 0 ? .min : .max) : difference
    }
}

extension Duration {
    /// Milliseconds, towards zero.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Seconds with their fraction.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
