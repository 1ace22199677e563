import CivilTime
import LucsModel

/// Decides which lists to poll: what was seen goes in, the lists to poll now come out.
///
/// Polling service *i* every δᵢ misses about wᵢδᵢ/2 changes a second, wᵢ those at risk. With a price
/// on each request, or with Σ 1/δᵢ given, the sum is smallest if δᵢ = s/√wᵢ. So one scale *s* holds
/// for all services: that of the rules, a smaller one where many tasks are brief, or a greater one
/// at which the polls are within what may be sent. Each δᵢ lies between the grid and the staleness;
/// if the limit does not allow even that staleness, all services wait alike.
struct PollPlanner {
    let rules: PollRules
    private var needs: [EntityID: ServiceNeed]
    private var expected: [EntityID: Double] = [:]
    private var agents = AgentWatch()
    /// How many of all services' tasks were gone soon.
    private var brief = BriefShare()
    private var statesPolledAt: Timestamp?

    init(_ rules: PollRules, _ activities: [EntityID: ServiceActivity] = [:]) {
        self.rules = rules
        needs = activities.mapValues { ServiceNeed($0) }
        for activity in activities.values { brief.note(activity.brief, of: activity.ended) }
    }

    func hasPolled(_ services: [EntityID]) -> Bool {
        services.contains { needs[$0] != nil }
    }

    /// - Parameter instant: of the poll, by the local clock, which plans go by.
    mutating func note(
        _ listing: Listing<LucsTask>, of service: EntityID, at instant: Timestamp
    ) {
        if let ended = needs[service]?.note(listing, at: instant) {
            brief.note(ended.brief, of: ended.all)
        }
        if needs[service] == nil {
            var need = ServiceNeed(listing, at: instant)
            need.expected = expected[service]
            needs[service] = need
        }
        agents.note(listing, of: service)
    }

    mutating func note(_ states: Listing<UserState>, at instant: Timestamp) {
        statesPolledAt = instant
        if rules.isAuto { agents.note(states) }
    }

    /// - Parameter arrivals: tasks that arrived in a second in this hour of earlier weeks; without
    ///   the services that were not observed then.
    mutating func expect(_ arrivals: [EntityID: Double]) {
        guard rules.signals.contains(.history) else { return }
        expected = arrivals
        for service in needs.keys { needs[service]?.expected = arrivals[service] }
    }

    // MARK: User states

    func areStatesDue(at now: Timestamp, budget: PollBudget) -> Bool {
        guard rules.isAuto, let at = statesPolledAt, now >= at else { return true }
        return now - at >= statesSpacing(budget) - rules.grid / 2
    }

    /// Of a limit, user states have a sixteenth at most.
    func statesSpacing(_ budget: PollBudget) -> Duration {
        guard rules.isAuto else { return rules.states }
        let isBusy = agents.isAnyReady || needs.values.contains { $0.hasTasks }
        let wanted = isBusy ? rules.states : rules.idleStates
        guard let allowed = budget.perSecond else { return wanted }
        return min(max(wanted, .seconds(16 / max(allowed, 0.001))), rules.staleness)
    }

    // MARK: Services

    /// The services to poll now, in the order given.
    func choose(of services: [EntityID], at now: Timestamp, budget: PollBudget) -> [EntityID] {
        let spacings = spacings(of: services, budget)
        let tolerance = rules.grid.inSeconds / 2
        var due: [(index: Int, urgency: Double)] = []
        for (index, service) in services.enumerated() {
            guard let need = needs[service] else {
                due.append((index, .infinity))
                continue
            }
            let age = max(now - need.polledAt, .zero).inSeconds
            if age >= spacings[index] - tolerance {
                due.append((index, age / spacings[index]))
            }
        }
        due.sort { $0.urgency != $1.urgency ? $0.urgency > $1.urgency : $0.index < $1.index }
        guard let most = budget.services else {
            return due.map(\.index).sorted().map { services[$0] }
        }
        let first = pressing(services, at: now, most: most)
        let rest = due.map(\.index).filter { !first.contains($0) }.prefix(most - first.count)
        return (first + rest).sorted().map { services[$0] }
    }

    /// The services that have to come now so that later passes of the same size can still keep
    /// the staleness.
    private func pressing(_ services: [EntityID], at now: Timestamp, most: Int) -> [Int] {
        let passesLeft = services.enumerated().map { index, service in
            let age = needs[service].map { max(now - $0.polledAt, .zero) } ?? rules.staleness
            // A pass is not made at an exact instant.
            let left = ((rules.staleness - age) / rules.grid - 0.5).rounded(.down)
            return (index: index, passes: max(Int(left), 0), age: age)
        }
        let byDeadline = passesLeft.sorted { ($0.passes, $1.age) < ($1.passes, $0.age) }
        var count = 0
        for (before, service) in byDeadline.enumerated() {
            count = max(count, before + 1 - most * service.passes)
        }
        return byDeadline.prefix(min(count, most)).map(\.index)
    }

    /// The spacing of each service in seconds.
    func spacings(of services: [EntityID], _ budget: PollBudget) -> [Double] {
        // Where more of the calls are at stake, a request may cost more.
        let scale =
            rules.signals.contains(.brief) ? rules.scale / brief.weight.squareRoot() : rules.scale
        let wanted = spacings(roots(of: services, budget, rules.signals), scale)
        guard let allowed = budget.tasksPerSecond, rate(wanted) > allowed else { return wanted }
        // Polls that are far apart show few of the brief tasks, and could not meet them anyway.
        let roots = roots(of: services, budget, rules.signals.subtracting([.brief]))
        return spacings(roots, within: allowed)
    }

    /// √wᵢ of each service.
    private func roots(
        of services: [EntityID], _ budget: PollBudget, _ signals: Set<PollSignal>
    ) -> [Double] {
        let isReadyKnown = rules.isAuto && signals.contains(.ready)
        let readiness = isReadyKnown ? agents.readiness() : [:]
        let average = budget.tasksPerSecond.map { Double(services.count) / max($0, 1e-6) } ?? 0
        return services.map { service in
            (needs[service]?.risk(
                isAgentReady: readiness[service], spacing: average, centre: brief,
                signals: signals) ?? 1 / rules.grid.inSeconds).squareRoot()
        }
    }

    /// The longest spacing in seconds: a pass is not made at an exact instant.
    private var longest: Double { max(rules.staleness - rules.grid, rules.grid).inSeconds }

    private func spacings(_ roots: [Double], _ scale: Double) -> [Double] {
        roots.map { min(max(scale / $0, rules.grid.inSeconds), longest) }
    }

    /// The spacings that spend what is allowed.
    private func spacings(_ roots: [Double], within allowed: Double) -> [Double] {
        let count = Double(roots.count)
        guard count / longest < allowed else {
            return roots.map { _ in count / max(allowed, 1e-6) }
        }
        var (low, high) = (0.0, longest * (roots.max() ?? 1))
        for _ in 0..<30 {
            let middle = (low + high) / 2
            if rate(spacings(roots, middle)) > allowed { low = middle } else { high = middle }
        }
        return spacings(roots, high)
    }

    private func rate(_ spacings: [Double]) -> Double { spacings.reduce(0) { $0 + 1 / $1 } }

    /// The first instant at which a list is due; `nil` if one is due that was never polled.
    func nextDue(of services: [EntityID], budget: PollBudget) -> Timestamp? {
        guard rules.isAuto, let states = statesPolledAt else { return nil }
        var next = states + statesSpacing(budget)
        for (service, spacing) in zip(services, spacings(of: services, budget)) {
            guard let need = needs[service] else { return nil }
            next = min(next, need.polledAt + .milliseconds(Int64(spacing * 1000)))
        }
        return next - rules.grid / 2
    }
}

/// What a pass may spend.
struct PollBudget {
    /// Requests a second over the time to come; `nil` if nothing limits them.
    var perSecond: Double?
    /// Of these, what is left for lists of tasks.
    var tasksPerSecond: Double?
    /// The most services that the next pass may poll.
    var services: Int?
}
