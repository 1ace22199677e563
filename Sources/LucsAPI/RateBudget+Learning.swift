import CivilTime

/// A limit that was concluded from refusals. It grows again, faster with each step that meets no
/// refusal, and is dropped once it has doubled.
struct LearnedLimit: Hashable, Sendable {
    /// Requests in one window.
    var maximum: Int
    /// What refusals showed it to be, before it grew.
    var shown: Int
    /// The latest value that lasted a step without a refusal, or the first one.
    var held: Int
    var growsAt: ContinuousClock.Instant
    /// Steps since the latest refusal.
    var steps = 0
    /// The time between two steps.
    var step: Duration

    init(_ maximum: Int, step: Duration, at now: ContinuousClock.Instant) {
        self.maximum = max(maximum, 1)
        shown = self.maximum
        held = self.maximum
        self.step = step
        growsAt = now + step
    }

    /// The limit after another overrun: the value that lasted, tried again less and less often;
    /// less than that if it had not grown.
    func lowered(
        sustained: Int, _ window: Duration, _ now: ContinuousClock.Instant
    ) -> LearnedLimit {
        guard maximum > held else {
            return LearnedLimit(
                max(min(maximum - 1, maximum * 9 / 10), sustained), step: step, at: now)
        }
        return LearnedLimit(held, step: min(step * 2, max(window, .seconds(600))), at: now)
    }

    /// The limit that holds at an instant; `nil` once it is dropped.
    func grown(until now: ContinuousClock.Instant) -> LearnedLimit? {
        var grown = self
        while grown.growsAt <= now {
            let part = Double(1 << min(grown.steps, 5)) / 20
            grown.held = grown.maximum
            grown.maximum += max(1, Int(Double(grown.shown) * part))
            grown.steps += 1
            grown.growsAt += grown.step
            if grown.maximum >= 2 * grown.shown + 4 { return nil }
        }
        return grown
    }
}

extension RateBudget {
    /// Concludes a limit from an overrun that followed another one, whose pause was kept.
    ///
    /// If a learned limit had grown, it grew too far. Else: a window of a server's is used up once
    /// in its length at most. So the limit is one of the longest window that fits between the two
    /// overruns and was as full as it ever was; only if none was, and overruns recurred over the
    /// whole of a longer window, is it one of that.
    func learn(since earlier: Overrun, _ now: ContinuousClock.Instant) {
        let apart = (now - earlier.latestAt) * 1.05
        let recurring = (now - earlier.firstAt) * 1.05
        let full = windows.indices.filter { fullness($0, now) >= 0.8 }
        let index =
            full.first { windows[$0].learned.map { $0.maximum > $0.held } ?? false }
            ?? full.last { windows[$0].length <= apart }
            // A bucket that is nearly empty accepts less than one that is full.
            ?? windows.indices.first {
                windows[$0].learned != nil && windows[$0].length <= apart
                    && fullness($0, now) >= 0.5
            }
            ?? full.first { windows[$0].length <= recurring }
        guard let index else { return }
        let window = windows[index]
        // What was accepted all the time since the overrun before is no more than the limit.
        let sustained =
            Double(accepted.count - first(after: earlier.latestAt))
            * (window.length / (now - earlier.latestAt))
        windows[index].learned =
            window.learned.map { $0.lowered(sustained: Int(sustained), window.length, now) }
            ?? LearnedLimit(
                count(in: window, now), step: max(window.length, .seconds(10)), at: now)
    }

    private func count(in window: Window, _ now: ContinuousClock.Instant) -> Int {
        accepted.count - first(after: now - window.length)
    }

    /// The requests in the window as a share of what it may hold, or ever held.
    private func fullness(_ index: Int, _ now: ContinuousClock.Instant) -> Double {
        let window = windows[index]
        // A limit that grew is being tried: what it was shown to be counts.
        let bound =
            window.learned.map { min($0.shown, window.configured ?? .max) } ?? window.configured
            ?? peak(of: window.length, now)
        return Double(count(in: window, now)) / Double(max(bound, 1))
    }

    /// The most requests that were accepted within a span of this length, during the last hour.
    private func peak(of length: Duration, _ now: ContinuousClock.Instant) -> Int {
        var begin = first(after: now - .seconds(3600))
        var peak = 0
        for (index, instant) in zip(accepted.indices, accepted).dropFirst(begin) {
            while accepted[begin] <= instant - length { begin += 1 }
            peak = max(peak, index - begin + 1)
        }
        return peak
    }
}
