import Foundation

extension UnseenEstimate {
    /// The form of the two curves: how many spacings are fitted, and the polynomial's degree.
    struct Form: Sendable {
        var connected: (windows: Int, degree: Int)
        var abandoned: (windows: Int, degree: Int)

        static let usual = Form(connected: (2, 2), abandoned: (2, 1))
        static let other = Form(connected: (3, 3), abandoned: (1, 1))
    }

    /// The totals and curves that one form of the curves gives.
    struct Solution {
        /// All tasks, the unseen included.
        let answered: Double
        let abandoned: Double
        private let connectedCurve: LogPolynomial
        private let abandonedCurve: LogPolynomial?

        /// `nil` where the sightings determine no curve.
        init?(_ sightings: Sightings, _ seen: Seen, _ form: Form) {
            let width = 1 / Double(Sightings.bins)
            let counted = sightings.connected.total
            guard counted > 0,
                let connected = LogPolynomial(
                    fitting: sightings.connected.histogram(windows: form.connected.windows),
                    width: width, degree: form.connected.degree)
            else { return nil }
            connectedCurve = connected
            // Tasks without a sighting stand for no others: a final state lookup told of them, or they were
            // polled after a gap, or by a spacing that followed them.
            let others = max(0, seen.answered - counted)
            answered = connected.value(at: 0) + others

            let mistaken = Self.mistaken(sightings, seen, connected)
            let known = sightings.abandoned.total
            let rest = known - mistaken.total
            let histogram = zip(
                sightings.abandoned.histogram(windows: form.abandoned.windows),
                mistaken.histogram(windows: form.abandoned.windows)
            ).map { max(0, $0 - $1) }
            abandonedCurve = LogPolynomial(
                fitting: histogram, width: width, degree: form.abandoned.degree)
            let all = max(abandonedCurve?.value(at: 0) ?? rest, rest)
            abandoned = seen.abandoned + all - known
        }

        /// Those that count as abandoned and were answered unseen, by the ages at which they were
        /// seen waiting: as many as can be expected.
        private static func mistaken(
            _ sightings: Sightings, _ seen: Seen, _ connected: LogPolynomial
        ) -> Sightings.Curve {
            var mistaken = Sightings.Curve()
            for (bin, curve) in sightings.waiting.enumerated() {
                let age = (Double(bin) + 0.5) / Double(Sightings.bins)
                let lasting = min(1, connected.value(at: age) / connected.value(at: 0))
                for window in curve.counts.indices {
                    for (age, n) in curve.counts[window].enumerated() {
                        mistaken.add(age: age, morePolls: window, n * (1 / lasting - 1))
                    }
                }
            }
            // Final state lookups have told of the others.
            let asked = seen.unconfirmed + sightings.lookedUp
            var share = asked > 0 ? seen.unconfirmed / asked : 0
            let most = 0.8 * sightings.abandoned.total
            if mistaken.total * share > most { share = most / mistaken.total }
            return mistaken.map { $0 * share }
        }

        /// The share of connected tasks that outlasts an age, in spacings.
        func lasting(at age: Double) -> Double { Self.share(connectedCurve, at: age) }

        private static func share(_ curve: LogPolynomial, at age: Double) -> Double {
            min(1, curve.value(at: age) / curve.value(at: 0))
        }

        /// The share of all tasks that polls so far apart show with their outcome: the mean of
        /// ``lasting(at:)`` up to that age, for either kind.
        func seenShare(spacing: Double) -> Double {
            func seen(_ curve: LogPolynomial?) -> Double {
                guard let curve else { return 1 }
                let steps = 40
                let sum = (0..<steps).reduce(0.0) { sum, step in
                    sum + Self.share(curve, at: (Double(step) + 0.5) / Double(steps) * spacing)
                }
                return sum / Double(steps)
            }
            let all = answered + max(0, abandoned)
            guard all > 0 else { return 1 }
            return (answered * seen(connectedCurve) + max(0, abandoned) * seen(abandonedCurve))
                / all
        }

        /// The largest spacing, in those that there were, at which this share is seen; at most 2.
        func largestSpacing(seeing share: Double) -> Double? {
            if seenShare(spacing: 2) >= share { return 2 }
            var (low, high) = (0.0, 2.0)
            for _ in 0..<40 {
                let middle = (low + high) / 2
                if seenShare(spacing: middle) >= share { low = middle } else { high = middle }
            }
            return low > 0 ? low : nil
        }
    }
}

extension Sightings {
    /// As many tasks drawn from these with repetition: each count Poisson distributed, the whole
    /// brought to its number.
    func resampled(_ random: inout SeededRandom) -> Sightings {
        func drawn(_ curve: Curve) -> Curve {
            let total = curve.total
            let drawn = curve.map { random.poisson(mean: $0) }
            let scale = drawn.total > 0 ? total / drawn.total : 1
            return drawn.map { $0 * scale }
        }
        var copy = self
        copy.connected = drawn(connected)
        copy.abandoned = drawn(abandoned)
        copy.waiting = waiting.map { curve in curve.map { random.poisson(mean: $0) } }
        return copy
    }
}
