public import CivilTime
public import LucsAPI
public import LucsModel

/// Makes a pass at every instant of a fixed grid, until told to end.
///
/// The grid's instants are the whole multiples of `every` since 1970-01-01T00:00:00Z, so that
/// runs started at different times sample at the same instants. The first pass is made at once;
/// the second at the first grid instant at least half a spacing later. A pass that takes longer
/// than the spacing costs the instants that it overran: they are skipped, never made up for.
///
/// Passes that fail are spaced out: a single failure changes nothing; after two in a row the next
/// pass follows after twice the spacing, after three four times, but within ``longestPause``. A
/// rate limit that names its end is waited for. The first success ends that.
public struct SamplingLoop: Sendable {
    public var every: Duration
    /// The most passes, failed ones included.
    public var passes: Int?
    /// No pass begins this long after the start, or later.
    public var duration: Duration?
    public var longestPause: Duration
    private let clock: any SamplingClock

    /// - Precondition: `every` is at least a millisecond.
    public init(
        every: Duration, passes: Int? = nil, duration: Duration? = nil,
        longestPause: Duration = .seconds(300), clock: any SamplingClock = WallClock()
    ) {
        precondition(every >= .milliseconds(1), "the spacing must be at least a millisecond")
        self.every = every
        self.passes = passes
        self.duration = duration
        self.longestPause = longestPause
        self.clock = clock
    }

    /// What the loop is at.
    public enum Progress: Sendable {
        /// The number of the pass, from 1.
        case begins(Int)
        /// - Parameter skipped: grid instants that go unused before it, for lateness or failures.
        case waits(until: Timestamp, skipped: Int)
    }

    /// What became of a run.
    public struct Summary: Hashable, Sendable {
        public enum End: Hashable, Sendable {
            case passesMade, durationOver, cancelled
            /// The rate limit asks to wait beyond the end of the duration.
            case limited(APIError)
        }

        /// Passes that were made and handed on.
        public var passes = 0
        public var failures = 0
        /// Grid instants that went unused.
        public var skipped = 0
        public var end: End = .passesMade
        /// When the next pass would have been, if the duration was over before it.
        public var next: Timestamp?
    }

    /// Runs to the end, also when passes fail.
    ///
    /// - Parameters:
    ///   - collect: makes one pass; `nil` if nothing was due, which does not count as a pass. A
    ///     run of a single pass ends then.
    ///   - onPass: takes it. An error ends the run and is thrown on.
    ///   - onFailure: is told of a pass that failed, and how many have in a row. An error ends the
    ///     run and is thrown on.
    ///   - nextDue: the instant before which another pass would have nothing to do, if there is one.
    public func run(
        collect: () async throws -> Pass?, onPass: (Pass) async throws -> Void,
        onFailure: (any Error, _ inARow: Int) async throws -> Void,
        nextDue: () async -> Timestamp? = { nil },
        progress: (Progress) -> Void = { _ in }
    ) async throws -> Summary {
        var summary = Summary()
        let end = duration.map { clock.now + $0 }
        var failuresInARow = 0
        while true {
            let startedAt = clock.now
            progress(.begins(summary.passes + summary.failures + 1))
            let outcome: Result<Pass?, any Error>
            do {
                outcome = .success(try await beforeEnd(end) { try await collect() })
            } catch {
                if Task.isCancelled { return summary.ended(.cancelled) }
                outcome = .failure(error)
            }
            var planned = startedAt + .milliseconds(1)
            var notBefore = startedAt + every / 2
            switch outcome {
            case .success(let pass):
                if let pass {
                    summary.passes += 1
                    failuresInARow = 0
                    try await onPass(pass)
                } else if passes == 1 {
                    return summary.ended(.passesMade)
                }
                if let due = await nextDue() { planned = max(planned, due) }
            case .failure(let error):
                summary.failures += 1
                failuresInARow += 1
                try await onFailure(error, failuresInARow)
                notBefore = max(notBefore, startedAt + pause(after: failuresInARow))
                if let error = error as? APIError, let retryAt = error.retryAt {
                    notBefore = max(notBefore, retryAt)
                    if let end, retryAt >= end { return summary.ended(.limited(error)) }
                }
            }
            if let passes, summary.passes + summary.failures >= passes {
                return summary.ended(.passesMade)
            }
            let next = instant(atOrAfter: max(notBefore, planned, clock.now))
            let skipped = Int((next - instant(atOrAfter: planned)) / every)
            summary.skipped += skipped
            if let end, next >= end {
                summary.next = next
                return summary.ended(.durationOver)
            }
            progress(.waits(until: next, skipped: skipped))
            do {
                try await wait(until: next)
            } catch {
                return summary.ended(.cancelled)
            }
        }
    }

    /// A pass under way when the run's time is over may be finished, but does not wait for a rate
    /// limit or a slow server any more.
    private func beforeEnd(
        _ end: Timestamp?, _ work: () async throws -> Pass?
    ) async throws -> Pass? {
        guard let end else { return try await work() }
        let left = max(end - clock.now, .zero) + max(every / 2, .seconds(2))
        let own = ContinuousClock.now + left
        let instant = RunDeadline.instant.map { min($0, own) } ?? own
        return try await RunDeadline.$instant.withValue(instant) { try await work() }
    }

    private func pause(after failures: Int) -> Duration {
        let doubled = every * (1 << min(failures - 1, 20))
        return max(every, min(doubled, longestPause))
    }

    /// The first instant of the grid that is not before this one.
    private func instant(atOrAfter instant: Timestamp) -> Timestamp {
        let spacing = every.wholeMilliseconds
        let (whole, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: spacing)
        return Timestamp(milliseconds: (rest > 0 ? whole + 1 : whole) * spacing)
    }

    private func wait(until planned: Timestamp) async throws {
        var next = planned
        var left = next - clock.now
        while clock.now < next {
            try Task.checkCancellation()
            try await clock.sleep(until: next)
            // A clock that was set back must not stop the sampling until it has caught up.
            if next - clock.now > left + every { next = instant(atOrAfter: clock.now) }
            left = next - clock.now
        }
        try Task.checkCancellation()
    }
}

extension SamplingLoop.Summary {
    fileprivate func ended(_ end: End) -> Self {
        var ended = self
        ended.end = end
        return ended
    }
}
