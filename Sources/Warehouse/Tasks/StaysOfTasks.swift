import LucsModel

/// All stays of the tasks that are new in a list or in a queue, to be set in order.
struct StaysOfTasks {
    private let ids: Set<EntityID>
    private var open: [EntityID: [KnownStay]] = [:]
    private var abandoned: [EntityID: [KnownStay]] = [:]

    init(_ ids: Set<EntityID>, _ known: some KnownTasks) throws {
        self.ids = ids
        guard !ids.isEmpty else { return }
        open = try known.openStays(of: ids)
        for id in ids {
            let stays = try known.abandonedStays(of: id)
            if !stays.isEmpty { abandoned[id] = stays }
        }
    }

    /// The same stay, open in another service.
    func open(sameAs new: NewTask) -> KnownStay? {
        open[new.id]?.first { $0.isSameStay(as: new) }
    }

    /// The same stay, which another service's list lost before.
    func abandoned(sameAs new: NewTask) -> KnownStay? {
        abandoned[new.id]?.first { $0.isSameStay(as: new) }
    }

    /// Takes out a stay that goes on as another one.
    mutating func remove(_ key: TaskKey) {
        open[key.id]?.removeAll { $0.key == key }
        abandoned[key.id]?.removeAll { $0.key == key }
    }

    /// Unconnected stays whose task entered a queue later, each with the next time that it did.
    ///
    /// A stay that ended is such a one only if the task existed already when it ended: what was
    /// created after that is another task, whose identifier is used again.
    ///
    /// - Parameter placed: the stays that are new in this pass or go on again.
    func flowOuts(_ placed: PlacedStays) -> [FlowedOutTask] {
        var flowOuts: [FlowedOutTask] = []
        for id in ids {
            let new = placed.stays(of: id)
            // Some of the new ones are written already.
            let open = (open[id] ?? []).filter { stay in !new.contains { $0.key == stay.key } }
            let standing = new + open.map { PlacedStays.Stay($0.key, $0.task) }
            let starts = standing.filter(\.isQueued)
            func flowOut(_ stay: PlacedStays.Stay, endedBefore: Int64 = .max) {
                guard stay.isQueued, !stay.isConnected else { return }
                let later = starts.filter {
                    $0.key.begunAt > stay.key.begunAt && $0.existedAt <= endedBefore
                }
                if let next = later.map(\.key.begunAt).min() {
                    flowOuts.append(FlowedOutTask(key: stay.key, at: next))
                }
            }
            for stay in standing { flowOut(stay) }
            for stay in abandoned[id] ?? [] {
                flowOut(
                    PlacedStays.Stay(stay.key, stay.task), endedBefore: stay.endedBefore ?? .max)
            }
        }
        return flowOuts
    }
}

extension KnownStay {
    fileprivate func isSameStay(as new: NewTask) -> Bool {
        key.begunAt == new.task.begunAt && key.service != new.service
    }
}

/// The stays that a pass has found new so far: each is counted once, whichever list names it.
struct PlacedStays {
    struct Stay {
        var key: TaskKey
        /// It began when the task entered the queue, and not before.
        var isQueued: Bool
        var isConnected: Bool
        /// An instant at which the task existed already.
        var existedAt: Int64

        init(_ key: TaskKey, _ task: OpenTask) {
            self.key = key
            isQueued = task.queueStarted != nil
            isConnected = task.connected != nil
            existedAt = min(task.created ?? task.begunAt, task.begunAt)
        }
    }

    /// The first stay of each task, and where it stands.
    private var first: [Stay] = []
    private var index: HashIndex
    /// Further stays of the same task.
    private var further: [EntityID: [Stay]] = [:]

    init(expecting count: Int = 0) {
        index = HashIndex(expecting: count)
        first.reserveCapacity(count)
    }

    /// Adds a stay that is not there yet, in whichever service.
    mutating func add(_ key: TaskKey, _ task: OpenTask) {
        if !addFirst(key, task) { further[key.id, default: []].append(Stay(key, task)) }
    }

    /// Adds the first stay of a task; `false` if there is one already.
    mutating func addFirst(_ key: TaskKey, _ task: OpenTask) -> Bool {
        guard index.add(key.id.mixed, isSame: { first[$0].key.id == key.id }) else { return false }
        first.append(Stay(key, task))
        return true
    }

    func contains(_ key: TaskKey) -> Bool { stays(of: key.id).contains { $0.isSame(as: key) } }

    /// The stays of a task.
    func stays(of id: EntityID) -> [Stay] {
        var place: Int?
        _ = index.contains(id.mixed) {
            guard first[$0].key.id == id else { return false }
            place = $0
            return true
        }
        guard let place else { return [] }
        return [first[place]] + (further[id] ?? [])
    }
}

extension PlacedStays.Stay {
    fileprivate func isSame(as other: TaskKey) -> Bool {
        key.begunAt == other.begunAt && key.id == other.id
    }
}
