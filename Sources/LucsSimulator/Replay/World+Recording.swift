import CivilTime

extension World {
    /// Lays out what a recording tells.
    mutating func record(_ recording: Recording) {
        func indexes(_ names: [String]) -> [String: Int] {
            Dictionary(
                names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let services = indexes(scenario.services.map(\.name))
        let agents = indexes(scenario.agents.map(\.firstName))
        recordedCalls = recording.calls.map { call in
            RecordedPlace(
                id: call.id, service: services[call.service] ?? 0,
                agent: call.agent.flatMap { agents[$0] })
        }
        steps = RecordedStep.all(of: recording, agents: agents)
        if let first = steps.first { events.add(.recorded(step: 0), at: first.at) }
    }

    /// Lets a step happen, and waits for the next one.
    mutating func take(step: Int) {
        if step + 1 < steps.count { events.add(.recorded(step: step + 1), at: steps[step + 1].at) }
        switch steps[step].change {
        case .begins(let call):
            let place = recordedCalls[call]
            // Calls begin in their order, so that a task has the index of its call.
            addTask(
                id: place.id, externalID: RecordedCall.identifier(of: place.id),
                customer: "sip:anonymous@anonymous.invalid", service: place.service, isChat: false)
        case .queues(let task):
            tasks[task].state = .inQueue
            tasks[task].queueStarted = now
            legs[task].queueStarted = now
            queues[tasks[task].service].append(task)
        case .connects(let task):
            leaveQueue(task)
            tasks[task].state = .connected
            tasks[task].connected = now
            legs[task].connected = now
            tasks[task].agent = recordedCalls[task].agent
            legs[task].agent = recordedCalls[task].agent
        case .ends(let task):
            leaveQueue(task)
            let hasQueued = tasks[task].queueStarted != nil
            let lost: TaskLeg.Outcome = hasQueued ? .abandonedInQueue : .abandonedInIVR
            end(task, tasks[task].connected == nil ? lost : .answered)
        case .agent(let agent, let state): setState(agent, state)
        }
    }

    private mutating func leaveQueue(_ task: Int) {
        queues[tasks[task].service].removeAll { $0 == task }
    }
}
