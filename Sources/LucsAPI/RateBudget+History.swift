import CivilTime

extension RateBudget {
    /// The longest pause that a server may ask for.
    private static let longestPause = Duration.seconds(31 * 86_400)

    /// What the next run has to know.
    ///
    /// - Parameter wallClock: the local clock's time now.
    func history(of owner: String, at wallClock: Timestamp) -> RequestHistory {
        let now = now()
        func time(_ instant: ContinuousClock.Instant) -> Timestamp { wallClock + (instant - now) }
        var history = RequestHistory(owner: owner, writtenAt: wallClock)
        forget(now)
        for instant in accepted[first(after: now - .seconds(3600))...] {
            // The later end of the second: nothing may leave a window too early.
            let end = Timestamp(milliseconds: (time(instant).milliseconds + 999) / 1000 * 1000)
            if history.accepted.last?.end == end {
                history.accepted[history.accepted.count - 1].requests += 1
            } else {
                history.accepted.append(RequestHistory.Second(end: end, requests: 1))
            }
        }
        let learned = windows.map { window in
            window.learned.map {
                RequestHistory.Learned(
                    maximum: $0.maximum, shown: $0.shown, held: $0.held, growsAt: time($0.growsAt),
                    steps: $0.steps, step: $0.step)
            }
        }
        (history.perSecond, history.perMinute, history.perHour) = (
            learned[0], learned[1], learned[2]
        )
        history.pausedUntil = pausedUntil.flatMap { $0 > now ? time($0) : nil }
        history.cooldowns = cooldowns.filter { $0.value > now }.mapValues(time)
        if let overrun, now - overrun.latestAt <= Self.longestMemory {
            history.overrun = RequestHistory.Overrun(
                firstAt: time(overrun.firstAt), latestAt: time(overrun.latestAt),
                refusalsInARow: overrun.refusalsInARow)
        }
        return history
    }

    /// Continues where an earlier run ended. To be called before the first request.
    ///
    /// What was written by a clock that is ahead of this one's says nothing of the time to come.
    func resume(_ history: RequestHistory, at wallClock: Timestamp) {
        let now = now()
        func instant(_ time: Timestamp) -> ContinuousClock.Instant { now + (time - wallClock) }
        var earlier: [ContinuousClock.Instant] = []
        for second in history.accepted.suffix(3600) where second.end > wallClock - .seconds(3601) {
            // A clock that was set back must not make requests that are still to come.
            let requests = min(max(second.requests, 0), Self.maximumRemembered - earlier.count)
            let end = min(instant(second.end), now)
            earlier += Array(repeating: end, count: requests)
        }
        accepted = earlier.sorted() + accepted
        guard history.writtenAt <= wallClock + .seconds(60) else { return }
        let learned = [history.perSecond, history.perMinute, history.perHour]
        for (index, limit) in zip(windows.indices, learned) {
            windows[index].learned = limit.map { limit in
                let step = min(max(limit.step, .seconds(1)), .seconds(3600))
                var learned = LearnedLimit(limit.maximum, step: step, at: now)
                learned.shown = max(limit.shown, 1)
                learned.held = max(limit.held, 1)
                learned.growsAt = min(instant(limit.growsAt), now + step)
                learned.steps = min(max(limit.steps, 0), 10)
                return learned
            }
        }
        let end = now + Self.longestPause
        pausedUntil = history.pausedUntil.map { min(instant($0), end) }
        cooldowns = history.cooldowns.mapValues { min(instant($0), end) }
        overrun = history.overrun.map {
            Overrun(
                firstAt: min(instant($0.firstAt), now), latestAt: min(instant($0.latestAt), now),
                refusalsInARow: min(max($0.refusalsInARow, 0), 10))
        }
    }
}
