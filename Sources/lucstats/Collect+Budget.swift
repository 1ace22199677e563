import CivilTime
import Collector
import LucsAPI

/// The spacing of a loop's polls, as `--every` and `every` name it.
enum Spacing: Hashable, Sendable {
    case auto
    case fixed(Duration)

    /// - Parameter name: of the option or key, for the message.
    init(_ text: String, name: String) throws {
        if text == "auto" {
            self = .auto
            return
        }
        guard let duration = Duration(text), duration > .zero else {
            throw Failure(
                .usage,
                "\(name) takes auto or a duration such as 500ms, 30s, 5m or 24h, not \(text).")
        }
        self = .fixed(duration)
    }

    /// The spacing of the passes; in between, a list may be left out.
    var grid: Duration {
        switch self {
        case .auto: PollRules.shortest
        case .fixed(let every): every
        }
    }

    /// A spacing above this one is worth a warning.
    private static let longestUnwarned = Duration.seconds(300)

    /// What a long spacing misses, in a clause; `nil` for others.
    var warning: String? {
        guard case .fixed(let every) = self, every > Self.longestUnwarned else { return nil }
        return "the polling interval is \(every.shortText): calls shorter than that may be missed"
    }

    static let advice = "Use --every auto, or 5m at most."

    var text: String {
        switch self {
        case .auto: "auto"
        case .fixed(let every): every.shortText
        }
    }
}

/// How passes are kept within time and the rate limit.
struct PassBounds {
    /// `nil` for a lone pass.
    var spacing: Spacing?
    /// The longest time between two polls of a service, if the limit allows.
    let staleness: Duration
    /// No pass may take longer: a listing that comes later than this after the one before stands
    /// alone anyway.
    let longestPass: Duration
    /// Two polls of a service no further apart than this have no gap between them; `nil` leaves
    /// that to the warehouse.
    let taskGap: Duration?
    private let politeness: Politeness
    private let callbacksEvery: Duration?
    /// What the planner considers beside recent arrivals.
    var signals = Set(PollSignal.allCases)

    private static let defaultGap = Duration.seconds(300)
    /// Of a key with a limit, quiet services get few requests.
    private static let stalenessWithLimit = Duration.seconds(900)

    init(_ file: Configuration, spacing: Spacing?, maxGap: Duration?) {
        self.spacing = spacing
        let gap = maxGap ?? Self.defaultGap
        let hasLimit = file.clientLimits != ClientConfiguration.Limits()
        let isPatient = spacing == .auto && hasLimit && maxGap == nil
        staleness =
            file.staleness.flatMap { Duration($0) }
            ?? (isPatient ? Self.stalenessWithLimit : gap * 0.8)
        longestPass = file.deadlines?.pass.flatMap { Duration($0) } ?? min(gap, Self.defaultGap)
        // A spacing that was planned is no gap.
        let planned = staleness * 1.25
        taskGap = spacing == .auto && maxGap == nil && planned > gap ? planned : nil
        politeness = file.politenessOfRequests
        callbacksEvery = file.callbacks == true ? .seconds(300) : nil
    }

    /// - Parameter spacing: of the passes, where these bounds name none.
    func collector(spacing known: Duration?) -> PassCollector.Configuration {
        PassCollector.Configuration(
            patience: longestPass, rules: rules(known), politeness: politeness,
            callbacksEvery: callbacksEvery)
    }

    private func rules(_ known: Duration?) -> PollRules? {
        switch spacing {
        case .auto: automatic
        case .fixed(let every): .fixed(every: every, staleness: staleness)
        case nil: known.map { .fixed(every: $0, staleness: staleness) }
        }
    }

    private var automatic: PollRules {
        var rules = PollRules.auto(staleness: staleness)
        rules.signals = signals
        return rules
    }

    /// What the schedule costs, once it is known how many services there are.
    func plan(
        services: Int, others: Int = 1, limits: ClientConfiguration.Limits
    ) -> RequestPlan? {
        spacing.map {
            var plan = RequestPlan(
                services: services, others: others, every: $0.grid, staleness: staleness,
                limits: limits)
            if $0 == .auto { plan.politeness = politeness }
            return plan
        }
    }
}

extension PassBounds {
    /// Widens a spacing at which not even one service a pass would be within the limit, and says
    /// so.
    mutating func widen(to limits: ClientConfiguration.Limits) {
        guard case .fixed? = spacing, let plan = plan(services: 0, limits: limits),
            plan.minimumSpacing > plan.every
        else {
            return
        }
        spacing = .fixed(plan.minimumSpacing)
        Log.warning(
            "plan",
            "The rate limit does not allow a pass every \(plan.every.shortText): sampling every "
                + "\(plan.minimumSpacing.shortText).")
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
