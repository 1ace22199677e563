public import CivilTime

/// Notices local times that were taken for UTC in a zone behind it: nothing lies in the future then,
/// but whatever is new is already hours old.
///
/// The latest time of all lists grows with every task that arrives. If it is as old as a zone is
/// behind UTC, and a few minutes, whenever it has grown, often in a row, it is the zone; a single
/// time that is fresh proves the opposite. In a quiet centre it seldom grows, so that nothing is claimed.
public struct LocalTimeWatch: Hashable, Sendable {
    private static let step = Duration.seconds(1800)
    /// In half hours: whole hours up to twelve, those of Newfoundland and of the Marquesas.
    private static let zones = Set(stride(from: 2, through: 24, by: 2)).union([7, 19])
    /// A new task is at most as old as the time since the pass before.
    private static let longestGap = Duration.seconds(600)
    private static let tolerance = Duration.seconds(120)
    private static let needed = 20

    /// The latest time so far, and the latest pass.
    public var latest: Timestamp?
    public var lastPass: Timestamp?
    /// How many half hours new times are behind, and how many of them in a row.
    public var steps: Int
    public var seen: Int

    public init(
        latest: Timestamp? = nil, lastPass: Timestamp? = nil, steps: Int = 0, seen: Int = 0
    ) {
        self.latest = latest
        self.lastPass = lastPass
        self.steps = steps
        self.seen = seen
    }

    /// How far times without a zone lie behind the server's clock, once that is certain.
    public var behind: Duration? { seen >= Self.needed ? Self.step * steps : nil }

    /// - Parameters:
    ///   - time: the latest one without a zone of all lists so far; `nil` if there is none.
    ///   - observedAt: the server's clock when a list first had it.
    ///   - pass: when the pass that ends now began.
    public mutating func note(_ time: Timestamp?, observedAt: Timestamp?, pass: Timestamp) {
        guard let time, let observedAt else { return }
        defer { lastPass = pass }
        guard let latest else {
            latest = time
            return
        }
        guard time > latest else { return }
        self.latest = time
        guard let lastPass, pass >= lastPass, pass - lastPass <= Self.longestGap else { return }
        let age = observedAt - time
        let whole = Int(((age + Self.tolerance) / Self.step).rounded(.down))
        guard Self.zones.contains(whole), age - Self.step * whole <= Self.longestGap
        else {
            (steps, seen) = (0, 0)
            return
        }
        (steps, seen) = (whole, whole == steps ? seen + 1 : 1)
    }
}
