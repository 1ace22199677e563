import CivilTime

/// The clocks of the servers, brought to one: that of the server which answered first.
///
/// Servers of one system are set alike, or should be. Where one is found to differ from the first
/// by more than whole seconds can, its answers are dated by the first one's clock, so that what two
/// servers tell in turn stays in order. The local clock is only the bridge between them, and only
/// where the first server's clock keeps step with it.
struct ServerClocks {
    /// HTTP dates count whole seconds, so that two that agree may seem a second apart, or nearly
    /// two.
    private static let tolerance = Duration.seconds(2)
    /// How long a clock that jumped against the local one is not relied on.
    private static let probation = Duration.seconds(60)

    /// A jump this far is believed only once a second response agrees.
    private static let jump = Duration.seconds(1800)

    private struct Clock {
        /// Ahead of the local clock.
        var skew: Duration
        /// The skew after a jump that no second response has confirmed.
        var suspect: Duration?
        /// `nil` for one that never jumped.
        var trustedFrom: Timestamp?
    }

    private var clocks: [String: Clock] = [:]
    private var first: String?

    /// How far each server's clock is ahead of the local one, by origin.
    var skews: [String: Duration] { clocks.mapValues(\.skew) }

    /// How far the clock that all are brought to is ahead of the local one.
    var reference: Duration? { first.flatMap { clocks[$0]?.skew } }

    /// - Parameters:
    ///   - date: what the server's clock showed, cut to the second.
    ///   - local: the local clock at about the same time.
    /// - Returns: the date by the first server's clock, and whether the server's clock is believed.
    mutating func common(
        _ date: Timestamp, from server: String, local: Timestamp
    ) -> (date: Timestamp, isBelieved: Bool) {
        // On average half a second was cut off.
        let skew = date + .milliseconds(500) - local
        var clock = clocks[server] ?? Clock(skew: skew)
        if Self.differ(clock.skew, skew, by: Self.jump) {
            let isConfirmed = clock.suspect.map { !Self.differ($0, skew, by: Self.jump) } ?? false
            clock.suspect = skew
            guard isConfirmed else {
                clocks[server] = clock
                return (date, false)
            }
        }
        clock.suspect = nil
        if Self.differ(clock.skew, skew) { clock.trustedFrom = local + Self.probation }
        clock.skew = skew
        clocks[server] = clock
        guard let first, first != server else {
            first = server
            return (date, true)
        }
        guard let reference = clocks[first], Self.differ(reference.skew, skew),
            reference.trustedFrom.map({ $0 <= local }) ?? true
        else { return (date, true) }
        return (date - (skew - reference.skew), true)
    }

    private static func differ(
        _ a: Duration, _ b: Duration, by tolerance: Duration = Self.tolerance
    ) -> Bool {
        let difference = a - b
        return difference > tolerance || difference < .zero - tolerance
    }
}
