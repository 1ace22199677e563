import Statistics

extension World {
    /// Fills the world with tasks that stay as they are.
    mutating func freeze(tasks count: Int) {
        guard !scenario.services.isEmpty, !agents.isEmpty else { return }
        let talkers = max(1, agents.count * 7 / 10)
        tasks.reserveCapacity(count)
        legs.reserveCapacity(count)
        taskIndex.reserveCapacity(count)
        let start = now
        for index in 0..<count {
            now = start - 20_000 - Int64(random.unit() * 1_500_000)
            let task = addTask(
                service: index % scenario.services.count, isChat: random.chance(0.1))
            let queued = now + 9000
            tasks[task].state = .inQueue
            tasks[task].queueStarted = queued
            legs[task].queueStarted = queued
            if random.chance(0.7) {
                let agent = index % talkers
                let connected = queued + Int64(random.unit() * 9000)
                tasks[task].state = .connected
                tasks[task].connected = connected
                tasks[task].agent = agent
                legs[task].connected = connected
                legs[task].agent = agent
            } else {
                queues[tasks[task].service].append(task)
            }
        }
        now = start
        for index in agents.indices {
            if index < talkers {
                agents[index].state = .working
                continue
            }
            switch index % 5 {
            case 0: agents[index].state = .offline
            case 1: agents[index].state = .offDuty
            case 2:
                agents[index].state = .notReady
                agents[index].reason = "Break"
            case 3: agents[index].state = .selectable
            default: agents[index].state = .rona
            }
        }
    }
}
