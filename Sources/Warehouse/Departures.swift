import CivilTime
import LucsModel

/// Tasks that left their lists in a pass, or are listed in a terminal state, and when they ended.
struct Departures {
    struct One {
        var id: EntityID
        var task: OpenTask
        var look: TaskWriter.Look
    }

    private(set) var all: [One] = []
    /// Agents, and when the tasks now connected to them were connected.
    private var connections: [(agent: Int64, at: Int64)] = []

    mutating func add(_ id: EntityID, _ task: OpenTask, _ look: TaskWriter.Look) {
        if look.continuity != .stale { all.append(One(id: id, task: task, look: look)) }
    }

    mutating func connected(_ agent: Int64, at instant: Int64) {
        connections.append((agent, instant))
    }

    /// The departure of a stay from a service's list.
    func find(_ id: EntityID, begunAt: Int64, service: Int64) -> One? {
        all.first { $0.look.service == service && $0.id == id && $0.task.begunAt == begunAt }
    }

    mutating func remove(_ one: One) {
        all.removeAll {
            $0.look.service == one.look.service && $0.id == one.id
                && $0.task.begunAt == one.task.begunAt
        }
    }

    /// Per agent, when the tasks now connected to them were connected. Made only when asked for:
    /// most tasks of a pass go on.
    func connectionsByAgent() -> [Int64: [Int64]] {
        all.isEmpty
            ? [:] : Dictionary(grouping: connections, by: \.agent).mapValues { $0.map(\.at) }
    }

    /// When a task ended: after the last listing that named it and at or before the first that
    /// did not; where its agent was connected to another task in between, at or before that. The
    /// estimate is the midpoint. Across a gap it is the last listing: nothing is stretched over
    /// what was not seen. In epoch milliseconds.
    func end(
        of one: One, connected: Int64?, amid connections: [Int64: [Int64]]
    ) -> (after: Int64, before: Int64, estimate: Int64) {
        let task = one.task
        let earliest = max(task.created ?? .min, task.queueStarted ?? .min, connected ?? .min)
        var after = one.look.observed
        var isAfterGap = true
        switch one.look.continuity {
        case .continues(let from):
            after = from.milliseconds
            isAfterGap = false
        case .begins(let since): if let since { after = since.milliseconds }
        case .stale: break
        }
        after = max(after, earliest)
        var before = max(one.look.observed, after)
        if let agent = task.agent, let connected {
            for next in connections[agent] ?? []
            where next > max(after, connected) && next < before {
                before = next
            }
        }
        return (after, before, isAfterGap ? after : after + (before - after) / 2)
    }
}
