import Statistics
import CivilTime

extension World {
    mutating func arrive(service: Int) {
        scheduleArrival(service: service)
        let knobs = scenario.knobs
        let task = addTask(service: service, isChat: random.chance(knobs.chatShare))
        let menu = random.lognormal(mean: tasks[task].isChat ? 4 : 21, spread: 0.45)
        if random.chance(knobs.ivrAbandonShare) {
            let gone = after(seconds: menu * random.uniform(0.2, 0.9))
            events.add(.ivrEnd(task: task, abandons: true), at: gone)
        } else {
            events.add(.ivrEnd(task: task, abandons: false), at: after(seconds: menu))
        }
    }

    mutating func addTask(service: Int, isChat: Bool) -> Int {
        let id = random.guid()
        let number = Self.customerNumber(drawn: random.index(below: 8_999_999))
        let customer =
            isChat
            ? "sip:guest\(number)@web.example" : "+4179\(number)"
        return addTask(
            id: id, externalID: random.guid(), customer: customer, service: service,
            isChat: isChat)
    }

    /// Three customers in twenty are of a few hundred who call again and again; the others call once.
    private static func customerNumber(drawn: Int) -> Int {
        1_000_000 + (drawn % 20 < 3 ? drawn / 20 % 300 : drawn)
    }

    @discardableResult
    mutating func addTask(
        id: String, externalID: String, customer: String, service: Int, isChat: Bool
    ) -> Int {
        let index = tasks.count
        tasks.append(
            TaskRecord(
                id: id, externalID: externalID, customer: customer, isChat: isChat, created: now,
                service: service, leg: legs.count))
        legs.append(LegRecord(task: index, service: service))
        taskIndex[id] = index
        live[service].append(index)
        return index
    }

    mutating func leaveMenu(_ task: Int, abandons: Bool) {
        if abandons {
            end(task, .abandonedInIVR)
        } else {
            enqueue(task)
        }
    }

    /// Begins a stay in the queue of the task's service.
    private mutating func enqueue(_ task: Int) {
        tasks[task].state = .inQueue
        tasks[task].queueStarted = now
        tasks[task].connected = nil
        tasks[task].agent = nil
        tasks[task].step += 1
        tasks[task].stay += 1
        legs[tasks[task].leg].queueStarted = now
        let patience = 4 + random.exponential(mean: scenario.knobs.meanPatience.inSeconds - 4)
        events.add(
            .patienceEnd(task: task, stay: tasks[task].stay), at: after(seconds: patience))
        wait(task)
    }

    /// Puts a task in its place in the queue and looks for an agent.
    private mutating func wait(_ task: Int) {
        let service = tasks[task].service
        let started = tasks[task].queueStarted ?? now
        let place =
            queues[service].firstIndex { (tasks[$0].queueStarted ?? now) > started }
            ?? queues[service].count
        queues[service].insert(task, at: place)
        var longestIdle: Int?
        for agent in staff[service]
        where agents[agent].state == .selectable && agents[agent].ringing == nil {
            if let best = longestIdle, agents[best].since <= agents[agent].since { continue }
            longestIdle = agent
        }
        if let agent = longestIdle, let first = queues[service].first { offer(first, to: agent) }
    }

    /// Gives an agent who has become free the task that waits longest.
    mutating func seekWork(_ agent: Int) {
        guard agents[agent].state == .selectable, agents[agent].ringing == nil else { return }
        var longestWaiting: Int?
        for service in skills[agent] where queues.indices.contains(service) {
            guard let task = queues[service].first else { continue }
            if let best = longestWaiting,
                (tasks[best].queueStarted ?? 0) <= (tasks[task].queueStarted ?? 0)
            {
                continue
            }
            longestWaiting = task
        }
        if let task = longestWaiting { offer(task, to: agent) }
    }

    private mutating func offer(_ task: Int, to agent: Int) {
        queues[tasks[task].service].removeAll { $0 == task }
        tasks[task].state = .ringing
        tasks[task].agent = agent
        tasks[task].step += 1
        agents[agent].ringing = task
        let step = tasks[task].step
        if random.chance(scenario.knobs.ronaShare) {
            let gaveUp = after(seconds: random.uniform(17.8, 18.4))
            events.add(.rona(task: task, step: step), at: gaveUp)
        } else {
            let mean = scenario.knobs.meanRing.inSeconds
            let ring = min(17, random.lognormal(mean: mean, spread: 0.45))
            events.add(.answer(task: task, step: step), at: after(seconds: ring))
        }
    }

    mutating func answer(_ task: Int, step: Int) {
        guard tasks[task].step == step, let agent = tasks[task].agent else { return }
        tasks[task].state = .connected
        tasks[task].connected = now
        tasks[task].step += 1
        legs[tasks[task].leg].connected = now
        legs[tasks[task].leg].agent = agent
        agents[agent].ringing = nil
        agents[agent].isBound = true
        setState(agent, .working)
        let mean = scenario.services[tasks[task].service].meanTalk.inSeconds
        let talk = random.lognormal(mean: mean, spread: tasks[task].isChat ? 0.5 : 0.75)
        events.add(
            .talkEnd(task: task, step: tasks[task].step), at: after(seconds: max(5, talk)))
    }

    mutating func rona(_ task: Int, step: Int) {
        guard tasks[task].step == step, let agent = tasks[task].agent else { return }
        agents[agent].ringing = nil
        bind(agent, .rona, reason: nil, seconds: random.uniform(6, 45))
        tasks[task].agent = nil
        tasks[task].state = .inQueue
        tasks[task].step += 1
        wait(task)
    }

    mutating func losePatience(_ task: Int, stay: Int) {
        let record = tasks[task]
        guard record.stay == stay, record.state == .inQueue || record.state == .ringing else {
            return
        }
        queues[record.service].removeAll { $0 == task }
        end(task, .abandonedInQueue)
        if let agent = record.agent {
            agents[agent].ringing = nil
            enterPlannedState(agent)
        }
    }

    mutating func endTalk(_ task: Int, step: Int) {
        guard tasks[task].step == step, let agent = tasks[task].agent else { return }
        let service = tasks[task].service
        let knobs = scenario.knobs
        if scenario.services.count > 1, tasks[task].stay < 3, random.chance(knobs.transferShare) {
            let shift = 1 + random.index(below: scenario.services.count - 1)
            transfer(task, to: (service + shift) % scenario.services.count)
        } else {
            end(task, .answered)
        }
        if random.chance(knobs.afterCallWorkShare) {
            let work = random.lognormal(mean: knobs.meanAfterCallWork.inSeconds, spread: 0.6)
            bind(agent, .notReady, reason: "After Call Work", seconds: max(2, work))
        } else {
            agents[agent].isBound = false
            enterPlannedState(agent)
        }
    }

    private mutating func transfer(_ task: Int, to service: Int) {
        closeLeg(of: task, .transferred)
        tasks[task].service = service
        tasks[task].leg = legs.count
        legs.append(LegRecord(task: task, service: service))
        live[service].append(task)
        enqueue(task)
    }

    mutating func end(_ task: Int, _ outcome: TaskLeg.Outcome) {
        closeLeg(of: task, outcome)
        if outcome == .abandonedInQueue { promiseCallback(after: task) }
        tasks[task].state = .terminated
        tasks[task].step += 1
    }

    private mutating func closeLeg(of task: Int, _ outcome: TaskLeg.Outcome) {
        let leg = tasks[task].leg
        let service = tasks[task].service
        legs[leg].ended = now
        legs[leg].outcome = outcome
        ended[service].append(leg)
        if let position = live[service].firstIndex(of: task) {
            live[service].remove(at: position)
        }
    }
}
