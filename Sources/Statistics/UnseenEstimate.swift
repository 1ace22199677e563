import Foundation

/// How many tasks came and went between two polls, estimated from the ages at which the others
/// were first seen.
///
/// Polls fall at random within tasks. So the density of the age at which polls show a task is
/// `N · S(a)`, with `N` the number of tasks, `S` the share of them that lasts so long, and the
/// age in units of the polls' spacing. Nobody sees the youngest end of that curve whole, but it
/// runs smoothly into age 0, where `S` is 1: there its height is `N`, the unseen included.
///
/// The curve is fitted in the form `log S = c₁·a + c₂·a²` over the first two spacings, so to the
/// first and second sightings of each task; for abandoned tasks, which are fewer, `log S = c₁·a`.
/// Tasks answered and ended within one spacing are seen waiting at most, and so count as
/// abandoned: how many they are, and at what age they were seen, follows from those that were
/// seen waiting and then connected at age `a`, for each of which `1/S(a) − 1` others were not.
/// They are taken off the abandoned before that curve is fitted.
///
/// The interval is that of a bootstrap over the tasks, every second time with another form of the
/// curve (a cubic over three spacings; exponential over one), since the form is a guess too.
public struct UnseenEstimate: Hashable, Sendable {
    /// Additional tasks, and the bounds between which they lie in 95 of 100 cases.
    public struct Count: Hashable, Sendable {
        public var estimate: Double
        public var low: Double
        public var high: Double
    }

    /// What was counted without those unseen.
    public struct Seen: Hashable, Sendable {
        public var answered: Double
        public var abandoned: Double
        /// Of the abandoned, those that may have been answered unseen.
        public var unconfirmed: Double

        public init(answered: Double, abandoned: Double, unconfirmed: Double) {
            self.answered = answered
            self.abandoned = abandoned
            self.unconfirmed = unconfirmed
        }
    }

    /// Why there is no estimate.
    public enum Lack: String, Hashable, Sendable {
        /// Under ``fewestTasks`` were seen.
        case tooFewTasks
        /// Most tasks are shorter than the spacing of the polls: the curve's beginning is not seen.
        case pollsTooFarApart
    }

    public static let fewestTasks = 30.0
    /// The least share of connected tasks that must outlast a spacing.
    static let leastLasting = 0.3
    static let replicates = 100

    public var answered: Count?
    public var abandoned: Count?
    public var lack: Lack?
    /// The largest spacing of polls that would have shown 95 % of all tasks with their outcome, in
    /// seconds; at most twice the one that there was.
    public var spacingFor95: Double?

    /// - Parameter seed: of the bootstrap: the same one gives the same interval.
    public init(_ sightings: Sightings, seen: Seen, seed: UInt64) {
        guard sightings.connected.total >= Self.fewestTasks else {
            lack = .tooFewTasks
            return
        }
        guard let whole = Solution(sightings, seen, .usual) else {
            lack = .pollsTooFarApart
            return
        }
        guard whole.lasting(at: 1) >= Self.leastLasting else {
            lack = .pollsTooFarApart
            return
        }
        var random = SeededRandom(seed: seed)
        let repeated = (0..<Self.replicates).compactMap { number in
            Solution(
                sightings.resampled(&random), seen, number % 2 == 0 ? .usual : .other)
        }
        answered = Self.count(
            max(0, whole.answered - seen.answered), repeated.map { $0.answered - seen.answered },
            atLeast: 0)
        if sightings.abandoned.total >= Self.fewestTasks {
            abandoned = Self.count(
                max(0, whole.abandoned - seen.abandoned),
                repeated.map { $0.abandoned - seen.abandoned }, atLeast: 0)
        }
        spacingFor95 = whole.largestSpacing(seeing: 0.95).map { $0 * sightings.spacingSeconds }
    }

    private static func count(_ estimate: Double, _ repeated: [Double], atLeast least: Double)
        -> Count
    {
        let sorted = repeated.sorted()
        func bound(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return estimate }
            let rank = min(sorted.count, max(1, Int((share * Double(sorted.count)).rounded(.up))))
            return max(least, sorted[rank - 1])
        }
        return Count(
            estimate: estimate.rounded(), low: min(bound(0.025), estimate).rounded(),
            high: max(bound(0.975), estimate).rounded())
    }
}
