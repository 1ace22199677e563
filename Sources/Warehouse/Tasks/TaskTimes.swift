import CivilTime

/// Separates the plausible times of tasks from the others.
///
/// LUCS keeps tasks for at most five days. Times far outside that are faults and would inflate the
/// calendar.
struct TaskTimes {
    /// A task's life, and by how much the clocks of LUCS' machines may differ; in milliseconds.
    static let farthest: Int64 = 31 * 86_400_000

    /// The first implausible time.
    private(set) var implausible: Timestamp?

    /// Returns the time; `nil` if it is implausible.
    ///
    /// - Parameter observed: when the list was polled, in epoch milliseconds.
    mutating func plausible(_ instant: Timestamp?, observed: Int64) -> Timestamp? {
        guard let instant else { return nil }
        if abs(instant.milliseconds - observed) <= Self.farthest { return instant }
        implausible = implausible ?? instant
        return nil
    }
}
