import CivilTime
import Collector
import LucsAPI

/// How passes are kept within time and the rate limit.
struct PassBounds {
    /// The spacing; `nil` for a lone pass.
    var every: Duration?
    let staleness: Duration
    /// No pass may take longer: a listing that comes later than this after the one before stands
    /// alone anyway.
    let longestPass: Duration

    private static let usualGap = Duration.seconds(300)

    init(_ file: Configuration, every: Duration?, maxGap: Duration?) {
        self.every = every
        let gap = maxGap ?? Self.usualGap
        staleness = file.staleness.flatMap { Duration($0) } ?? gap * 0.8
        longestPass = file.deadlines?.pass.flatMap { Duration($0) } ?? min(gap, Self.usualGap)
    }

    var collector: PassCollector.Configuration {
        PassCollector.Configuration(patience: longestPass, every: every, staleness: staleness)
    }

    /// What the schedule costs, once it is known how many services there are.
    func plan(
        services: Int, others: Int = 1, limits: ClientConfiguration.Limits
    ) -> RequestPlan? {
        every.map {
            RequestPlan(
                services: services, others: others, every: $0, staleness: staleness, limits: limits)
        }
    }
}

extension PassBounds {
    /// Widens a spacing at which not even one service a pass would be within the limit, and says
    /// so.
    mutating func widen(to limits: ClientConfiguration.Limits) {
        guard let plan = plan(services: 0, limits: limits), plan.leastSpacing > plan.every else {
            return
        }
        every = plan.leastSpacing
        Log.warning(
            "plan",
            "The rate limit does not allow a pass every \(plan.every.shortText): sampling every "
                + "\(plan.leastSpacing.shortText).")
    }
}

/// Says once what sampling costs against the limit, and again when a limit was learned. Where no
/// limit is known, only people at a terminal are told.
struct BudgetReport {
    private var said: RequestPlan?
    private var saidAt = ContinuousClock.now

    mutating func say(_ plan: RequestPlan?) {
        guard let plan else { return }
        let isFirst = said == nil
        guard isDue(plan), plan.allowedPerHour != nil || Terminal.isWatched else { return }
        Log.plan(plan, isLearned: !isFirst)
    }

    /// A learned limit grows and shrinks: that is news after an hour, or if it makes a difference.
    mutating func isDue(_ plan: RequestPlan, now: ContinuousClock.Instant = .now) -> Bool {
        guard plan.services > 0, said?.limits != plan.limits else { return false }
        if let said, now - saidAt < .seconds(3600), plan.isLike(said) { return false }
        said = plan
        saidAt = now
        return true
    }
}

extension RequestPlan {
    fileprivate func isLike(_ other: RequestPlan) -> Bool {
        (allowedPerHour == nil) == (other.allowedPerHour == nil) && fits == other.fits
            && keepsStaleness == other.keepsStaleness
    }
}

extension Log {
    fileprivate static func plan(_ plan: RequestPlan, isLearned: Bool) {
        message(
            "lucstats: plan: "
                + (isLearned ? "a rate limit was learned from refusals. \(plan)" : "\(plan)"))
    }
}
