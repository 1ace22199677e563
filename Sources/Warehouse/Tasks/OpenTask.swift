import CivilTime
import LucsModel
import SQLite

/// A task that is not known to have ended, as the warehouse holds it. Times in epoch milliseconds.
struct OpenTask: Equatable {
    var intervalAt: Int64
    /// When it entered the queue, else the service: what distinguishes two stays of one task.
    var begunAt: Int64
    var type: Int64?
    var state: Int64?
    var modality: Int64?
    var origin: Int64?
    var agent: Int64?
    var customer: String?
    var created: Int64?
    var queueStarted: Int64?
    var connected: Int64?
    /// The first poll that showed it, and the time since the poll before, if no gap lies between.
    var queueSeen: Int64?
    var queueSpacing: Int64?
    var connectedSeen: Int64?
    var connectedSpacing: Int64?
    var details = TaskDetails()

    /// The label that tells calls from chats and mails, 0 if none was told: as `channel_key` in the
    /// view `task_outcome`.
    var channel: Int64 { modality ?? type ?? 0 }

    static let columns = """
        interval_at, type_key, state_key, modality_key, origin_key, agent_key, customer,
        created_at, queue_started_at, connected_at, queue_seen_at, queue_spacing_ms,
        connected_seen_at, connected_spacing_ms, begun_at, external_id, custom_origin_key,
        algorithm_key, agent_profile_key, responsible_level
        """
    static let columnCount: Int32 = 20

    /// A task as a poll shows it.
    ///
    /// - Parameter spacing: the time since the poll before; `nil` after a gap.
    init(
        intervalAt: Int64, begunAt: Int64, type: Int64?, state: Int64?, modality: Int64?,
        origin: Int64?, agent: Int64?, customer: String?, created: Int64?, queueStarted: Int64?,
        connected: Int64?, observed: Int64, spacing: Int64?, details: TaskDetails = TaskDetails()
    ) {
        self.details = details
        self.intervalAt = intervalAt
        self.begunAt = begunAt
        self.type = type
        self.state = state
        self.modality = modality
        self.origin = origin
        self.agent = agent
        self.customer = customer
        self.created = created
        self.queueStarted = queueStarted
        self.connected = connected
        if queueStarted != nil {
            queueSeen = observed
            queueSpacing = spacing
        }
        if connected != nil {
            connectedSeen = observed
            connectedSpacing = spacing
        }
    }

    /// Reads ``columns`` from a row, from the column at `first` on.
    init(_ row: Row, from first: Int) throws {
        intervalAt = try row.requiredInteger(first)
        type = try row.integer(first + 1)
        state = try row.integer(first + 2)
        modality = try row.integer(first + 3)
        origin = try row.integer(first + 4)
        agent = try row.integer(first + 5)
        customer = try row.text(first + 6)
        created = try row.integer(first + 7)
        queueStarted = try row.integer(first + 8)
        connected = try row.integer(first + 9)
        queueSeen = try row.integer(first + 10)
        queueSpacing = try row.integer(first + 11)
        connectedSeen = try row.integer(first + 12)
        connectedSpacing = try row.integer(first + 13)
        begunAt = try row.requiredInteger(first + 14)
        details = try TaskDetails(row, from: first + 15)
    }

    /// Returns what is known after a poll showed `now` of a task held as this one. A time once
    /// known stays: a call that is parked or handed on inside its service was connected all the
    /// same.
    func merged(with now: OpenTask) -> OpenTask {
        var merged = now
        merged.created = now.created ?? created
        merged.queueStarted = queueStarted ?? now.queueStarted
        merged.connected = connected ?? now.connected
        if queueStarted != nil {
            merged.queueSeen = queueSeen
            merged.queueSpacing = queueSpacing
        }
        if connected != nil {
            merged.connectedSeen = connectedSeen
            merged.connectedSpacing = connectedSpacing
        }
        merged.agent = now.agent ?? agent
        merged.customer = now.customer ?? customer
        merged.details = details.merged(with: now.details)
        if queueStarted != nil || now.queueStarted == nil {
            merged.intervalAt = intervalAt
            merged.begunAt = begunAt
        }
        return merged
    }
}
