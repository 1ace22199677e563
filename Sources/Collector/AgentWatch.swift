import LucsModel

/// What user states show of services: whether an agent who serves one is ready.
struct AgentWatch {
    /// Whether each agent was ready at the latest poll of user states.
    private var ready: [EntityID: Bool] = [:]
    /// The services that each agent was seen to answer for.
    private var served: [EntityID: Set<EntityID>] = [:]

    mutating func note(_ listing: Listing<LucsTask>, of service: EntityID) {
        for task in listing.rows where task.connected != nil {
            if let agent = task.agent { served[agent, default: []].insert(service) }
        }
    }

    mutating func note(_ states: Listing<UserState>) {
        for state in states.rows { ready[state.user] = state.isSelectable ?? false }
    }

    var isAnyReady: Bool { ready.values.contains(true) }

    /// By service, whether one of the agents who serve it is ready. Services of which no agent is
    /// known are left out.
    func readiness() -> [EntityID: Bool] {
        var readiness: [EntityID: Bool] = [:]
        for (agent, services) in served {
            guard let isReady = ready[agent] else { continue }
            for service in services {
                readiness[service] = isReady || readiness[service] == true
            }
        }
        return readiness
    }
}
