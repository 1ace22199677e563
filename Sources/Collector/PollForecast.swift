import CivilTime
public import LucsAPI
public import LucsModel

/// How often a loop with `--every auto` would poll each service now, by what is known of its
/// traffic.
public struct PollForecast: Sendable {
    /// The spacing of the polls of each service.
    public let spacings: [EntityID: Duration]

    /// - Parameters:
    ///   - activities: what earlier polls saw of the services.
    ///   - expected: tasks that arrived in a second in this hour of earlier weeks.
    ///   - limits: of the key; politeness bounds the requests where it has none.
    public init(
        services: [EntityID], activities: [EntityID: ServiceActivity],
        expected: [EntityID: Double], rules: PollRules, politeness: Politeness,
        limits: ClientConfiguration.Limits
    ) {
        var planner = PollPlanner(rules, activities)
        planner.expect(expected)
        let plan = RequestPlan(services: services.count, every: rules.grid, limits: limits)
        let limit = plan.allowedPerHour.map { Double($0) / 3600 } ?? .infinity
        var budget = PollBudget(perSecond: min(limit, politeness.allowed))
        let states = 1 / planner.statesSpacing(budget).inSeconds
        budget.tasksPerSecond = max((budget.perSecond ?? 0) - states, 0.001)
        let seconds = planner.spacings(of: services, budget)
        spacings = Dictionary(
            zip(services, seconds.map { .milliseconds(Int64($0 * 1000)) }),
            uniquingKeysWith: { first, _ in first })
    }
}
