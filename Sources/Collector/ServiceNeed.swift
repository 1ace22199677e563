import CivilTime
import LucsModel

/// What polls showed of a service's traffic, and how many of its tasks are at risk of being missed.
struct ServiceNeed {
    /// When it was last polled, by the local clock.
    private(set) var polledAt: Timestamp
    /// Tasks that arrive in a second, recent ones counting more.
    private var arrivals: Double
    /// Tasks that arrived in a second in this hour of earlier weeks, where these were observed.
    var expected: Double?
    /// Tasks that no agent had answered yet.
    private var unanswered = 0
    /// When each listed task entered the queue, by the server's clock; `nil` if an earlier run
    /// polled the service.
    private var known: [EntityID: Timestamp?]?
    /// The server's clock at the latest listing.
    private var observedAt: Timestamp?
    /// How many of its tasks were gone soon.
    private var brief = BriefShare()

    /// Arrivals count half after about this time.
    private static let memory = 600.0
    /// How long a task lives, roughly: for a service that was polled once.
    private static let typicalLife = 300.0
    /// Of the arrivals, the share that matters where few tasks are brief: the others last until
    /// any poll.
    private static let shareOfArrivals = 0.3
    /// Changes a second of a task that waits or is about to wait.
    private static let changesOfUnanswered = 0.02
    /// What remains of the risk while an agent is ready: tasks are answered at once, and last.
    private static let shareWithAgentReady = 0.3
    /// The risk of a service without any sign of traffic: with and without a history.
    private static let minimum = (knownQuiet: 1.0 / 115_200, unknown: 1.0 / 7200)

    init(_ activity: ServiceActivity) {
        polledAt = activity.polledAt
        arrivals = activity.arrivals
        brief.note(activity.brief, of: activity.ended)
    }

    init(_ listing: Listing<LucsTask>, at instant: Timestamp) {
        polledAt = instant
        arrivals = Double(listing.rows.count) / Self.typicalLife
        count(listing)
    }

    /// - Returns: how many tasks are gone, and how many of them were brief.
    mutating func note(
        _ listing: Listing<LucsTask>, at instant: Timestamp
    ) -> (brief: Int, all: Int) {
        let seconds = (instant - polledAt).inSeconds
        if let known, seconds > 0 {
            let new = listing.rows.count { known[$0.id] == nil }
            // 1 − x/(1 + x) stands for e^−x: it needs no library, and weighs alike.
            let kept = Self.memory / (Self.memory + seconds)
            arrivals = kept * arrivals + (1 - kept) * Double(new) / seconds
        }
        let ended = ended(listing)
        brief.note(ended.brief, of: ended.all)
        polledAt = instant
        count(listing)
        return ended
    }

    private func ended(_ listing: Listing<LucsTask>) -> (brief: Int, all: Int) {
        guard listing.isComplete, var gone = known, let observedAt else { return (0, 0) }
        for task in listing.rows { gone[task.id] = nil }
        let seen = gone.values.compactMap { queued in queued.map { observedAt - $0 } }
        return (seen.count(where: BriefShare.isBrief), seen.count)
    }

    private mutating func count(_ listing: Listing<LucsTask>) {
        unanswered = listing.rows.count { $0.connected == nil }
        observedAt = listing.observedAt
        known = Dictionary(
            listing.rows.map { ($0.id, $0.queueStarted) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether the latest listing named a task.
    var hasTasks: Bool { known.map { !$0.isEmpty } ?? false }

    /// Changes a second that a poll would show and a later one might not.
    ///
    /// - Parameters:
    ///   - isAgentReady: `nil` where it is unknown who serves the service.
    ///   - spacing: of the polls, on average, in seconds. A task that waits changes once: after a
    ///     longer time it has changed, and another poll soon shows nothing more of it.
    ///   - centre: how many tasks of all services were brief.
    func risk(
        isAgentReady: Bool?, spacing: Double = 0, centre: BriefShare = BriefShare(),
        signals: Set<PollSignal> = Set(PollSignal.allCases)
    ) -> Double {
        let waiting = signals.contains(.waiting) ? Double(unanswered) : 0
        // 1/(1 + x)² stands for e^−x.
        let waits = 1 + Self.changesOfUnanswered * spacing
        let traffic =
            Self.shareOfArrivals * max(arrivals, expected ?? 0)
            * (signals.contains(.brief) ? brief.weight(within: centre) : 1)
            + Self.changesOfUnanswered * waiting / (waits * waits)
        let risk = isAgentReady == true ? traffic * Self.shareWithAgentReady : traffic
        return max(risk, expected == nil ? Self.minimum.unknown : Self.minimum.knownQuiet)
    }
}
