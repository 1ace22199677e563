import CivilTime

extension RateBudget {
    /// What a run that follows has to know.
    ///
    /// - Parameter wallClock: the local clock's time now.
    func history(at wallClock: Timestamp) -> RequestHistory {
        let now = now()
        func time(_ instant: ContinuousClock.Instant) -> Timestamp { wallClock + (instant - now) }
        var history = RequestHistory()
        for instant in answeredWithin(.seconds(3600)) {
            // The later end of the second: nothing may leave a window too early.
            let end = Timestamp(milliseconds: (time(instant).milliseconds + 999) / 1000 * 1000)
            if history.answered.last?.end == end {
                history.answered[history.answered.count - 1].requests += 1
            } else {
                history.answered.append(RequestHistory.Second(end: end, requests: 1))
            }
        }
        let learned = learnedLimits(forgottenAfter: .seconds(86_400)).map { limit in
            limit.map { RequestHistory.Learned(most: $0.most, until: time($0.until)) }
        }
        (history.perSecond, history.perMinute, history.perHour) = (
            learned[0], learned[1], learned[2]
        )
        history.quietUntil = quietUntil.flatMap { $0 > now ? time($0) : nil }
        history.quietServers = quietServers.filter { $0.value > now }.mapValues(time)
        return history
    }

    /// Goes on where an earlier run ended. To be called before the first request.
    func resume(_ history: RequestHistory, at wallClock: Timestamp) {
        let now = now()
        func instant(_ time: Timestamp) -> ContinuousClock.Instant { now + (time - wallClock) }
        // A clock that was set back must not make requests that are still to come.
        let earlier = history.answered.flatMap { second in
            Array(repeating: min(instant(second.end), now), count: max(second.requests, 0))
        }
        takeOver(
            earlier.sorted(),
            learned: [history.perSecond, history.perMinute, history.perHour].map { limit in
                limit.map { (max($0.most, 1), instant($0.until)) }
            })
        quietUntil = history.quietUntil.map(instant)
        quietServers = history.quietServers.mapValues(instant)
    }
}
