import CivilTime
import LucsModel
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// One stay of a task in the queue of a service.
struct Stay: Hashable {
    let task: EntityID
    let service: EntityID
    let queued: Timestamp
}

extension Observation {
    /// How every stay must count that some poll saw after it had entered the queue: work done
    /// slowly, from the truth alone.
    ///
    /// - Parameter lookedUp: whether the server tells of a task by its id after it has ended, so
    ///   that the first poll without it still learns whether it was answered. A task that went on
    ///   to another service is listed there, and is not asked for.
    func expectedOutcomes(lookedUp: Bool = false) -> [Stay: String] {
        let legs = Dictionary(grouping: truth.tasks, by: \.taskID)
        var outcomes: [Stay: String] = [:]
        for leg in truth.tasks {
            guard let queued = leg.queueStarted else { continue }
            func isListed(_ leg: TaskLeg, at poll: Timestamp) -> Bool {
                (leg.queueStarted ?? leg.created) <= poll && (leg.ended.map { poll < $0 } ?? true)
            }
            let seen = polls.filter { queued <= $0 && isListed(leg, at: $0) }
            guard let lastSeen = seen.last else { continue }
            let missed = polls.first { $0 > lastSeen }
            // The same task, seen in a queue that it entered later.
            let goesOn = legs[leg.taskID, default: []].contains { later in
                guard let next = later.queueStarted, next > queued else { return false }
                return polls.contains { next <= $0 && isListed(later, at: $0) }
            }
            let outcome: String
            if let connected = leg.connected, connected <= lastSeen {
                outcome = "answered"
            } else if goesOn {
                outcome = "flowed_out"
            } else if missed == nil {
                outcome = "open"
            } else if lookedUp, let connected = leg.connected, let missed, connected <= missed,
                !legs[leg.taskID, default: []].contains(where: { isListed($0, at: missed) })
            {
                outcome = "answered"
            } else {
                outcome = "abandoned"
            }
            let stay = Stay(
                task: EntityID(leg.taskID), service: EntityID(leg.serviceID), queued: queued)
            outcomes[stay] = outcome
        }
        return outcomes
    }
}

extension Warehouse {
    /// The outcomes of each stay in the view `task`: one, if all is well.
    func outcomes() throws -> [Stay: [String]] {
        var outcomes: [Stay: [String]] = [:]
        try connection.prepare(
            """
            SELECT task_id, service_id, queue_started_at, outcome FROM task
            WHERE queue_started_at IS NOT NULL
            """
        ).forEach { row in
            guard let task = try row.text(0), let service = try row.text(1),
                let queued = try row.integer(2)
            else { return }
            let stay = Stay(
                task: EntityID(task), service: EntityID(service),
                queued: Timestamp(milliseconds: queued))
            outcomes[stay, default: []].append(try row.text(3) ?? "none")
        }
        return outcomes
    }
}

/// Compares every stay, and says which ones differ.
func expectSame(_ found: [Stay: [String]], as expected: [Stay: String]) {
    let lost = expected.keys.filter { found[$0] == nil }
    let invented = found.keys.filter { expected[$0] == nil }
    let wrong = expected.filter { found[$0.key] != nil && found[$0.key] != [$0.value] }
    #expect(lost.isEmpty)
    #expect(invented.isEmpty)
    #expect(wrong.isEmpty, "found \(wrong.keys.map { found[$0] ?? [] })")
}
