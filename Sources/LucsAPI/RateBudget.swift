import CivilTime

/// Decides when the next request may be sent: counts the requests of the last second, minute and
/// hour over all servers, and keeps the pauses that servers asked for.
///
/// A refusal (429) is a pause and nothing more. Limits that are not configured are learned only
/// from refusals that recur although the pauses were kept (``LearnedLimit``). ``RequestHistory``
/// carries all of it to the next run. A request counts from its response on, which is no earlier
/// than the server's own count of it: no window of the server's, wherever it begins, holds more
/// than the limit.
actor RateBudget {
    /// Permission to send one request, to be handed back with its outcome.
    struct Ticket: Sendable {
        let instant: ContinuousClock.Instant
    }

    /// What became of a request.
    enum Outcome: Sendable {
        /// The server accepted it, whatever it had to say.
        case accepted
        /// Whether the server counted it is unknown.
        case failed
        /// The server refused it for its rate limit, and did not count it.
        case refused
    }

    struct Window {
        let length: Duration
        let configured: Int?
        var learned: LearnedLimit?

        var maximum: Int? {
            switch (configured, learned?.maximum) {
            case (let own?, let other?): min(own, other)
            case (let own?, nil): own
            case (nil, let other): other
            }
        }
    }

    /// Refusals that follow each other without a request accepted in between.
    struct Overrun {
        /// When the first of the overruns that recurred began.
        var firstAt: ContinuousClock.Instant
        var latestAt: ContinuousClock.Instant
        /// Pauses kept in vain so far, the first one included.
        var refusalsInARow = 1
    }

    static let maximumRemembered = 1 << 18
    /// Overruns farther apart than this have nothing to do with each other.
    static let longestMemory = Duration.seconds(2 * 3600)

    /// Of a second, a minute and an hour.
    var windows: [Window]
    let now: @Sendable () -> ContinuousClock.Instant
    /// Waits by the same clock.
    private let sleep: @Sendable (ContinuousClock.Instant) async throws -> Void
    /// From 0 to 1, for what has to vary.
    private let chance: @Sendable () -> Double
    /// When requests were accepted, oldest first; those before `head` are forgotten.
    var accepted: [ContinuousClock.Instant] = []
    private var head = 0
    private var underWay = 0
    /// Until when nothing is sent at all.
    var pausedUntil: ContinuousClock.Instant?
    /// Until when nothing is sent to single addresses that failed and asked for that.
    var cooldowns: [String: ContinuousClock.Instant] = [:]
    var overrun: Overrun?

    init(
        _ limits: ClientConfiguration.Limits,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void = {
            try await Task.sleep(until: $0, clock: .continuous)
        },
        chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.chance = chance
        windows = [
            (Duration.seconds(1), limits.perSecond), (.seconds(60), limits.perMinute),
            (.seconds(3600), limits.perHour),
        ].map { Window(length: $0, configured: $1.map { max($0, 1) }) }
        self.now = now
        self.sleep = sleep
    }

    /// The limits that hold now, configured or learned.
    var limits: ClientConfiguration.Limits {
        forget(now())
        return ClientConfiguration.Limits(
            perSecond: windows[0].maximum, perMinute: windows[1].maximum,
            perHour: windows[2].maximum)
    }

    // MARK: Requests

    /// Waits until one more request is within the limits, and counts it as under way.
    ///
    /// - Parameters:
    ///   - address: the one that it goes to, without a query.
    ///   - mayWait: whether to wait also for an address that asked for a cooldown.
    /// - Throws: ``TooLate`` at once if that would be after `deadline`; `CancellationError`.
    func reserve(
        for address: String = "", before deadline: ContinuousClock.Instant, mayWait: Bool = true
    ) async throws -> Ticket {
        while true {
            try Task.checkCancellation()
            let now = now()
            let limited = wait(now)
            let cooldown = cooldowns[address].map { $0 - now } ?? .zero
            if cooldown > .zero, cooldown >= limited,
                !mayWait || ContinuousClock.now + cooldown >= deadline
            {
                throw TooLate(wait: cooldown, reason: .addressAsked)
            }
            let wait = max(limited, cooldown)
            if wait <= .zero { break }
            guard ContinuousClock.now + wait < deadline else {
                let isPaused = pausedUntil.map { $0 - now >= wait } ?? false
                throw TooLate(wait: wait, reason: isPaused ? .keyRefused : .limit)
            }
            try await sleep(now + wait)
        }
        underWay += 1
        return Ticket(instant: now())
    }

    /// Takes back a ticket. Called once for each.
    func complete(_ ticket: Ticket, _ outcome: Outcome) {
        underWay -= 1
        guard outcome != .refused else { return }
        accepted.append(now())
        if outcome == .accepted, let latest = overrun?.latestAt, ticket.instant > latest {
            overrun?.refusalsInARow = 0
        }
    }

    /// Begins the pause that a refusal asks for, and learns from one that recurs.
    ///
    /// - Parameters:
    ///   - ticket: that of the refused request, completed.
    ///   - asked: how long the server wants no request, if it says so. This is kept exactly, but
    ///     for pauses too short to be meant and those that were kept in vain.
    /// - Returns: how long nothing will be sent.
    func refuse(_ ticket: Ticket, asked: Duration?) -> Duration {
        let now = now()
        // Requests sent before the first refusal came back are part of the same overrun.
        let isNew = overrun.map { ticket.instant > $0.latestAt } ?? true
        if isNew { note(overrunAt: now) }
        let isInVain = (overrun?.refusalsInARow ?? 1) > 1
        let shortest: Duration =
            asked == nil || isInVain ? ownPause() : .milliseconds(550 + 450 * chance())
        let end = now + max(asked ?? .zero, shortest)
        if isNew || asked != nil { pausedUntil = max(pausedUntil ?? end, end) }
        return (pausedUntil ?? end) - now
    }

    private func note(overrunAt now: ContinuousClock.Instant) {
        guard let earlier = overrun, now - earlier.latestAt <= Self.longestMemory else {
            overrun = Overrun(firstAt: now, latestAt: now)
            return
        }
        if accepted.count > first(after: earlier.latestAt) { learn(since: earlier, now) }
        overrun = Overrun(
            firstAt: earlier.firstAt, latestAt: now, refusalsInARow: earlier.refusalsInARow + 1)
    }

    /// Doubles with every pause kept in vain, up to a minute, and varies, so that clients do not
    /// come back together.
    private func ownPause() -> Duration {
        let doublings = max((overrun?.refusalsInARow ?? 1) - 1, 0)
        let doubled = min(Duration.seconds(1) * (1 << min(doublings, 6)), .seconds(60))
        return doubled * (0.5 + chance()) + .milliseconds(500)
    }

    /// Sends nothing for a while to an address that fails and asked for that. What is behind
    /// others may be well.
    func coolDown(_ address: String, for wait: Duration) {
        let end = now() + wait
        cooldowns[address] = max(cooldowns[address] ?? end, end)
    }

    // MARK: Counting

    private func wait(_ now: ContinuousClock.Instant) -> Duration {
        forget(now)
        var wait = pausedUntil.map { $0 - now } ?? .zero
        // After a refusal one request finds out whether the server accepts requests again.
        if let overrun, overrun.refusalsInARow > 0, underWay > 0 {
            wait = max(wait, .milliseconds(20))
        }
        for window in windows {
            guard let maximum = window.maximum else { continue }
            guard underWay < maximum else {
                // One that is under way has to come back first.
                wait = max(wait, .milliseconds(20))
                continue
            }
            let inside = accepted.count - first(after: now - window.length)
            let excess = inside + underWay - maximum
            if excess >= 0 {
                let next = accepted[accepted.count - inside + excess]
                wait = max(wait, next + window.length - now)
            }
        }
        return wait
    }

    /// How many requests may be sent in every one of the coming spans, all of them at its start,
    /// so that none ever has to wait for long; `nil` if nothing limits them.
    ///
    /// After *j* spans there is what is left now and what will have left the window by then; the
    /// greatest rate that all of that allows is the result.
    func allowance(for span: Duration) -> Double? {
        let now = now()
        forget(now)
        return windows.compactMap { window -> Double? in
            guard let maximum = window.maximum else { return nil }
            let spans = window.length / span
            // Requests go out as fast as the window lets them; some slack keeps a pass short.
            guard spans > 1 else { return max(1, Double(maximum) / spans * 0.95) }
            let begin = first(after: now - window.length)
            let left = max(maximum - (accepted.count - begin) - underWay, 0)
            let step = max(1, Int(spans / 500))
            return stride(from: 0, through: Int(spans), by: step).map { later in
                let leaving = first(after: now + span * later - window.length) - begin
                return Double(left + leaving) / Double(later + 1)
            }.min()
        }.min()
    }

    /// The index of the first request that was accepted after the instant.
    func first(after instant: ContinuousClock.Instant) -> Int {
        var low = head
        var high = accepted.count
        while low < high {
            let middle = (low + high) / 2
            if accepted[middle] > instant { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func forget(_ now: ContinuousClock.Instant) {
        for index in windows.indices {
            windows[index].learned = windows[index].learned?.grown(until: now)
        }
        head = max(first(after: now - .seconds(3600)), accepted.count - Self.maximumRemembered)
        if head > 1024, head * 2 > accepted.count {
            accepted.removeFirst(head)
            head = 0
        }
    }

    /// The next request would be allowed only after this long.
    struct TooLate: Error {
        enum Reason {
            /// A limit, configured or learned, is used up.
            case limit
            /// A server answered 429, for the key wherever it is used.
            case keyRefused
            /// It failed, and said when it will be back.
            case addressAsked
        }

        let wait: Duration
        let reason: Reason
    }
}
