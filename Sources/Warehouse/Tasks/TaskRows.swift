import LucsModel
import SQLite

/// The rows of `task_fact`: the one place that reads and writes them.
struct TaskRows: KnownTasks {
    private let connection: Connection
    /// Held here rather than looked up by their text for every task.
    private let selectOpen: Statement
    private let selectKey: Statement
    private let selectAbandoned: Statement
    private let inserter: RowInserter
    let wereNone: Bool

    init(_ connection: Connection) throws {
        self.connection = connection
        selectOpen = try connection.cached(
            """
            SELECT id, \(OpenTask.columns) FROM task_fact INDEXED BY task_fact_open
            WHERE service_key = ? AND ended_at IS NULL
            """)
        selectKey = try connection.cached(
            """
            SELECT \(OpenTask.columns), ended_at, flowed_out_at FROM task_fact
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """)
        selectAbandoned = try connection.cached(
            """
            SELECT service_key, ended_before_at, \(OpenTask.columns) FROM task_fact
            WHERE id = ? AND ended_at IS NOT NULL AND connected_at IS NULL
                AND flowed_out_at IS NULL
            """)
        inserter = RowInserter(
            connection,
            "INSERT INTO task_fact (service_key, id, first_seen_at, \(OpenTask.columns))",
            columns: Int(OpenTask.columnCount) + 3)
        wereNone =
            try connection.cached("SELECT EXISTS (SELECT 1 FROM task_fact)").scalar()
            == .integer(0)
    }

    func open(of service: Int64, expecting expected: Int) throws -> [EntityID: OpenTask] {
        var open: [EntityID: OpenTask] = [:]
        try selectOpen.forEach(.integer(service)) { row in
            guard let id = EntityID(stored: row[0]) else { return }
            if open.isEmpty { open.reserveCapacity(expected) }
            open[id] = try OpenTask(row, from: 1)
        }
        return open
    }

    /// The index alone answers it.
    func openTasks() throws -> Set<EntityID> {
        var open: Set<EntityID> = []
        try connection.cached("SELECT id FROM task_fact WHERE ended_at IS NULL").forEach { row in
            if let id = EntityID(stored: row[0]) { open.insert(id) }
        }
        return open
    }

    /// Reads the index of open stays as a whole, and the rows of these tasks alone.
    func openStays(of ids: Set<EntityID>) throws -> [EntityID: [KnownStay]] {
        var keys: [TaskKey] = []
        try connection.cached(
            """
            SELECT service_key, interval_at, begun_at, id FROM task_fact WHERE ended_at IS NULL
            """
        ).forEach { row in
            guard let id = EntityID(stored: row[3]), ids.contains(id) else { return }
            keys.append(
                TaskKey(
                    service: try row.requiredInteger(0), intervalAt: try row.requiredInteger(1),
                    begunAt: try row.requiredInteger(2), id: id))
        }
        var stays: [EntityID: [KnownStay]] = [:]
        for key in keys {
            if let task = try find(key)?.task {
                stays[key.id, default: []].append(KnownStay(key: key, task: task))
            }
        }
        return stays
    }

    func ended(_ key: TaskKey) throws -> (task: OpenTask, flowedOutAt: Int64?)? {
        guard let found = try find(key), found.isEnded else { return nil }
        return (found.task, found.flowedOutAt)
    }

    private func find(
        _ key: TaskKey
    ) throws -> (task: OpenTask, isEnded: Bool, flowedOutAt: Int64?)? {
        try bind(key, to: selectKey, from: 1)
        defer { selectKey.reset() }
        guard try selectKey.step() else { return nil }
        let (row, columns) = (selectKey.row, Int(OpenTask.columnCount))
        return (
            try OpenTask(row, from: 0), try row.integer(columns) != nil,
            try row.integer(columns + 1)
        )
    }

    func abandonedStays(of id: EntityID) throws -> [KnownStay] {
        var stays: [KnownStay] = []
        try id.bind(to: selectAbandoned, at: 1)
        defer { selectAbandoned.reset() }
        while try selectAbandoned.step() {
            let row = selectAbandoned.row
            let task = try OpenTask(row, from: 2)
            stays.append(
                KnownStay(
                    key: TaskKey(service: try row.requiredInteger(0), id: id, task), task: task,
                    endedBefore: try row.integer(1)))
        }
        return stays
    }

    // MARK: Writing

    /// Inserts new stays in the order of the key, so that a first pass fills page after page.
    func insert(_ new: [NewTask]) throws {
        var order = new.enumerated().map { (begunAt: $1.task.begunAt, index: $0) }
        order.sort { $0.begunAt < $1.begunAt }
        try inserter.insert(new.count) { row, statement, first in
            let index = order[row].index
            try statement.bind(new[index].service, at: first)
            try new[index].id.bind(to: statement, at: first + 1)
            try statement.bind(new[index].observed, at: first + 2)
            try bind(new[index].task, to: statement, from: first + 3)
        }
    }

    /// Writes a stay over the one with this key, which is open from now on.
    ///
    /// A list that states the queue start late may lead to a key that a former stay has: that one
    /// was the same stay.
    func update(_ updated: UpdatedTask) throws {
        let marks = String(repeating: ", ?", count: Int(OpenTask.columnCount))
        let statement = try connection.cached(
            """
            UPDATE OR REPLACE task_fact SET (ended_at, ended_after_at, ended_before_at,
                is_unconfirmed, flowed_out_at, service_key, \(OpenTask.columns))
                = (NULL, NULL, NULL, 0, NULL, ?\(marks))
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """)
        try statement.bind(updated.service, at: 1)
        try bind(updated.task, to: statement, from: 2)
        try bind(updated.key, to: statement, from: 2 + OpenTask.columnCount)
        while try statement.step() {}
    }

    func end(_ task: EndedTask) throws {
        try connection.cached(
            """
            UPDATE task_fact SET ended_after_at = ?, ended_before_at = ?, ended_at = ?,
                is_unconfirmed = ?, connected_at = ?, agent_key = ?
            WHERE service_key = ? AND interval_at = ? AND begun_at = ? AND id = ?
            """
        ).run(
            .integer(task.after), Value(task.before), .integer(task.estimate),
            .integer(task.isUnconfirmed ? 1 : 0), Value(task.connected), Value(task.agent),
            .integer(task.key.service), .integer(task.key.intervalAt),
            .integer(task.key.begunAt), task.key.id.stored)
    }

    func flowOut(_ task: FlowedOutTask) throws {
        try connection.cached(
            """
            UPDATE task_fact SET ended_after_at = ?1, ended_before_at = ?1, ended_at = ?1,
                flowed_out_at = ?1, is_unconfirmed = 0
            WHERE service_key = ?2 AND interval_at = ?3 AND begun_at = ?4 AND id = ?5
            """
        ).run(
            .integer(task.at), .integer(task.key.service), .integer(task.key.intervalAt),
            .integer(task.key.begunAt), task.key.id.stored)
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
        try task.details.bind(to: statement, from: first + 15)
    }
}
