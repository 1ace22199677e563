import CivilTime

/// What a pass changed of the facts, by the intervals whose sums change with it. Times in epoch
/// milliseconds.
struct TouchedFacts {
    private struct Cell: Hashable {
        var subject: RollupSubject
        var intervalAt: Int64
    }

    /// The last instant touched, by subject and first interval.
    private var spans: [Cell: Int64] = [:]
    /// The intervals whose answered tasks changed: agents' sums do not depend on waits.
    private var answered: Set<Int64> = []

    /// A subject's facts changed between two instants.
    mutating func add(_ subject: RollupSubject, from first: Int64, through last: Int64) {
        spans[Cell(subject: subject, intervalAt: first), default: last].raise(to: last)
    }

    /// A task changed that entered the queue of a service in an interval.
    ///
    /// - Parameter waited: until when the task may have waited; its queue changes until then.
    mutating func add(
        task intervalAt: Int64, of service: Int64, waitedUntil waited: Int64?, isAnswered: Bool
    ) {
        let last = max(waited ?? intervalAt, intervalAt)
        add(.service(service), from: intervalAt, through: last)
        if isAnswered { answered.insert(intervalAt) }
    }

    /// The polls of a resource reach from one instant to another.
    mutating func add(
        _ resource: CoveredResource, _ service: Int64, from first: Timestamp,
        through last: Timestamp
    ) {
        add(
            resource == .tasks ? .service(service) : .agents, from: first.milliseconds,
            through: last.milliseconds)
    }

    mutating func add(_ other: TouchedFacts) {
        spans.merge(other.spans, uniquingKeysWith: max)
        answered.formUnion(other.answered)
    }

    func invalidate(_ rollups: Rollups) throws {
        guard !spans.isEmpty else { return }
        try rollups.invalidate(
            spans.map { TouchedSpan(subject: $0.subject, first: $0.intervalAt, last: $1) }
                + answered.map { TouchedSpan(subject: .agents, first: $0, last: $0) })
    }
}

extension Int64 {
    fileprivate mutating func raise(to other: Int64) { self = Swift.max(self, other) }
}
