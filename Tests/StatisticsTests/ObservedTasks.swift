import Statistics

/// A task as it really was, in seconds.
struct TrueTask {
    var queued: Double
    var connected: Double?
    var ended: Double
}

/// What polls at fixed instants see of abandoned tasks: done slowly, one task after the other. What
/// became of a task that was seen waiting is known.
struct ObservedTasks {
    var sightings = Sightings()
    /// Abandoned tasks that waited for at least ``UnseenAbandoned/shortestWait``.
    var abandoned = 0.0
    /// How many of those no poll met.
    var unseen = 0.0

    /// - Parameter phase: of the polls, below their spacing.
    init(_ tasks: [TrueTask], spacing: Double, phase: Double) {
        for task in tasks where task.connected == nil {
            let counts = task.ended - task.queued >= UnseenAbandoned.shortestWait
            abandoned += counts ? 1 : 0
            let poll = phase + ((task.queued - phase) / spacing).rounded(.up) * spacing
            guard poll < task.ended else {
                unseen += counts ? 1 : 0
                continue
            }
            sightings.add(
                age: Int((poll - task.queued) / spacing * Double(Sightings.bins)),
                morePolls: Int(((task.ended - poll) / spacing).rounded(.up)) - 1, count: 1,
                spacing: spacing)
        }
    }

    func estimate(seed: UInt64 = 1) -> UnseenAbandoned? { UnseenAbandoned(sightings, seed: seed) }
}
