/// How many abandoned tasks came and went between two polls, estimated from the ages at which the
/// others were first seen.
///
/// Polls fall at random within tasks. So the density of the age at which polls show a task is
/// `N · S(a)`, with `N` the number of tasks, `S` the share of them that lasts so long, and the age
/// in units of the polls' spacing. Its height at an age is how many tasks lasted that long, whether
/// a poll met them or not. It is read at ``shortestWait``, age `w`: no curve that is fitted to what
/// lasted longer tells how many hung up at once. Of the tasks that lasted so long, the share `w` is
/// first seen before that age, the others after it or not at all. So the unseen are
/// `N · S(w) · (1 - w)`, less those first seen at age `w` or later; whoever was first seen earlier
/// may have lasted less, and does not count.
///
/// The curve is `log S = c₁·a + c₂·a²` over the first three spacings, so over the first three
/// sightings of each task. The interval is that of a bootstrap over the tasks, by turns with two
/// other forms of the curve (straight, and quadratic over two spacings), since the form is a guess
/// too; how many of the tasks happen to fall between polls is drawn as well (Poisson).
public struct UnseenAbandoned: Hashable, Sendable {
    /// Only tasks that waited at least so long are counted, in seconds.
    public static let shortestWait = 5.0
    /// Fewer tasks than this give no interval.
    static let fewestTasks = 3.0
    /// Fewer tasks than this give an interval, but no estimate to publish: simulated and recorded
    /// days show that it is too far off.
    static let fewestForEstimate = 50.0
    static let replicates = 198

    private struct Form {
        var windows: Int
        var degree: Int
    }

    private static let forms = [
        Form(windows: 3, degree: 2), Form(windows: 2, degree: 1), Form(windows: 2, degree: 2),
    ]

    /// Additional tasks.
    public let estimate: Double
    /// The bounds between which they lie in 95 of 100 cases.
    public let low: Double
    public let high: Double
    /// Whether the estimate is good enough to be shown: enough tasks were seen, and the interval
    /// excludes 0.
    public let isTelling: Bool

    /// `nil` where too few tasks were seen, or the polls are so close that they miss none.
    ///
    /// - Parameter seed: of the bootstrap: the same one gives the same interval.
    public init?(_ sightings: Sightings, seed: UInt64) {
        let seen = sightings.total
        guard seen >= Self.fewestTasks, sightings.spacingSeconds > Self.shortestWait else {
            return nil
        }
        let age = Self.shortestWait / sightings.spacingSeconds
        guard let unseen = Self.unseen(by: sightings, from: age, Self.forms[0]) else { return nil }
        var random = SeededRandom(seed: seed)
        let drawn = (0..<Self.replicates).compactMap { number -> Double? in
            let sample = sightings.resampled(&random)
            let form = Self.forms[number % Self.forms.count]
            return Self.unseen(by: sample, from: age, form).map { random.poisson(mean: $0) }
        }.sorted()
        func bound(_ share: Double) -> Double {
            guard !drawn.isEmpty else { return unseen }
            let rank = (share * Double(drawn.count)).rounded(.up)
            return drawn[min(drawn.count, max(1, Int(rank))) - 1]
        }
        estimate = unseen.rounded()
        low = min(bound(0.025), estimate)
        high = max(bound(0.975), estimate)
        isTelling = seen >= Self.fewestForEstimate && low > 0
    }

    /// How many tasks that lasted up to an age, in spacings, no poll met; at least 0.
    private static func unseen(
        by sightings: Sightings, from age: Double, _ form: Form
    ) -> Double? {
        LogPolynomial(
            fitting: sightings.histogram(windows: form.windows),
            width: 1 / Double(Sightings.bins), degree: form.degree
        ).map { max(0, $0.value(at: age) * (1 - age) - sightings.firstSeen(from: age)) }
    }
}
