import LucsModel

/// A task's key in `task_fact`: one stay of the task in one service.
struct TaskKey: Hashable {
    var service: Int64
    var intervalAt: Int64
    var begunAt: Int64
    var id: EntityID

    init(service: Int64, intervalAt: Int64, begunAt: Int64, id: EntityID) {
        self.service = service
        self.intervalAt = intervalAt
        self.begunAt = begunAt
        self.id = id
    }

    init(service: Int64, id: EntityID, _ task: OpenTask) {
        self.init(
            service: service, intervalAt: task.intervalAt, begunAt: task.begunAt, id: id)
    }
}

/// A stay that no earlier poll listed.
struct NewTask: Equatable {
    var id: EntityID
    var service: Int64
    /// When the first poll listed it, in epoch milliseconds.
    var observed: Int64
    var task: OpenTask

    var key: TaskKey { TaskKey(service: service, id: id, task) }
}

/// A stay that goes on with other values, or that goes on after it was held to have ended.
struct UpdatedTask: Equatable {
    var key: TaskKey
    var task: OpenTask
    /// The service that holds it from now on: another one if the task was handed over.
    var service: Int64

    var isMove: Bool { service != key.service }
}

/// A stay that has ended. Times in epoch milliseconds.
struct EndedTask: Equatable {
    var key: TaskKey
    /// The last poll that listed it.
    var after: Int64
    /// The first poll that did not; `nil` if none followed.
    var before: Int64?
    var estimate: Int64
    var connected: Int64?
    var agent: Int64?
    /// Counts as abandoned, but may have been answered unseen.
    var isUnconfirmed = false
}

/// A stay that ended unconnected because its task entered a queue again.
struct FlowedOutTask: Equatable {
    var key: TaskKey
    /// The later `QueueStarted`, in epoch milliseconds.
    var at: Int64
}

/// What the polls of a pass change, to be written in this order.
struct TaskChanges: Equatable {
    var new: [NewTask] = []
    var updated: [UpdatedTask] = []
    var ended: [EndedTask] = []
    var flowedOut: [FlowedOutTask] = []
}
