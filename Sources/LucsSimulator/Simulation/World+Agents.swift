extension World {
    /// Keeps an agent from the plan for some seconds.
    mutating func bind(_ agent: Int, _ state: AgentState, reason: String?, seconds: Double) {
        agents[agent].isBound = true
        agents[agent].token += 1
        setState(agent, state, reason: reason)
        events.add(
            .release(agent: agent, token: agents[agent].token), at: after(seconds: seconds))
    }

    mutating func release(_ agent: Int, token: Int) {
        guard agents[agent].token == token else { return }
        agents[agent].isBound = false
        enterPlannedState(agent)
    }

    /// Puts an agent whom no task holds into the state that the plan says.
    mutating func enterPlannedState(_ agent: Int) {
        guard !agents[agent].isBound, agents[agent].ringing == nil else { return }
        switch agents[agent].plan {
        case .offline: setState(agent, .offline)
        case .offDuty: setState(agent, .offDuty)
        case .blocked: setState(agent, .blocked)
        case .pause(let reason): setState(agent, .notReady, reason: reason)
        case .ready:
            setState(agent, .selectable)
            seekWork(agent)
        }
    }
}
