public import CivilTime

/// The clock that a sampling loop lives by, so that it can be another one than the wall's.
public protocol SamplingClock: Sendable {
    var now: Timestamp { get }
    /// Returns at or after `instant`, or somewhat before; the loop looks at ``now`` again.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until instant: Timestamp) async throws
}

/// The wall clock.
public struct WallClock: SamplingClock {
    public init() {}

    public var now: Timestamp { .now }

    public func sleep(until instant: Timestamp) async throws {
        // In short steps, since the wall clock may be set meanwhile.
        let step = min(instant - now, .seconds(10))
        try await Task.sleep(for: max(step, .milliseconds(1)))
    }
}
