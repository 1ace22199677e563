import CivilTime

/// Tells the instants of a task that can be its own from those that cannot.
///
/// LUCS keeps no task for longer than five days. What lies far from the list that told it is no
/// time but a fault, and a calendar that reaches there would be the warehouse's end.
struct TaskTimes {
    /// A task's life, and by how much the clocks of LUCS' machines may differ; in milliseconds.
    static let farthest: Int64 = 31 * 86_400_000

    /// The first that was told and cannot be.
    private(set) var implausible: Timestamp?

    /// The instant as it was told; `nil` where it cannot be.
    ///
    /// - Parameter observed: when the list was told, in milliseconds.
    mutating func plausible(_ instant: Timestamp?, observed: Int64) -> Timestamp? {
        guard let instant else { return nil }
        if abs(instant.milliseconds - observed) <= Self.farthest { return instant }
        implausible = implausible ?? instant
        return nil
    }
}
