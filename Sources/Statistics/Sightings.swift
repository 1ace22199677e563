/// At what age polls first showed tasks, counted. Ages are in units of the polls' spacing: a task
/// first shown at age `a` was shown again at `a + 1`, `a + 2`, … for as long as it lasted.
public struct Sightings: Hashable, Sendable {
    /// Bins a spacing.
    public static let bins = 10
    /// Spacings for which is told whether a poll showed a task again.
    public static let windows = 3

    /// Tasks by the bin of their age at first sight, and by how many polls more showed them
    /// (0, 1, or 2 and more).
    public struct Curve: Hashable, Sendable {
        public var counts = [[Double]](
            repeating: [Double](repeating: 0, count: Sightings.bins), count: Sightings.windows)

        public init() {}

        /// The number of tasks.
        public var total: Double { counts.joined().reduce(0, +) }

        public mutating func add(age: Int, morePolls: Int, _ n: Double = 1) {
            counts[min(max(morePolls, 0), Sightings.windows - 1)][
                min(max(age, 0), Sightings.bins - 1)] += n
        }

        /// Sightings by age over the first few spacings: the density of a bin is the number of
        /// tasks times the share that lived so long.
        func histogram(windows: Int) -> [Double] {
            (0..<windows).flatMap { window in
                (0..<Sightings.bins).map { bin in
                    (window..<Sightings.windows).reduce(0) { $0 + counts[$1][bin] }
                }
            }
        }

        func map(_ body: (Double) -> Double) -> Curve {
            var mapped = self
            for window in counts.indices {
                for bin in counts[window].indices {
                    mapped.counts[window][bin] = body(counts[window][bin])
                }
            }
            return mapped
        }
    }

    /// Tasks first seen connected, by the time since they were connected.
    public var connected = Curve()
    /// Tasks that left unconnected as far as was seen, by the time since they entered the queue.
    public var abandoned = Curve()
    /// Tasks that were seen waiting before they were seen connected: for each bin of the age at
    /// which they were first seen connected, the ages at which they were seen waiting.
    public var waiting = [Curve](repeating: Curve(), count: bins)
    /// Answered tasks that no list showed connected; a final state lookup told.
    public var lookedUp = 0.0
    /// The mean spacing of the polls that first showed the tasks, weighted by them, in seconds.
    public var spacingSeconds: Double { spacingWeight > 0 ? spacingSum / spacingWeight : 0 }
    private var spacingSum = 0.0
    private var spacingWeight = 0.0

    public init() {}

    public mutating func addSpacing(seconds: Double, tasks: Double) {
        spacingSum += seconds
        spacingWeight += tasks
    }

    /// These and others together.
    public mutating func add(_ other: Sightings) {
        func sum(_ a: Curve, _ b: Curve) -> Curve {
            var sum = a
            for window in a.counts.indices {
                for bin in a.counts[window].indices {
                    sum.counts[window][bin] += b.counts[window][bin]
                }
            }
            return sum
        }
        connected = sum(connected, other.connected)
        abandoned = sum(abandoned, other.abandoned)
        waiting = zip(waiting, other.waiting).map(sum)
        lookedUp += other.lookedUp
        spacingSum += other.spacingSum
        spacingWeight += other.spacingWeight
    }
}
