import CivilTime
import LucsModel
import SQLite

/// Applies the task listings of a pass: first what each list names, then, when all are read,
/// the ends of what the complete ones no longer name.
final class TaskWriter {
    private let connection: Connection
    private let agents: Keys
    private let labels: Keys
    private let rules: PassRules
    private var calendar: CalendarWriter

    /// Held here rather than looked up by their text for every task.
    private let selectOpen: Statement
    private let inserter: RowInserter
    /// Whether the warehouse held any task before this pass.
    private let begunBefore: Bool

    /// Agents, and when the tasks now connected to them were connected.
    private var connections: [(agent: Int64, connectedAt: Int64)] = []
    private var departed: [Departed] = []
    private var latest = Latest()
    /// Whether a state, by its label, means that a task has ended.
    private var terminal: [Int64: Bool] = [:]

    private(set) var begun = 0
    private(set) var changed = 0
    private(set) var ended = 0

    /// The first interval that a written task belongs to.
    private(set) var touched: Timestamp?

    /// The agents that a listed task is connected to.
    private(set) var busyAgents: Set<Int64> = []

    /// The words of the task before.
    private struct Latest {
        var type: LatestWord?
        var state: LatestWord?
        var modality: LatestWord?
        var origin: LatestWord?
    }

    /// A task that is gone, or is listed in a terminal state.
    private struct Departed {
        var service: Int64
        var id: EntityID
        var task: OpenTask
        var continuity: Continuity
        var observedAt: Int64
    }

    init(
        _ connection: Connection, agents: Keys, labels: Keys, rules: PassRules,
        calendar: CalendarWriter
    ) throws {
        self.connection = connection
        self.agents = agents
        self.labels = labels
        self.rules = rules
        self.calendar = calendar
        selectOpen = try connection.cached(
            """
            SELECT id, \(OpenTask.columns) FROM task_fact
            WHERE service_key = ? AND ended_at IS NULL
            """)
        inserter = RowInserter(
            connection,
            """
            INSERT INTO task_fact (service_key, id, first_seen_at, unseen_before_at,
                \(OpenTask.columns))
            """, columns: 16)
        let any = try connection.cached("SELECT EXISTS (SELECT 1 FROM task_fact)").scalar()
        begunBefore = any == .integer(1)
    }

    /// The tasks of a service that were not seen to end.
    private func openTasks(of service: Int64) throws -> [EntityID: OpenTask] {
        var open: [EntityID: OpenTask] = [:]
        try selectOpen.forEach(.integer(service)) { row in
            guard let id = EntityID(stored: row[0]) else { return }
            open[id] = try OpenTask(row, from: 1)
        }
        return open
    }

    // MARK: What is listed

    func apply(_ listing: Listing<LucsTask>, service: Int64, continuity: Continuity) throws {
        if continuity == .stale { return }
        let observed = listing.observedAt.milliseconds
        var unseen = try openTasks(of: service)
        var new: [(id: EntityID, task: OpenTask)] = []
        if unseen.isEmpty { new.reserveCapacity(listing.rows.count) }
        for task in listing.rows {
            let told = try row(of: task, observed: observed)
            if let agent = told.agent, let connected = told.connected {
                busyAgents.insert(agent)
                connections.append((agent, connected))
            }
            let isTerminal = isTerminal(task.state, key: told.state)
            let held = unseen.removeValue(forKey: task.id)
            if let held, !isAnotherStay(held, told) {
                let merged = held.told(told)
                if merged != held {
                    try rewrite(service, task.id, held, as: merged)
                    changed += 1
                }
                if isTerminal {
                    depart(service, task.id, merged, continuity, observed)
                }
            } else {
                if let held { depart(service, task.id, held, continuity, observed) }
                if try reopen(service, task.id, told, isTerminal: isTerminal) { continue }
                new.append((task.id, told))
                if isTerminal {
                    depart(service, task.id, told, continuity, observed)
                }
            }
        }
        try insert(new, service, observed, continuity)
        begun += new.count
        if listing.isComplete {
            for (id, task) in unseen { depart(service, id, task, continuity, observed) }
        }
    }

    /// The same task entered the queue of the same service anew.
    private func isAnotherStay(_ held: OpenTask, _ told: OpenTask) -> Bool {
        guard let before = held.queueStarted, let now = told.queueStarted else { return false }
        return before != now
    }

    private func depart(
        _ service: Int64, _ id: EntityID, _ task: OpenTask, _ continuity: Continuity,
        _ observed: Int64
    ) {
        departed.append(
            Departed(
                service: service, id: id, task: task, continuity: continuity, observedAt: observed))
    }

    private func isTerminal(_ state: String?, key: Int64?) -> Bool {
        guard let state, let key else { return false }
        if let known = terminal[key] { return known }
        let isTerminal = rules.terminalStates.contains(state.lowercased())
        terminal[key] = isTerminal
        return isTerminal
    }

    private func row(of task: LucsTask, observed: Int64) throws -> OpenTask {
        let agent = try task.agent.map { try agents.key($0) }
        let begin = task.queueStarted ?? task.created ?? Timestamp(milliseconds: observed)
        return OpenTask(
            intervalAt: try calendar.interval(of: begin).milliseconds,
            begunAt: begin.milliseconds,
            type: try labels.key(task.type, after: &latest.type),
            state: try labels.key(task.state, after: &latest.state),
            modality: try labels.key(task.initialModality, after: &latest.modality),
            origin: try labels.key(task.origin, after: &latest.origin),
            agent: agent, customer: rules.kept(task.customerIdentifier),
            created: task.created?.milliseconds, queueStarted: task.queueStarted?.milliseconds,
            connected: task.connected?.milliseconds,
            connectedSeen: task.connected == nil ? nil : observed)
    }

    /// A task that is not open may have been closed before: by a list that missed it (then it
    /// goes on), or by its terminal state (then it stays closed though it is still listed).
    private func reopen(
        _ service: Int64, _ id: EntityID, _ told: OpenTask, isTerminal: Bool
    ) throws -> Bool {
        guard begunBefore else { return false }
        let found = try connection.cached(
            "SELECT ended_at FROM task_fact WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?"
        ).scalar(
            .integer(service), .integer(told.intervalAt), .integer(told.begunAt), id.stored)
        guard case .integer? = found else { return false }
        if isTerminal { return true }
        try connection.cached(
            """
            UPDATE task_fact SET ended_at = NULL, ended_after_at = NULL, ended_before_at = NULL,
                is_unsure = 0, state_key = ?, connected_at = coalesce(connected_at, ?)
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """
        ).run(
            Value(told.state), Value(told.connected), .integer(service),
            .integer(told.intervalAt), .integer(told.begunAt), id.stored)
        touch(told)
        changed += 1
        return true
    }

    // MARK: Writing

    private func insert(
        _ new: [(id: EntityID, task: OpenTask)], _ service: Int64, _ observed: Int64,
        _ continuity: Continuity
    ) throws {
        var previous: Int64?
        if case .continues(let from) = continuity { previous = from.milliseconds }
        // In the order of the key, so that a first pass fills one page after the other.
        var order = new.enumerated().map { (begunAt: $1.task.begunAt, row: $0) }
        order.sort { $0.begunAt < $1.begunAt }
        try inserter.insert(new.count) { row, statement, first in
            let (id, task) = new[order[row].row]
            try statement.bind(service, at: first)
            try id.bind(to: statement, at: first + 1)
            try statement.bind(observed, at: first + 2)
            try statement.bind(previous, at: first + 3)
            try bind(task, to: statement, from: first + 4)
            touch(task)
        }
    }

    private func touch(_ task: OpenTask) {
        let interval = Timestamp(milliseconds: task.intervalAt)
        touched = min(touched ?? interval, interval)
    }

    private func rewrite(
        _ service: Int64, _ id: EntityID, _ held: OpenTask, as task: OpenTask
    ) throws {
        let statement = try connection.cached(
            """
            UPDATE task_fact SET (\(OpenTask.columns)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """)
        try bind(task, to: statement, from: 1)
        try statement.bind(service, at: 13)
        try statement.bind(held.intervalAt, at: 14)
        try statement.bind(held.begunAt, at: 15)
        try id.bind(to: statement, at: 16)
        while try statement.step() {}
        touch(held)
        touch(task)
    }

    private func bind(_ task: OpenTask, to statement: Statement, from first: Int32) throws {
        try statement.bind(task.intervalAt, at: first)
        try statement.bind(task.type, at: first + 1)
        try statement.bind(task.state, at: first + 2)
        try statement.bind(task.modality, at: first + 3)
        try statement.bind(task.origin, at: first + 4)
        try statement.bind(task.agent, at: first + 5)
        try statement.bind(task.customer.map { .text($0) } ?? .null, at: first + 6)
        try statement.bind(task.created, at: first + 7)
        try statement.bind(task.queueStarted, at: first + 8)
        try statement.bind(task.connected, at: first + 9)
        try statement.bind(task.connectedSeen, at: first + 10)
        try statement.bind(task.begunAt, at: first + 11)
    }

    // MARK: What is gone

    /// Whether a last look tells of this stay, and not of a later one in another queue.
    private static func isSameStay(_ look: LucsTask, _ task: OpenTask) -> Bool {
        guard let queued = look.queueStarted, let held = task.queueStarted else { return true }
        return queued.milliseconds == held
    }

    /// Ends what departed. To be called once, after all listings are applied.
    ///
    /// The end lies after the last listing that named the task and at or before the first that
    /// did not; where the same agent was connected to another task in between, at or before
    /// that. The estimate is the midpoint. Across a gap it is the last listing: nothing is
    /// stretched over what was not seen.
    func endDeparted(lastLooks: [EntityID: LucsTask?]) throws {
        let end = try connection.cached(
            """
            UPDATE task_fact SET ended_after_at = ?, ended_before_at = ?, ended_at = ?,
                is_unsure = ?, connected_at = ?
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """)
        if departed.isEmpty { return }
        let connections = Dictionary(grouping: connections, by: \.agent)
        for departed in departed {
            let task = departed.task
            let look = lastLooks[departed.id].flatMap { $0 }.flatMap {
                Self.isSameStay($0, task) ? $0 : nil
            }
            let connected = task.connected ?? look?.connected?.milliseconds
            let earliest = max(
                task.created ?? .min, task.queueStarted ?? .min, connected ?? .min)
            var after = departed.observedAt
            var estimateAtStart = false
            switch departed.continuity {
            case .continues(let from): after = from.milliseconds
            case .begins(let since):
                if let since { after = since.milliseconds }
                estimateAtStart = true
            case .stale: continue
            }
            after = max(after, earliest)
            var before = max(departed.observedAt, after)
            if let agent = task.agent, let connected {
                for next in connections[agent] ?? []
                where next.connectedAt > max(after, connected) && next.connectedAt < before {
                    before = next.connectedAt
                }
            }
            let estimate = estimateAtStart ? after : after + (before - after) / 2
            let isWaiting = task.queueStarted != nil && connected == nil
            try end.run(
                .integer(after), .integer(before), .integer(estimate),
                .integer(isWaiting && look == nil ? 1 : 0), Value(connected),
                .integer(departed.service), .integer(task.intervalAt), .integer(task.begunAt),
                departed.id.stored)
            touch(task)
            ended += 1
        }
    }
}
