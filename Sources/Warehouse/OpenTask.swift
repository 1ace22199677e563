import CivilTime
import LucsModel
import SQLite

/// A task that has not been seen to end, as the warehouse holds it. Times in epoch milliseconds.
struct OpenTask: Equatable {
    var intervalAt: Int64
    var type: Int64?
    var state: Int64?
    var modality: Int64?
    var origin: Int64?
    var agent: Int64?
    var customer: String?
    var created: Int64?
    var queueStarted: Int64?
    var connected: Int64?
    var connectedSeen: Int64?

    static let columns = """
        interval_at, type_key, state_key, modality_key, origin_key, agent_key, customer,
        created_at, queue_started_at, connected_at, connected_seen_at
        """

    init(
        intervalAt: Int64, type: Int64?, state: Int64?, modality: Int64?, origin: Int64?,
        agent: Int64?, customer: String?, created: Int64?, queueStarted: Int64?,
        connected: Int64?, connectedSeen: Int64?
    ) {
        self.intervalAt = intervalAt
        self.type = type
        self.state = state
        self.modality = modality
        self.origin = origin
        self.agent = agent
        self.customer = customer
        self.created = created
        self.queueStarted = queueStarted
        self.connected = connected
        self.connectedSeen = connectedSeen
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
        connectedSeen = try row.integer(first + 10)
    }

    /// What is known when a listing tells `now` of a task held as this one. A time once told
    /// stays: a call that is parked or handed on inside its service was connected all the same.
    func told(_ now: OpenTask) -> OpenTask {
        var merged = now
        merged.created = now.created ?? created
        merged.queueStarted = queueStarted ?? now.queueStarted
        merged.connected = connected ?? now.connected
        merged.connectedSeen = connected != nil ? connectedSeen : now.connectedSeen
        merged.agent = now.agent ?? agent
        merged.customer = now.customer ?? customer
        if queueStarted != nil { merged.intervalAt = intervalAt }
        return merged
    }
}
