import CivilTime
import LucsModel

/// A task as one poll showed it.
struct ListedTask {
    var id: EntityID
    var task: OpenTask
    /// Its state says that it has ended.
    var isTerminal = false
    /// Its state says that only the agent's work after it is left.
    var isAfterCall = false
}

/// One poll of the task list of a service. Times in epoch milliseconds.
struct TaskPoll {
    var service: Int64
    var observed: Int64
    var continuity: Continuity
    /// Whether what the poll does not list is gone.
    var isComplete: Bool
    var tasks: [ListedTask]

    /// The time since the poll before, if no gap lies between.
    var spacing: Int64? { continuity.spacing(to: observed) }
}

extension Continuity {
    /// The time from the poll before to one at `observed`, in milliseconds; `nil` after a gap.
    func spacing(to observed: Int64) -> Int64? {
        guard case .continues(let from) = self else { return nil }
        return observed - from.milliseconds
    }
}

/// What a final state lookup returned for a task that left its list. Times in epoch milliseconds.
struct FinalState {
    var queueStarted: Int64?
    var connected: Int64?
    var agent: Int64?
}

/// The stays that the warehouse holds, as far as polls of a list concern them.
protocol KnownTasks {
    /// Whether the warehouse held no stay at all before the pass.
    var wereNone: Bool { get }

    /// The open stays of a service, by task; about as many as `expected`.
    func open(of service: Int64, expecting expected: Int) throws -> [EntityID: OpenTask]

    /// The tasks with an open stay, in whichever service.
    func openTasks() throws -> Set<EntityID>

    /// The open stays of some tasks, in all services.
    func openStays(of ids: Set<EntityID>) throws -> [EntityID: [KnownStay]]

    /// The stay with this key, if it has ended.
    func ended(_ key: TaskKey) throws -> (task: OpenTask, flowedOutAt: Int64?)?

    /// The stays of a task that count as abandoned, in all services.
    func abandonedStays(of id: EntityID) throws -> [KnownStay]
}

/// A stay that the warehouse holds.
struct KnownStay {
    var key: TaskKey
    var task: OpenTask
    /// The first poll that did not list it, in epoch milliseconds; `nil` while it is open or if no
    /// poll followed.
    var endedBefore: Int64?
}
