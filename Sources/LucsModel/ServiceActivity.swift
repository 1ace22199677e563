public import CivilTime

/// What is known of a service from earlier passes.
public struct ServiceActivity: Hashable, Sendable {
    /// The latest complete listing of its tasks.
    public var polledAt: Timestamp
    /// Tasks that arrived in a second.
    public var arrivals: Double

    public init(polledAt: Timestamp, arrivals: Double) {
        self.polledAt = polledAt
        self.arrivals = arrivals
    }
}
