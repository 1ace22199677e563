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
    func plan(services: Int, others: Int, limits: ClientConfiguration.Limits) -> RequestPlan? {
        every.map {
            RequestPlan(
                services: services, others: others, every: $0, staleness: staleness, limits: limits)
        }
    }
}

/// Says once what sampling costs, and again when a limit was learned.
struct BudgetReport {
    private var said: ClientConfiguration.Limits?

    /// The line to say now, if any.
    mutating func line(_ plan: RequestPlan?) -> String? {
        guard let plan, plan.services > 0, said != plan.limits else { return nil }
        let isFirst = said == nil
        said = plan.limits
        return isFirst ? "plan: \(plan)" : "plan: a rate limit was learned from refusals. \(plan)"
    }
}
