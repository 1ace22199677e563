import CivilTime
import JSONText

extension World {
    func writeTasks(_ inquiry: Inquiry, to json: inout JSONWriter) throws(Refusal) {
        let contract = inquiry.contract
        switch inquiry.route.operation {
        case .tasks:
            let index = try service(inquiry)
            let listed = live[index].map { tasks[$0].leg } + recentlyEnded(index, contract)
            try list(listed, inquiry, to: &json) { json, leg in
                writeTask(leg, contract, to: &json)
            }
        case .longestWaitingTask:
            if let task = queues[try service(inquiry)].first {
                writeTask(tasks[task].leg, contract, to: &json)
            } else {
                json.null()
            }
        case .task:
            writeTask(tasks[try task(inquiry)].leg, contract, to: &json)
        case .tasksOfUser:
            let agent = try agent(inquiry)
            let reserved = live.joined().filter { tasks[$0].agent == agent }
            try list(reserved, inquiry, to: &json) { json, task in
                writeTask(tasks[task].leg, contract, to: &json)
            }
        case .consultativeCalls:
            _ = try agent(inquiry)
            json.array { _ in }
        default:
            _ = try task(inquiry)
            throw .notFound("The task has no consultation call.")
        }
    }

    /// The task that the path names, if it is still listed.
    private func task(_ inquiry: Inquiry) throws(Refusal) -> Int {
        let missing = Refusal.notFound("Task '\(inquiry.name)' was not found.")
        guard let index = taskIndex[inquiry.name] else { throw missing }
        guard let ended = legs[tasks[index].leg].ended else { return index }
        let contract = inquiry.contract
        let known = max(contract.endedTasksListed, contract.endedTasksKnown).wholeMilliseconds
        guard ended > now - known else { throw missing }
        return index
    }

    /// Stays that ended a short time ago, the oldest first. A task that went on to another
    /// service is listed there.
    private func recentlyEnded(_ service: Int, _ contract: SimulatedContract) -> [Int] {
        let since = now - contract.endedTasksListed.wholeMilliseconds
        var recent: [Int] = []
        for leg in ended[service].reversed() {
            guard let end = legs[leg].ended, end > since else { break }
            if legs[leg].outcome != .transferred { recent.append(leg) }
        }
        return recent.reversed()
    }
}
