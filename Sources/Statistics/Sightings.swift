/// At what age polls first showed tasks, counted. Ages are in units of the polls' spacing: a task
/// first shown at age `a` was shown again at `a + 1`, `a + 2`, … for as long as it lasted.
public struct Sightings: Hashable, Sendable {
    /// Bins a spacing.
    public static let bins = 10
    /// Spacings for which is known whether a poll showed a task again.
    public static let windows = 3

    /// Tasks by how many polls more showed them (0, 1, or 2 and more), and by the bin of their age
    /// at first sight.
    private(set) var counts = [[Double]](
        repeating: [Double](repeating: 0, count: Sightings.bins), count: Sightings.windows)
    private var spacingSum = 0.0

    public init() {}

    /// The number of tasks.
    public var total: Double { counts.joined().reduce(0, +) }

    /// The mean spacing of the polls that first showed the tasks, in seconds.
    public var spacingSeconds: Double { total > 0 ? spacingSum / total : 0 }

    /// Adds tasks.
    ///
    /// - Parameters:
    ///   - age: at first sight, in tenths of the spacing.
    ///   - morePolls: how many polls more showed them.
    ///   - count: of the tasks.
    ///   - spacing: of the polls that showed them, in seconds, summed over the tasks.
    public mutating func add(age: Int, morePolls: Int, count: Double, spacing: Double) {
        counts[min(max(morePolls, 0), Self.windows - 1)][min(max(age, 0), Self.bins - 1)] += count
        spacingSum += spacing
    }

    /// How many tasks were first seen at an age, in spacings, or later; within a bin, in proportion.
    func firstSeen(from age: Double) -> Double {
        let position = age * Double(Self.bins)
        return counts.reduce(0) { sum, ages in
            sum + ages.enumerated().reduce(0) { $0 + $1.element * part($1.offset) }
        }
        func part(_ bin: Int) -> Double { min(max(Double(bin + 1) - position, 0), 1) }
    }

    /// Sightings by age over the first few spacings: the density of a bin is the number of tasks
    /// times the share that lived so long.
    func histogram(windows: Int) -> [Double] {
        (0..<windows).flatMap { window in
            (0..<Self.bins).map { bin in
                (window..<Self.windows).reduce(0) { $0 + counts[$1][bin] }
            }
        }
    }

    /// As many tasks drawn from these with repetition: each count Poisson distributed.
    func resampled(_ random: inout SeededRandom) -> Sightings {
        var copy = self
        for window in counts.indices {
            for bin in counts[window].indices {
                copy.counts[window][bin] = random.poisson(mean: counts[window][bin])
            }
        }
        return copy
    }
}
