import CivilTime

/// Tells the instants of a task that can be its own from those that cannot.
///
/// LUCS keeps no task for longer than five days. What lies far from the list that told it is no
/// time but a fault, and a calendar that reaches there would be the warehouse's end.
struct TaskTimes {
    /// Thirty-one days and one, in milliseconds.
    private static let longestLife: Int64 = 31 * 86_400_000
    private static let clocksDiffer: Int64 = 86_400_000

    /// The first that was told and cannot be.
    private(set) var implausible: Timestamp?

    /// The instant as it was told; `nil` where it cannot be.
    ///
    /// - Parameter observed: when the list was told, in milliseconds.
    mutating func plausible(_ instant: Timestamp?, observed: Int64) -> Timestamp? {
        guard let instant else { return nil }
        let range = (observed - Self.longestLife)...(observed + Self.clocksDiffer)
        if range.contains(instant.milliseconds) { return instant }
        implausible = implausible ?? instant
        return nil
    }
}
