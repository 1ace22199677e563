import CivilTime
import LucsModel
import SQLite

/// Keeps the history of callbacks: a new version when one changes, an end when a complete list no
/// longer names it.
struct CallbackWriter {
    let connection: Connection
    let services: Keys
    let labels: Keys

    private static let columns = [
        "service_key", "state_key", "priority", "due_at", "left_in_queue_ms", "retry_count",
        "max_retries", "between_retries_ms", "retry_type_key", "task_id", "session_id",
    ]

    /// A list that is older than the latest one changes nothing.
    func apply(_ listing: Listing<Callback>) throws {
        let at = listing.observedAt.milliseconds
        let last = try connection.cached("SELECT last_at FROM callback_listing").scalar()
        if case .integer(let last)? = last, last > at { return }
        let callbacks = Keys(connection, entity: "callback")
        try callbacks.makeKeys(of: listing.rows.map(\.id))
        var writer = try DimensionWriter(
            connection, table: "callback", columns: Self.columns, at: listing.observedAt)
        for callback in listing.rows {
            try writer.add(try callbacks.key(callback.id), try values(of: callback))
        }
        if listing.isComplete { try writer.endUnlisted() }
        try writer.finish()
        guard listing.isComplete else { return }
        try connection.cached(
            """
            INSERT INTO callback_listing (listing_key, first_at, last_at) VALUES (1, ?1, ?1)
            ON CONFLICT (listing_key) DO UPDATE SET last_at = excluded.last_at
            """
        ).run(.integer(at))
    }

    private func values(of callback: Callback) throws -> [Value] {
        [
            Value(try services.key(callback.service)), Value(try labels.key(callback.state)),
            Value(callback.priority), Value(callback.due?.milliseconds),
            Value(callback.leftInQueue?.wholeMilliseconds), Value(callback.retryCount),
            Value(callback.maxRetries), Value(callback.betweenRetries?.wholeMilliseconds),
            Value(try labels.key(callback.retryType)),
            callback.externalTaskID?.stored ?? .null, callback.initiatingSession?.stored ?? .null,
        ]
    }
}
