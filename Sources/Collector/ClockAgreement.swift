import CivilTime

/// The clock that most responses of a pass agree about, as a lead over the local clock.
struct ClockAgreement {
    /// Responses of one pass may be minutes apart, and clocks may be set while it lasts.
    static let minimumTolerance = Duration.seconds(300)

    private let center: Duration
    private let tolerance: Duration

    /// - Parameters:
    ///   - leads: one for each response.
    ///   - expected: the lead of earlier passes; without it, none. Decides if a response agrees
    ///     with it, or if no more than half of the responses agree with each other.
    /// - Returns: `nil` without responses.
    init?(_ leads: [Duration], expected: Duration?) {
        guard let median = leads.sorted().middle else { return nil }
        // A clock that runs faster, as a simulated one may, spreads all of them.
        let deviation = leads.map { Self.distance($0, median) }.sorted().middle ?? .zero
        tolerance = max(Self.minimumTolerance, deviation * 6)
        let agreeing = leads.count { [tolerance] in Self.distance($0, median) <= tolerance }
        let usual = expected ?? .zero
        let nearest =
            leads.min { Self.distance($0, usual) < Self.distance($1, usual) } ?? median
        // One that agrees with the clock as it was outweighs any number that do not.
        let hasWitness = Self.distance(nearest, usual) <= Self.minimumTolerance
        center = hasWitness || agreeing * 2 <= leads.count ? nearest : median
    }

    func includes(_ lead: Duration) -> Bool { Self.distance(lead, center) <= tolerance }

    private static func distance(_ a: Duration, _ b: Duration) -> Duration {
        a > b ? a - b : b - a
    }
}

extension [Duration] {
    /// The lower one of two.
    var middle: Duration? { isEmpty ? nil : self[(count - 1) / 2] }
}
