public import CivilTime

/// What is known of a service from earlier passes.
public struct ServiceActivity: Hashable, Sendable {
    /// The latest complete listing of its tasks.
    public var lookedAt: Timestamp
    /// Changes a second: tasks that came, were answered, or went.
    public var rate: Double

    public init(lookedAt: Timestamp, rate: Double) {
        self.lookedAt = lookedAt
        self.rate = rate
    }
}
