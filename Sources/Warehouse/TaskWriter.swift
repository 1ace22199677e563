import CivilTime
import LucsModel
import SQLite

/// Applies the task listings of a pass: first what each list names, then, when all are read
/// (``finish(lastLooks:)``), what moved from one list to another, and the ends of what the
/// complete ones no longer name.
final class TaskWriter {
    private let rows: TaskRows
    private let agents: Keys
    private let labels: Keys
    private let rules: PassRules
    private var calendar: CalendarWriter

    private var departures = Departures()
    private var newcomers = Newcomers()
    /// Whether a state, by its label, means that a task has ended.
    private var terminal: [Int64: Bool] = [:]

    private(set) var begun = 0
    private(set) var changed = 0
    private(set) var ended = 0

    /// The first interval that a written task belongs to.
    private(set) var touched: Timestamp?

    /// The agents that a listed task is connected to, and since when; the latest counts.
    private(set) var busySince: [Int64: Int64] = [:]

    /// One service's list, and where it stands to the one before.
    struct Look {
        var service: Int64
        var continuity: Continuity
        var observed: Int64

        /// The time since the list before, if no gap lies between.
        var spacing: Int64? {
            guard case .continues(let from) = continuity else { return nil }
            return observed - from.milliseconds
        }
    }

    init(
        _ connection: Connection, agents: Keys, labels: Keys, rules: PassRules,
        calendar: CalendarWriter
    ) throws {
        rows = try TaskRows(connection)
        self.agents = agents
        self.labels = labels
        self.rules = rules
        self.calendar = calendar
    }

    // MARK: What is listed

    func apply(_ listing: Listing<LucsTask>, service: Int64, continuity: Continuity) throws {
        if continuity == .stale { return }
        let look = Look(
            service: service, continuity: continuity,
            observed: listing.observedAt.milliseconds)
        var unseen = try rows.open(of: service)
        var new: [Newcomers.One] = []
        for task in listing.rows {
            let told = try read(task, look)
            let isTerminal = isTerminal(task.state, key: told.state)
            if !isTerminal, let agent = told.agent, let connected = told.connected,
                !rules.afterCallStates.contains(task.state?.lowercased() ?? "")
            {
                busySince[agent] = max(busySince[agent] ?? .min, connected)
                departures.connected(agent, at: connected)
            }
            let held = unseen.removeValue(forKey: task.id)
            if let held, !held.isAnotherStay(than: told) {
                let merged = held.told(told)
                if merged != held {
                    try rewrite(TaskKey(service: service, id: task.id, held), as: merged, look)
                }
                if isTerminal { departures.add(task.id, merged, look) }
            } else {
                if let held { departures.add(task.id, held, look) }
                if rows.wereAny, try reopen(task.id, told, look, isTerminal: isTerminal) {
                    continue
                }
                new.append(
                    .init(id: task.id, task: told, look: look, isTerminal: isTerminal))
            }
        }
        // In the order of the key, so that a first pass fills one page after the other.
        new.sort { ($0.task.intervalAt, $0.task.begunAt) < ($1.task.intervalAt, $1.task.begunAt) }
        for one in new where try newcomers.isNew(one, rows) { try insert(one) }
        if listing.isComplete {
            for (id, task) in unseen { departures.add(id, task, look) }
        }
    }

    private func isTerminal(_ state: String?, key: Int64?) -> Bool {
        guard let state, let key else { return false }
        if let known = terminal[key] { return known }
        let isTerminal = rules.terminalStates.contains(state.lowercased())
        terminal[key] = isTerminal
        return isTerminal
    }

    private func read(_ task: LucsTask, _ look: Look) throws -> OpenTask {
        let agent = try task.agent.map { try agents.key($0) }
        let begin =
            task.queueStarted ?? task.created ?? Timestamp(milliseconds: look.observed)
        return OpenTask(
            intervalAt: try calendar.interval(of: begin).milliseconds,
            begunAt: begin.milliseconds,
            type: try labels.key(task.type), state: try labels.key(task.state),
            modality: try labels.key(task.initialModality), origin: try labels.key(task.origin),
            agent: agent, customer: rules.customers.kept(task.customerIdentifier),
            created: task.created?.milliseconds, queueStarted: task.queueStarted?.milliseconds,
            connected: task.connected?.milliseconds, observed: look.observed,
            spacing: look.spacing)
    }

    /// A task that is not open may have been closed before: by a list that missed it (then it
    /// goes on), or by its terminal state (then it stays closed though it is still listed).
    private func reopen(
        _ id: EntityID, _ told: OpenTask, _ look: Look, isTerminal: Bool
    ) throws -> Bool {
        let key = TaskKey(service: look.service, id: id, told)
        guard let closed = try rows.ended(key) else { return false }
        if !isTerminal { try rewrite(key, as: closed.told(told), look) }
        return true
    }

    // MARK: Writing

    private func insert(_ one: Newcomers.One) throws {
        let key = TaskKey(service: one.look.service, id: one.id, one.task)
        try rows.insert(one.task, key, firstSeen: one.look.observed)
        touch(one.task.intervalAt)
        begun += 1
        if one.isTerminal { departures.add(one.id, one.task, one.look) }
    }

    private func rewrite(_ key: TaskKey, as task: OpenTask, _ look: Look) throws {
        try rows.rewrite(key, as: task, in: look.service)
        touch(key.intervalAt)
        touch(task.intervalAt)
        changed += 1
    }

    private func touch(_ interval: Int64) {
        let interval = Timestamp(milliseconds: interval)
        touched = min(touched ?? interval, interval)
    }

    // MARK: What is gone

    /// Settles what several lists have to do with: to be called once, after all are applied.
    func finish(lastLooks: [EntityID: LucsTask?]) throws {
        for one in newcomers.contested {
            switch try newcomers.holding(of: one, rows, departures) {
            case .none: try insert(one)
            case .stays: break
            case .leaves(let departed):
                // It was handed on as it stands: one task, from now on of the other service.
                departures.remove(departed)
                let held = departed.task
                try rewrite(
                    TaskKey(service: departed.look.service, id: one.id, held),
                    as: held.told(one.task), one.look)
                if one.isTerminal {
                    departures.add(one.id, held.told(one.task), one.look)
                }
            }
        }
        for departed in departures.all {
            let task = departed.task
            let told = lastLooks[departed.id].flatMap(\.self)
            let lastLook = told.flatMap { task.isSameStay(as: $0) ? $0 : nil }
            let connected = task.connected ?? lastLook?.connected?.milliseconds
            let end = departures.end(of: departed, connected: connected)
            let isWaiting = task.queueStarted != nil && connected == nil
            try rows.end(
                TaskKey(service: departed.look.service, id: departed.id, task),
                after: end.after, before: end.before, estimate: end.estimate,
                isUnsure: isWaiting && lastLook == nil, connected: connected)
            touch(task.intervalAt)
            ended += 1
        }
    }
}

extension OpenTask {
    /// The same task entered the queue of the same service anew.
    fileprivate func isAnotherStay(than told: OpenTask) -> Bool {
        guard let before = queueStarted, let now = told.queueStarted else { return false }
        return before != now
    }

    /// Whether a last look tells of this stay, and not of a later one in another queue.
    fileprivate func isSameStay(as look: LucsTask) -> Bool {
        guard let queued = look.queueStarted, let held = queueStarted else { return true }
        return queued.milliseconds == held
    }
}
