public import CivilTime

/// What is known of a service from earlier passes.
public struct ServiceActivity: Hashable, Sendable {
    /// The latest complete listing of its tasks.
    public var polledAt: Timestamp
    /// Tasks that arrived in a second.
    public var arrivals: Double
    /// Tasks that ended last, and how many of them were brief.
    public var ended: Int
    public var brief: Int

    /// A task is brief if it was not seen longer than this after it had entered the queue.
    public static let longestBrief = Duration.seconds(15)

    public init(polledAt: Timestamp, arrivals: Double, ended: Int = 0, brief: Int = 0) {
        self.polledAt = polledAt
        self.arrivals = arrivals
        self.ended = ended
        self.brief = brief
    }
}
