import CivilTime

extension RateBudget {
    /// As long as a server may ask for.
    private static let longestQuiet = Duration.seconds(31 * 86_400)

    /// What a run that follows has to know.
    ///
    /// - Parameter wallClock: the local clock's time now.
    func history(of owner: String, at wallClock: Timestamp) -> RequestHistory {
        let now = now()
        func time(_ instant: ContinuousClock.Instant) -> Timestamp { wallClock + (instant - now) }
        var history = RequestHistory(owner: owner, toldAt: wallClock)
        forget(now)
        for instant in answered[first(after: now - .seconds(3600))...] {
            // The later end of the second: nothing may leave a window too early.
            let end = Timestamp(milliseconds: (time(instant).milliseconds + 999) / 1000 * 1000)
            if history.answered.last?.end == end {
                history.answered[history.answered.count - 1].requests += 1
            } else {
                history.answered.append(RequestHistory.Second(end: end, requests: 1))
            }
        }
        let learned = windows.map { window in
            window.learned.map {
                RequestHistory.Learned(most: $0, until: time(window.learnedUntil ?? now))
            }
        }
        (history.perSecond, history.perMinute, history.perHour) = (
            learned[0], learned[1], learned[2]
        )
        history.quietUntil = quietUntil.flatMap { $0 > now ? time($0) : nil }
        history.quietAddresses = quietAddresses.filter { $0.value > now }.mapValues(time)
        history.refusedSince = refusedSince.map(time)
        return history
    }

    /// Goes on where an earlier run ended. To be called before the first request.
    ///
    /// What was told by a clock that is ahead of this one's says nothing of the time to come.
    func resume(_ history: RequestHistory, at wallClock: Timestamp) {
        let now = now()
        func instant(_ time: Timestamp) -> ContinuousClock.Instant { now + (time - wallClock) }
        var earlier: [ContinuousClock.Instant] = []
        for second in history.answered.suffix(3600) where second.end > wallClock - .seconds(3601) {
            // A clock that was set back must not make requests that are still to come.
            let requests = min(max(second.requests, 0), Self.mostRemembered - earlier.count)
            let end = min(instant(second.end), now)
            earlier += Array(repeating: end, count: requests)
        }
        answered = earlier.sorted() + answered
        start = min(start, answered.first ?? start)
        guard history.toldAt <= wallClock + .seconds(60) else { return }
        let learned = [history.perSecond, history.perMinute, history.perHour]
        for (index, limit) in zip(windows.indices, learned) {
            windows[index].learned = limit.map { max($0.most, 1) }
            let end = now + windows[index].keepsLearned
            windows[index].learnedUntil = limit.map { min(instant($0.until), end) }
        }
        let end = now + Self.longestQuiet
        quietUntil = history.quietUntil.map { min(instant($0), end) }
        quietAddresses = history.quietAddresses.mapValues { min(instant($0), end) }
        refusedSince = history.refusedSince.map { max(min(instant($0), now), now - .seconds(3600)) }
    }
}
