import LucsModel
import SQLite

/// A task's key in `task_fact`.
struct TaskKey: Hashable {
    var service: Int64
    var intervalAt: Int64
    var begunAt: Int64
    var id: EntityID

    init(service: Int64, id: EntityID, _ task: OpenTask) {
        self.service = service
        self.id = id
        intervalAt = task.intervalAt
        begunAt = task.begunAt
    }
}

/// The rows of `task_fact`: the one place that reads and writes them.
struct TaskRows {
    private let connection: Connection
    /// Held here rather than looked up by their text for every task.
    private let selectOpen: Statement
    private let inserter: RowInserter
    /// Whether there was any task when this was made.
    let wereAny: Bool

    init(_ connection: Connection) throws {
        self.connection = connection
        selectOpen = try connection.cached(
            """
            SELECT id, \(OpenTask.columns) FROM task_fact
            WHERE service_key = ? AND ended_at IS NULL
            """)
        inserter = RowInserter(
            connection,
            "INSERT INTO task_fact (service_key, id, first_seen_at, \(OpenTask.columns))",
            columns: Int(OpenTask.columnCount) + 3)
        wereAny =
            try connection.cached("SELECT EXISTS (SELECT 1 FROM task_fact)").scalar()
            == .integer(1)
    }

    /// The tasks of a service that were not seen to end.
    func open(of service: Int64) throws -> [EntityID: OpenTask] {
        var open: [EntityID: OpenTask] = [:]
        try selectOpen.forEach(.integer(service)) { row in
            guard let id = EntityID(stored: row[0]) else { return }
            open[id] = try OpenTask(row, from: 1)
        }
        return open
    }

    /// Which service holds each task that was not seen to end. The index alone answers it.
    func holders() throws -> [EntityID: Int64] {
        var holders: [EntityID: Int64] = [:]
        try connection.cached("SELECT service_key, id FROM task_fact WHERE ended_at IS NULL")
            .forEach { row in
                if let id = EntityID(stored: row[1]) {
                    holders[id] = try row.requiredInteger(0)
                }
            }
        return holders
    }

    /// The task with this key, if it has ended.
    func ended(_ key: TaskKey) throws -> OpenTask? {
        var found: OpenTask?
        let statement = try connection.cached(
            """
            SELECT \(OpenTask.columns) FROM task_fact
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
                AND ended_at IS NOT NULL
            """)
        try bind(key, to: statement, from: 1)
        defer { statement.reset() }
        while try statement.step() { found = try OpenTask(statement.row, from: 0) }
        return found
    }

    /// Inserts tasks that their lists tell for the first time, in the order of the key: so a
    /// first pass fills one page after the other.
    func insert(_ new: [Newcomers.One]) throws {
        var order = new.enumerated().map { (begunAt: $1.task.begunAt, index: $0) }
        order.sort { $0.begunAt < $1.begunAt }
        try inserter.insert(new.count) { row, statement, first in
            let index = order[row].index
            try statement.bind(new[index].look.service, at: first)
            try new[index].id.bind(to: statement, at: first + 1)
            try statement.bind(new[index].look.observed, at: first + 2)
            try bind(new[index].task, to: statement, from: first + 3)
        }
    }

    /// Writes a task over the one with this key, open as it is or opened again.
    ///
    /// - Parameter service: the service that holds it from now on.
    func rewrite(_ key: TaskKey, as task: OpenTask, in service: Int64) throws {
        let marks = String(repeating: ", ?", count: Int(OpenTask.columnCount))
        let statement = try connection.cached(
            """
            UPDATE task_fact SET (ended_at, ended_after_at, ended_before_at, is_unsure,
                service_key, \(OpenTask.columns)) = (NULL, NULL, NULL, 0, ?\(marks))
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """)
        try statement.bind(service, at: 1)
        try bind(task, to: statement, from: 2)
        try bind(key, to: statement, from: 2 + OpenTask.columnCount)
        while try statement.step() {}
    }

    /// Ends a task between two instants.
    func end(
        _ key: TaskKey, after: Int64, before: Int64, estimate: Int64, isUnsure: Bool,
        connected: Int64?
    ) throws {
        try connection.cached(
            """
            UPDATE task_fact SET ended_after_at = ?, ended_before_at = ?, ended_at = ?,
                is_unsure = ?, connected_at = ?
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """
        ).run(
            .integer(after), .integer(before), .integer(estimate), .integer(isUnsure ? 1 : 0),
            Value(connected), .integer(key.service), .integer(key.intervalAt),
            .integer(key.begunAt), key.id.stored)
    }

    private func bind(_ key: TaskKey, to statement: Statement, from first: Int32) throws {
        try statement.bind(key.service, at: first)
        try statement.bind(key.intervalAt, at: first + 1)
        try statement.bind(key.begunAt, at: first + 2)
        try key.id.bind(to: statement, at: first + 3)
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
        try statement.bind(task.queueSeen, at: first + 10)
        try statement.bind(task.queueSpacing, at: first + 11)
        try statement.bind(task.connectedSeen, at: first + 12)
        try statement.bind(task.connectedSpacing, at: first + 13)
        try statement.bind(task.begunAt, at: first + 14)
    }
}
