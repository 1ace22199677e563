import CivilTime
import LucsModel
import SQLite

/// Applies the task lists of a pass: reads each list, has it compared with what the warehouse
/// holds, and writes what changed.
struct TaskWriter {
    private let rows: TaskRows
    private var reader: TaskReader
    private var reconciliation: TaskReconciliation<TaskRows>
    /// When the pass was made, in epoch milliseconds.
    private let now: Int64

    private(set) var begun = 0
    private(set) var changed = 0
    private(set) var ended = 0

    /// The intervals whose sums change with the tasks written.
    private(set) var touched = TouchedFacts()

    /// The channels of the tasks written.
    private(set) var channels: Set<Int64> = []
    private var latestChannel: Int64?

    var times: TaskTimes { reader.times }

    /// The agents that a listed task is connected to, and since when; the latest counts.
    var busySince: [Int64: Int64] {
        Dictionary(reconciliation.connections.map { ($0.agent, $0.at) }, uniquingKeysWith: max)
    }

    init(
        _ connection: Connection, agents: Keys, labels: Keys, rules: PassRules,
        pseudonyms: Pseudonyms, calendar: CalendarWriter, now: Timestamp
    ) throws {
        self.now = now.milliseconds
        rows = try TaskRows(connection)
        reader = TaskReader(
            agents: agents, labels: labels, rules: rules, pseudonyms: pseudonyms,
            calendar: calendar)
        reconciliation = TaskReconciliation(known: rows)
    }

    /// Makes room for the tasks of a pass.
    mutating func expect(_ tasks: Int) { reconciliation.reserve(tasks) }

    mutating func apply(
        _ listing: Listing<LucsTask>, service: Int64, continuity: Continuity
    ) throws {
        let poll = try reader.poll(listing, service: service, continuity: continuity)
        try write(try reconciliation.merge(poll))
    }

    /// Writes what several lists have to do with, and the ends: to be called once, after all lists
    /// are applied.
    ///
    /// - Parameters:
    ///   - finalStates: what the server returned for tasks that left their list.
    ///   - goneServices: services that left LUCS, each with its last poll.
    mutating func finish(
        finalStates: [EntityID: LucsTask?], observed: Timestamp, goneServices: [Int64: Int64]
    ) throws {
        var read: [EntityID: FinalState] = [:]
        for (id, task) in finalStates {
            if let task { read[id] = try reader.finalState(task, observed: observed) }
        }
        try write(try reconciliation.finish(finalStates: read, goneServices: goneServices))
    }

    private mutating func write(_ changes: TaskChanges) throws {
        try rows.insert(changes.new)
        for new in changes.new { touch(new.task, of: new.service) }
        for updated in changes.updated {
            try rows.update(updated)
            touched.add(
                task: updated.key.intervalAt, of: updated.key.service, waitedUntil: now,
                isAnswered: true)
            touch(updated.task, of: updated.service)
        }
        for task in changes.ended {
            try rows.end(task)
            touched.add(
                task: task.key.intervalAt, of: task.key.service,
                waitedUntil: task.before ?? task.after, isAnswered: task.agent != nil)
        }
        for task in changes.flowedOut {
            try rows.flowOut(task)
            touched.add(
                task: task.key.intervalAt, of: task.key.service, waitedUntil: now,
                isAnswered: false)
        }
        begun += changes.new.count
        changed += changes.updated.count
        ended += changes.ended.count + changes.flowedOut.count
    }

    private mutating func touch(_ task: OpenTask, of service: Int64) {
        if task.channel != latestChannel {
            latestChannel = task.channel
            channels.insert(task.channel)
        }
        touched.add(
            task: task.intervalAt, of: service, waitedUntil: task.connectedSeen ?? now,
            isAnswered: task.connected != nil)
    }
}
