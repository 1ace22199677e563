import CivilTime
import LucsModel
import SQLite

/// Applies the task listings of a pass: first what each list names, then, when all are read
/// (``finish(lastLooks:)``), what moved from one list to another, and the ends of what the
/// complete ones no longer name.
struct TaskWriter {
    private let rows: TaskRows
    private let agents: Keys
    private let labels: Keys
    private let rules: PassRules
    private var calendar: CalendarWriter

    private var departures = Departures()
    private var newcomers = Newcomers()
    private var latest = Latest()
    /// What states mean, by their labels.
    private var meanings: [Int64: StateMeaning] = [:]

    /// Thirty-one days and one, in milliseconds.
    private static let longestLife: Int64 = 31 * 86_400_000
    private static let clocksDiffer: Int64 = 86_400_000

    /// An instant that was told and cannot be.
    private(set) var implausible: Timestamp?

    private(set) var begun = 0
    private(set) var changed = 0
    private(set) var ended = 0

    /// The first interval that a written task belongs to.
    private(set) var touched: Timestamp?

    /// The agents that a listed task is connected to, and since when; the latest counts.
    private(set) var busySince: [Int64: Int64] = [:]

    private struct StateMeaning {
        var isTerminal = false
        var isAfterCall = false
    }

    /// The words of the task before.
    private struct Latest {
        var type: LatestWord?
        var state: LatestWord?
        var modality: LatestWord?
        var origin: LatestWord?
    }

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

    /// Makes room for the tasks of a first pass, which are all new.
    mutating func expect(_ tasks: Int) {
        if !rows.wereAny { newcomers.reserve(tasks) }
    }

    mutating func apply(
        _ listing: Listing<LucsTask>, service: Int64, continuity: Continuity
    ) throws {
        if continuity == .stale { return }
        let look = Look(
            service: service, continuity: continuity,
            observed: listing.observedAt.milliseconds)
        var unseen = try rows.open(of: service)
        var new: [Newcomers.One] = []
        if unseen.isEmpty { new.reserveCapacity(listing.rows.count) }
        try listing.rows.withUnsafeBufferPointer { tasks in
            // By place: a task that is taken out of the array is copied, word by word.
            for index in tasks.indices {
                try take(tasks[index], look, &unseen, into: &new)
            }
        }
        try insert(new)
        if listing.isComplete {
            for (id, task) in unseen { departures.add(id, task, look) }
        }
    }

    /// Takes in one task that a list names.
    ///
    /// - Parameters:
    ///   - unseen: what the service held and its list did not name so far.
    ///   - new: those that are to be inserted.
    private mutating func take(
        _ task: borrowing LucsTask, _ look: Look, _ unseen: inout [EntityID: OpenTask],
        into new: inout [Newcomers.One]
    ) throws {
        let id = task.id
        let told = try read(task, look)
        let meaning = meaning(of: task.state, key: told.state)
        let isTerminal = meaning.isTerminal
        if let agent = told.agent, let connected = told.connected, !isTerminal,
            !meaning.isAfterCall
        {
            busySince[agent, default: connected].raise(to: connected)
            departures.connected(agent, at: connected)
        }
        let held = unseen.isEmpty ? nil : unseen.removeValue(forKey: id)
        if let held, !held.isAnotherStay(than: told) {
            let merged = held.told(told)
            if merged != held {
                try rewrite(TaskKey(service: look.service, id: id, held), as: merged, look)
            }
            if isTerminal { departures.add(id, merged, look) }
            return
        }
        if let held { departures.add(id, held, look) }
        if rows.wereAny, try reopen(id, told, look, isTerminal: isTerminal) { return }
        let one = Newcomers.One(id: id, task: told, look: look, isTerminal: isTerminal)
        if try newcomers.isNew(one, rows) { new.append(one) }
    }

    private mutating func meaning(of state: String?, key: Int64?) -> StateMeaning {
        guard let state, let key else { return StateMeaning() }
        if let known = meanings[key] { return known }
        let folded = state.lowercased()
        let meaning = StateMeaning(
            isTerminal: rules.terminalStates.contains(folded),
            isAfterCall: rules.afterCallStates.contains(folded))
        meanings[key] = meaning
        return meaning
    }

    /// An instant as it is told, if it can be one of a task that is listed now.
    ///
    /// LUCS keeps no task for longer than five days. What lies far from that is no time but a
    /// fault, and a calendar that reaches there would be the warehouse's end.
    private mutating func plausible(_ instant: Timestamp?, _ look: Look) -> Timestamp? {
        guard let instant else { return nil }
        guard instant.milliseconds >= look.observed - Self.longestLife,
            instant.milliseconds <= look.observed + Self.clocksDiffer
        else {
            implausible = implausible ?? instant
            return nil
        }
        return instant
    }

    private mutating func read(_ task: borrowing LucsTask, _ look: Look) throws -> OpenTask {
        let agent = try agents.key(task.agent)
        let created = plausible(task.created, look)
        let queueStarted = plausible(task.queueStarted, look)
        let connected = plausible(task.connected, look)
        let begin = queueStarted ?? created ?? Timestamp(milliseconds: look.observed)
        return OpenTask(
            intervalAt: try calendar.interval(of: begin).milliseconds,
            begunAt: begin.milliseconds,
            type: try labels.key(task.type, after: &latest.type),
            state: try labels.key(task.state, after: &latest.state),
            modality: try labels.key(task.initialModality, after: &latest.modality),
            origin: try labels.key(task.origin, after: &latest.origin),
            agent: agent, customer: rules.customers.kept(task.customerIdentifier),
            created: created?.milliseconds, queueStarted: queueStarted?.milliseconds,
            connected: connected?.milliseconds, observed: look.observed,
            spacing: look.spacing)
    }

    /// A task that is not open may have been closed before: by a list that missed it (then it
    /// goes on), or by its terminal state (then it stays closed though it is still listed).
    private mutating func reopen(
        _ id: EntityID, _ told: OpenTask, _ look: Look, isTerminal: Bool
    ) throws -> Bool {
        let key = TaskKey(service: look.service, id: id, told)
        guard let closed = try rows.ended(key) else { return false }
        if !isTerminal { try rewrite(key, as: closed.told(told), look) }
        return true
    }

    // MARK: Writing

    private mutating func insert(_ new: [Newcomers.One]) throws {
        try rows.insert(new)
        begun += new.count
        for one in new {
            touch(one.task.intervalAt)
            if one.isTerminal { departures.add(one.id, one.task, one.look) }
        }
    }

    private mutating func rewrite(_ key: TaskKey, as task: OpenTask, _ look: Look) throws {
        try rows.rewrite(key, as: task, in: look.service)
        touch(key.intervalAt)
        touch(task.intervalAt)
        changed += 1
    }

    private mutating func touch(_ interval: Int64) {
        let interval = Timestamp(milliseconds: interval)
        touched = min(touched ?? interval, interval)
    }

    // MARK: What is gone

    /// Settles what several lists have to do with: to be called once, after all are applied.
    mutating func finish(lastLooks: [EntityID: LucsTask?]) throws {
        for one in newcomers.contested {
            switch try newcomers.holding(of: one, rows, departures) {
            case .none: try insert([one])
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
        let connections = departures.connectionsByAgent()
        for departed in departures.all {
            let task = departed.task
            let told = lastLooks[departed.id].flatMap(\.self)
            let lastLook = told.flatMap { task.isSameStay(as: $0) ? $0 : nil }
            let connected = task.connected ?? lastLook?.connected?.milliseconds
            let end = departures.end(of: departed, connected: connected, amid: connections)
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

extension Int64 {
    fileprivate mutating func raise(to other: Int64) {
        if other > self { self = other }
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
