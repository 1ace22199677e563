import CivilTime
import LucsModel

/// Compares the task lists of one pass with the stays that the warehouse holds, and returns what
/// changed. It writes nothing: the same polls over the same stays give the same changes.
///
/// The rules, in the order of the documentation of metrics:
/// - A stay is one task in the queue of one service; a later `QueueStarted` begins another stay.
/// - Two services may list the same stay. It is counted once, with the service that listed it
///   first for as long as the list of that service names it; then it moves to the other one.
/// - A complete list ends the stays that it does not name, and so does a terminal state.
/// - If a task enters a queue later, its earlier stays flowed out unless they were connected.
struct TaskReconciliation<Known: KnownTasks> {
    let known: Known

    /// Listed tasks that their service does not hold and that have other stays, in the order of the
    /// polls. Which of these is the same stay is known once all lists are read.
    private var candidates: [Candidate] = []
    /// The tasks with an open stay before the pass; read when first needed.
    private var openBefore: Set<EntityID>?
    /// The tasks of the candidates, and those that entered a queue though their stay was known.
    private var candidateIDs: Set<EntityID> = []
    private var departures: [Departure] = []
    private var placed = PlacedStays()
    /// Agents, and when the tasks now connected to them were connected.
    private(set) var connections: [(agent: Int64, at: Int64)] = []

    private struct Candidate {
        var new: NewTask
        var isTerminal: Bool
        var continuity: Continuity
    }

    /// A stay that a complete list no longer names, or names in a terminal state.
    private struct Departure {
        var key: TaskKey
        var task: OpenTask
        var observed: Int64
        var continuity: Continuity
        var isTerminal: Bool
    }

    init(known: Known) {
        self.known = known
    }

    /// Makes room for the tasks of a first pass, which are all new.
    mutating func reserve(_ count: Int) {
        if known.wereNone { placed = PlacedStays(expecting: count) }
    }

    // MARK: One list

    /// Compares one list with the stays of its service.
    ///
    /// - Returns: the changes that no other list of the pass can alter. They may be written before
    ///   the next list is compared.
    mutating func merge(_ poll: TaskPoll) throws -> TaskChanges {
        var changes = TaskChanges()
        if poll.continuity == .stale { return changes }
        var open = try known.open(of: poll.service, expecting: poll.tasks.count)
        try poll.tasks.withUnsafeBufferPointer { tasks in
            // By place: an element that is taken out of the array is copied.
            for index in tasks.indices { try merge(tasks[index], poll, &open, &changes) }
        }
        if poll.isComplete {
            for (id, task) in open {
                depart(TaskKey(service: poll.service, id: id, task), task, poll)
            }
        }
        return changes
    }

    private mutating func merge(
        _ listed: borrowing ListedTask, _ poll: TaskPoll, _ open: inout [EntityID: OpenTask],
        _ changes: inout TaskChanges
    ) throws {
        let id = listed.id
        if let agent = listed.task.agent, let connected = listed.task.connected,
            !listed.isTerminal, !listed.isAfterCall
        {
            connections.append((agent, connected))
        }
        if let held = open.isEmpty ? nil : open.removeValue(forKey: id) {
            // A server that lags behind may still show an earlier stay.
            if held.isLaterStay(than: listed.task) { return }
            let key = TaskKey(service: poll.service, id: id, held)
            if !listed.task.isLaterStay(than: held) {
                update(key, held, with: listed, poll, &changes)
                return
            }
            depart(key, held, poll)
        }
        try add(listed, poll, &changes)
    }

    private mutating func update(
        _ key: TaskKey, _ held: OpenTask, with listed: borrowing ListedTask, _ poll: TaskPoll,
        _ changes: inout TaskChanges
    ) {
        let merged = held.merged(with: listed.task)
        if merged != held {
            changes.updated.append(UpdatedTask(key: key, task: merged, service: poll.service))
            if held.queueStarted == nil, merged.queueStarted != nil { candidateIDs.insert(key.id) }
        }
        if listed.isTerminal {
            depart(
                TaskKey(service: poll.service, id: key.id, merged), merged, poll, isTerminal: true)
        }
    }

    private mutating func add(
        _ listed: borrowing ListedTask, _ poll: TaskPoll, _ changes: inout TaskChanges
    ) throws {
        let new = NewTask(
            id: listed.id, service: poll.service, observed: poll.observed, task: listed.task)
        guard try isUnknown(new), placed.addFirst(new.key, new.task) else {
            candidateIDs.insert(new.id)
            candidates.append(
                Candidate(
                    new: new, isTerminal: listed.isTerminal, continuity: poll.continuity))
            return
        }
        changes.new.append(new)
        if listed.isTerminal { depart(new.key, new.task, poll, isTerminal: true) }
    }

    /// Whether no stay of the task is known that this one may go on from, or that it ends.
    private mutating func isUnknown(_ new: NewTask) throws -> Bool {
        if !candidateIDs.isEmpty, candidateIDs.contains(new.id) { return false }
        if known.wereNone { return true }
        let open = try openBefore ?? known.openTasks()
        openBefore = open
        return try !open.contains(new.id) && known.ended(new.key) == nil
            && known.abandonedStays(of: new.id).isEmpty
    }

    private mutating func depart(
        _ key: TaskKey, _ task: OpenTask, _ poll: TaskPoll, isTerminal: Bool = false
    ) {
        departures.append(
            Departure(
                key: key, task: task, observed: poll.observed, continuity: poll.continuity,
                isTerminal: isTerminal))
    }

    // MARK: All lists together

    /// Returns the changes that concern several lists, and the ends. To be called once, after the
    /// changes of all lists are written.
    ///
    /// - Parameters:
    ///   - finalStates: what lookups of tasks that left their list returned.
    ///   - goneServices: services that left LUCS, each with its last poll: their stays end there.
    mutating func finish(
        finalStates: [EntityID: FinalState] = [:], goneServices: [Int64: Int64] = [:]
    ) throws -> TaskChanges {
        var changes = TaskChanges()
        var stays = try StaysOfTasks(candidateIDs, known)
        for candidate in candidates { try resolve(candidate, &stays, &changes) }
        changes.flowedOut = stays.flowOuts(placed)
        end(finalStates, &changes)
        try endStays(of: goneServices, &changes)
        return changes
    }

    /// Decides whether a candidate is new, goes on, or is counted elsewhere.
    private mutating func resolve(
        _ candidate: Candidate, _ stays: inout StaysOfTasks, _ changes: inout TaskChanges
    ) throws {
        let new = candidate.new
        guard !placed.contains(new.key) else { return }
        var earlier: KnownStay?
        if let ended = try known.ended(new.key) {
            let isOvertaken = ended.flowedOutAt != nil && new.task.connected == nil
            if candidate.isTerminal || isOvertaken { return }
            earlier = KnownStay(key: new.key, task: ended.task)
        } else if let open = stays.open(sameAs: new) {
            // It moves once its first service no longer lists it.
            guard removeDeparture(open.key) else { return }
            earlier = open
        } else if !candidate.isTerminal {
            earlier = stays.abandoned(sameAs: new)
        }
        var task = new.task
        if let earlier {
            task = earlier.task.merged(with: new.task)
            stays.remove(earlier.key)
            changes.updated.append(UpdatedTask(key: earlier.key, task: task, service: new.service))
        } else {
            changes.new.append(new)
        }
        let key = TaskKey(service: new.service, id: new.id, task)
        placed.add(key, task)
        guard candidate.isTerminal else { return }
        departures.append(
            Departure(
                key: key, task: task, observed: new.observed, continuity: candidate.continuity,
                isTerminal: true))
    }

    /// Takes back a departure; `false` if there is none.
    private mutating func removeDeparture(_ key: TaskKey) -> Bool {
        guard let index = departures.firstIndex(where: { $0.key == key }) else { return false }
        departures.remove(at: index)
        return true
    }

    // MARK: Ends

    private func end(_ finalStates: [EntityID: FinalState], _ changes: inout TaskChanges) {
        guard !departures.isEmpty else { return }
        let flowedOut = Set(changes.flowedOut.map(\.key))
        let byAgent = Dictionary(grouping: connections, by: \.agent).mapValues { $0.map(\.at) }
        for departure in departures where !flowedOut.contains(departure.key) {
            var final = finalStates[departure.key.id]
            if let own = departure.task.queueStarted, let later = final?.queueStarted, own != later
            {
                if later > own, departure.task.connected == nil {
                    changes.flowedOut.append(FlowedOutTask(key: departure.key, at: later))
                    continue
                }
                // The lookup returned another stay and says nothing about this one.
                final = nil
            }
            changes.ended.append(ended(departure, final, byAgent))
        }
    }

    /// A task ended after the last poll that listed it and at or before the first that did not; if
    /// its agent was connected to another task in between, at or before that. The estimate is the
    /// midpoint. Across a gap it is the last poll: nothing is stretched over what was not seen.
    private func ended(
        _ departure: Departure, _ final: FinalState?, _ connections: [Int64: [Int64]]
    ) -> EndedTask {
        let task = departure.task
        let connected = task.connected ?? final?.connected
        let earliest = max(task.created ?? .min, task.queueStarted ?? .min, connected ?? .min)
        var after = departure.observed
        var isAfterGap = true
        switch departure.continuity {
        case .continues(let from):
            after = from.milliseconds
            isAfterGap = false
        case .begins(let since): if let since { after = since.milliseconds }
        case .stale: break
        }
        after = max(after, earliest)
        var before = max(departure.observed, after)
        if let agent = task.agent, let connected {
            for next in connections[agent] ?? []
            where next > max(after, connected) && next < before {
                before = next
            }
        }
        let isWaiting = task.queueStarted != nil && connected == nil
        return EndedTask(
            key: departure.key, after: after, before: before,
            estimate: isAfterGap ? after : after + (before - after) / 2, connected: connected,
            agent: task.agent ?? (connected == nil ? nil : final?.agent),
            isUnconfirmed: isWaiting && final == nil && !departure.isTerminal)
    }

    /// Ends what is open in services that left LUCS. When and how it ended is unknown.
    private func endStays(of services: [Int64: Int64], _ changes: inout TaskChanges) throws {
        let closed = Set(changes.ended.map(\.key) + changes.flowedOut.map(\.key))
        let rewritten = Set(changes.updated.map(\.key))
        for (service, lastPoll) in services.sorted(by: { $0.key < $1.key }) {
            var open = try known.open(of: service, expecting: 0)
                .map { (TaskKey(service: service, id: $0.key, $0.value), $0.value) }
                .filter { !rewritten.contains($0.0) }
            for new in changes.new where new.service == service { open.append((new.key, new.task)) }
            for updated in changes.updated where updated.service == service {
                open.append(
                    (TaskKey(service: service, id: updated.key.id, updated.task), updated.task))
            }
            for (key, task) in open where !closed.contains(key) {
                let last = max(lastPoll, task.begunAt, task.connected ?? .min)
                changes.ended.append(
                    EndedTask(
                        key: key, after: last, before: nil, estimate: last,
                        connected: task.connected, agent: task.agent,
                        isUnconfirmed: task.queueStarted != nil && task.connected == nil))
            }
        }
    }
}

extension OpenTask {
    /// Whether this stay began when the task entered a queue after the other stay did.
    func isLaterStay(than other: OpenTask) -> Bool {
        guard let own = queueStarted, let before = other.queueStarted else { return false }
        return own > before
    }
}
