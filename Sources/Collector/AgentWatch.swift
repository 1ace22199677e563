import LucsModel

/// What user states show of services: whether an agent is ready, and who answered a task that no
/// list has shown yet.
struct AgentWatch {
    /// Whether each agent was ready at the latest poll of user states.
    private var ready: [EntityID: Bool] = [:]
    /// Tasks that each agent was seen with, by service.
    private var served: [EntityID: [EntityID: Int]] = [:]
    /// The agents with a connected task, by the service's latest listing.
    private var connected: [EntityID: Set<EntityID>] = [:]
    /// The tasks of each service that were counted, so that none counts twice.
    private var counted: [EntityID: Set<EntityID>] = [:]

    /// Tasks of less than this share of an agent's do not make a service one of theirs.
    private static let minimumShare = 0.2

    mutating func note(_ listing: Listing<LucsTask>, of service: EntityID) {
        var agents: Set<EntityID> = []
        var listed: Set<EntityID> = []
        for task in listing.rows {
            guard task.connected != nil, let agent = task.agent else { continue }
            agents.insert(agent)
            listed.insert(task.id)
            if counted[service]?.contains(task.id) != true {
                served[agent, default: [:]][service, default: 0] += 1
            }
        }
        connected[service] = agents
        counted[service] = listed
    }

    /// - Returns: the services of the agents who are no longer ready and for whom no list shows a
    ///   task: they may have answered one.
    mutating func note(_ states: Listing<UserState>) -> Set<EntityID> {
        var services: Set<EntityID> = []
        let atWork = connected.values.reduce(into: Set<EntityID>()) { $0.formUnion($1) }
        for state in states.rows {
            let isReady = state.isSelectable ?? false
            if ready[state.user] == true, !isReady, !atWork.contains(state.user) {
                services.formUnion(servicesServed(by: state.user))
            }
            ready[state.user] = isReady
        }
        return services
    }

    private func servicesServed(by agent: EntityID) -> [EntityID] {
        guard let counts = served[agent] else { return [] }
        let minimum = Double(counts.values.reduce(0, +)) * Self.minimumShare
        return counts.filter { Double($0.value) >= minimum }.map(\.key)
    }

    var isAnyReady: Bool { ready.values.contains(true) }

    /// By service, whether one of the agents who serve it is ready. Services of which no agent is
    /// known are left out.
    func readiness() -> [EntityID: Bool] {
        var readiness: [EntityID: Bool] = [:]
        for (agent, counts) in served {
            guard let isReady = ready[agent] else { continue }
            for service in counts.keys {
                readiness[service] = isReady || readiness[service] == true
            }
        }
        return readiness
    }
}
