import CivilTime

/// The requests that may still be sent: counts those of the last second, minute and hour, over
/// all servers, and knows until when a server asked for quiet.
actor RateBudget {
    private let windows: [(length: Duration, most: Int)]
    private let longest: Duration
    /// When requests were sent, oldest first; those before `head` are forgotten.
    private var sent: [ContinuousClock.Instant] = []
    private var head = 0
    private var quietUntil: ContinuousClock.Instant?

    init(_ limits: ClientConfiguration.Limits) {
        var windows: [(length: Duration, most: Int)] = []
        if let most = limits.perSecond { windows.append((.seconds(1), max(most, 1))) }
        if let most = limits.perMinute { windows.append((.seconds(60), max(most, 1))) }
        if let most = limits.perHour { windows.append((.seconds(3600), max(most, 1))) }
        self.windows = windows
        longest = windows.map(\.length).max() ?? .zero
    }

    /// Waits until one more request is within the limits, and counts it.
    ///
    /// - Throws: ``TooLate`` at once when that would be after `deadline`; `CancellationError`.
    func reserve(before deadline: ContinuousClock.Instant) async throws {
        while true {
            try Task.checkCancellation()
            let now = ContinuousClock.now
            let earliest = earliestStart(now)
            if earliest <= now { break }
            guard earliest < deadline else { throw TooLate(wait: earliest - now) }
            try await Task.sleep(until: earliest, clock: .continuous)
        }
        if !windows.isEmpty { sent.append(ContinuousClock.now) }
    }

    /// Nothing is to be sent for a while.
    func pause(for delay: Duration) {
        let end = ContinuousClock.now + delay
        quietUntil = max(quietUntil ?? end, end)
    }

    private func earliestStart(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        while head < sent.count, sent[head] + longest <= now { head += 1 }
        if head > 1024, head * 2 > sent.count {
            sent.removeFirst(head)
            head = 0
        }
        var earliest = quietUntil ?? now
        for window in windows where sent.count - head >= window.most {
            earliest = max(earliest, sent[sent.count - window.most] + window.length)
        }
        return earliest
    }

    /// The next request would be allowed only after this long.
    struct TooLate: Error {
        let wait: Duration
    }
}
