import CivilTime
import LucsModel
import SQLite

/// Keeps the context parameters that the configuration names, the latest value of each task.
struct ContextWriter {
    let connection: Connection
    let labels: Keys

    func apply(_ listing: Listing<LucsTask>) throws {
        for task in listing.rows where !task.context.isEmpty {
            for parameter in task.context {
                try connection.cached(
                    """
                    INSERT INTO context_value (id, name_key, value, first_seen_at)
                    VALUES (?, ?, ?, ?)
                    ON CONFLICT (id, name_key) DO UPDATE SET value = excluded.value
                    WHERE value <> excluded.value
                    """
                ).run(
                    task.id.stored, .integer(try labels.key(parameter.name)),
                    .text(parameter.value), .integer(listing.observedAt.milliseconds))
            }
        }
    }
}
