import CivilTime

/// The requests that may still be sent: counts those of the last second, minute and hour, over
/// all servers, and knows until when a server asked for quiet.
///
/// Limits that are not configured are learned from refusals (429), and kept for an hour or two, by
/// ``RequestHistory`` also for runs that follow. A request counts from its answer on, which is no earlier than the server's own count of it: so
/// no window of the server's, wherever it begins, holds more than the limit.
actor RateBudget {
    /// What a request got its leave with; to be handed back with its answer.
    struct Ticket: Sendable {
        let instant: ContinuousClock.Instant
    }

    struct Window {
        let length: Duration
        let configured: Int?
        var learned: Int?
        /// When that is to be tried again. Early where the run had not seen a whole window:
        /// somebody else may have used up the rest.
        var learnedUntil: ContinuousClock.Instant?

        var keepsLearned: Duration { max(length * 2, .seconds(3600)) }

        var most: Int? {
            switch (configured, learned) {
            case (let own?, let told?): min(own, told)
            default: configured ?? learned
            }
        }
    }

    static let mostRemembered = 1 << 18
    private static let longerThanAMinute = Duration.seconds(120)

    /// Of a second, a minute and an hour.
    var windows: [Window]
    var start: ContinuousClock.Instant
    let now: @Sendable () -> ContinuousClock.Instant
    /// When requests were answered, oldest first; those before `head` are forgotten.
    var answered: [ContinuousClock.Instant] = []
    private var head = 0
    private var underWay = 0
    /// Until when nothing is sent at all.
    var quietUntil: ContinuousClock.Instant?
    /// Until when nothing is sent to single addresses that failed and asked for that.
    var quietAddresses: [String: ContinuousClock.Instant] = [:]
    private var refusedAt: ContinuousClock.Instant?
    private var refusalsInARow = 0
    /// Since when nothing but refusals came.
    var refusedSince: ContinuousClock.Instant?
    /// When requests were refused that count as answered.
    private var refusals: [ContinuousClock.Instant] = []

    init(
        _ limits: ClientConfiguration.Limits,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        windows = [
            (Duration.seconds(1), limits.perSecond), (.seconds(60), limits.perMinute),
            (.seconds(3600), limits.perHour),
        ].map { Window(length: $0, configured: $1.map { max($0, 1) }) }
        self.now = now
        start = now()
    }

    /// The limits that hold now, configured or learned.
    var limits: ClientConfiguration.Limits {
        ClientConfiguration.Limits(
            perSecond: windows[0].most, perMinute: windows[1].most, perHour: windows[2].most)
    }

    /// Waits until one more request is within the limits, and counts it as under way.
    ///
    /// - Parameters:
    ///   - address: the one that it goes to, without a query.
    ///   - mayWait: whether to wait also for an address that asked to be left alone.
    /// - Throws: ``TooLate`` at once when that would be after `deadline`; `CancellationError`.
    func reserve(
        for address: String = "", before deadline: ContinuousClock.Instant, mayWait: Bool = true
    ) async throws -> Ticket {
        while true {
            try Task.checkCancellation()
            let now = now()
            let limited = wait(now)
            let quiet = quietAddresses[address].map { $0 - now } ?? .zero
            if quiet > .zero, quiet >= limited,
                !mayWait || ContinuousClock.now + quiet >= deadline
            {
                throw TooLate(wait: quiet, reason: .addressAsked)
            }
            let wait = max(limited, quiet)
            if wait <= .zero { break }
            guard ContinuousClock.now + wait < deadline else {
                let isAsked = quietUntil.map { $0 - now >= wait } ?? false
                throw TooLate(wait: wait, reason: isAsked ? .keyRefused : .limit)
            }
            try await Task.sleep(for: wait)
        }
        underWay += 1
        return Ticket(instant: now())
    }

    /// The request is answered, or came to nothing.
    func settle(_ ticket: Ticket, isAnswered: Bool) {
        underWay -= 1
        answered.append(now())
        if isAnswered {
            refusalsInARow = 0
            refusedSince = nil
        }
    }

    /// A server refused the request for its rate limit: learns from it, and keeps quiet.
    ///
    /// - Parameters:
    ///   - asked: how long the server wants to be left alone, where it says.
    ///   - backOff: how long to leave it alone at the least. What it wants is often rounded down.
    /// - Returns: how long nothing will be sent.
    func refuse(_ ticket: Ticket, asked: Duration?, backOff: Duration) -> Duration {
        let now = now()
        refusals = refusals.filter { $0 > now - .seconds(3600) } + [now]
        refusedSince = refusedSince ?? now
        // Those sent before the first refusal came back are part of the same overrun.
        let isNew = refusedAt.map { ticket.instant > $0 } ?? true
        if isNew {
            refusedAt = now
            refusalsInARow += 1
            learn(asked, now)
        }
        // A little later than asked, each client by another while.
        let asked = asked.map { $0 + min($0 * 0.05, .seconds(1)) * Double.random(in: 0...1) }
        let end = now + max(asked ?? .zero, backOff)
        quietUntil = max(quietUntil ?? end, end)
        return (quietUntil ?? end) - now
    }

    /// An address that fails wants to be left alone. What is behind others may be well.
    func leaveAlone(_ address: String, for wait: Duration) {
        let end = now() + wait
        quietAddresses[address] = max(quietAddresses[address] ?? end, end)
    }

    private func learn(_ asked: Duration?, _ now: ContinuousClock.Instant) {
        let index: Int
        if let asked {
            index = windows.firstIndex { asked <= $0.length } ?? 2
        } else {
            // The shortest window first: one that a short pause does not free is longer.
            let lasted = refusedSince.map { now - $0 } ?? .zero
            index = refusalsInARow <= 1 ? 0 : lasted < Self.longerThanAMinute ? 1 : 2
        }
        let window = windows[index]
        // Without those refused, and those whose fate is not known yet.
        let count =
            answered.count - first(after: now - window.length)
            - refusals.count { $0 > now - window.length }
        guard count > 0 else { return }
        // Of an hour's limit less is taken off: what was spent already stays in the window for long.
        windows[index].learned =
            window.learned.map { max(1, min(count, index == 2 ? $0 * 9 / 10 : $0 * 3 / 4)) }
            ?? count
        let isWhole = now - start >= window.length
        windows[index].learnedUntil = now + (isWhole ? window.keepsLearned : window.length)
    }

    /// How many requests may be sent in every one of the coming spans, all of them at its start,
    /// so that none ever has to wait for long; `nil` where nothing limits them.
    ///
    /// After *j* spans there is what is left now and what will have left the window by then; the
    /// greatest rate that all of that allows is the answer.
    func allowance(for span: Duration) -> Double? {
        let now = now()
        forget(now)
        return windows.compactMap { window -> Double? in
            guard let most = window.most else { return nil }
            let spans = window.length / span
            // Requests go out as fast as the window lets them; some slack keeps a pass short.
            guard spans > 1 else { return max(1, Double(most) / spans * 0.8) }
            let begin = first(after: now - window.length)
            let left = max(most - (answered.count - begin) - underWay, 0)
            let step = max(1, Int(spans / 500))
            return stride(from: 0, through: Int(spans), by: step).map { later in
                let leaving = first(after: now + span * later - window.length) - begin
                return Double(left + leaving) / Double(later + 1)
            }.min()
        }.min()
    }

    // MARK: Counting

    private func wait(_ now: ContinuousClock.Instant) -> Duration {
        forget(now)
        var wait = quietUntil.map { $0 - now } ?? .zero
        for window in windows {
            guard let most = window.most else { continue }
            guard underWay < most else {
                // One that is under way has to come back first.
                wait = max(wait, .milliseconds(20))
                continue
            }
            let inside = answered.count - first(after: now - window.length)
            let excess = inside + underWay - most
            if excess >= 0 {
                let next = answered[answered.count - inside + excess]
                wait = max(wait, next + window.length - now)
            }
        }
        return wait
    }

    /// The index of the first request that was answered after the instant.
    func first(after instant: ContinuousClock.Instant) -> Int {
        var low = head
        var high = answered.count
        while low < high {
            let middle = (low + high) / 2
            if answered[middle] > instant { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func forget(_ now: ContinuousClock.Instant) {
        for index in windows.indices {
            if let end = windows[index].learnedUntil, end <= now {
                windows[index].learned = nil
                windows[index].learnedUntil = nil
            }
        }
        head = max(first(after: now - .seconds(3600)), answered.count - Self.mostRemembered)
        if head > 1024, head * 2 > answered.count {
            answered.removeFirst(head)
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
