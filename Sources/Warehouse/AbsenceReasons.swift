import CivilTime
import LucsModel
import SQLite

/// Keeps which reasons agents may choose when they are not ready.
struct AbsenceReasons {
    let connection: Connection
    let labels: Keys

    func apply(_ listings: [Listing<String>]) throws {
        for listing in listings {
            for reason in listing.rows {
                try connection.cached(
                    """
                    INSERT INTO absence_reason (reason_key, first_at, last_at) VALUES (?1, ?2, ?2)
                    ON CONFLICT (reason_key) DO UPDATE SET last_at = excluded.last_at
                    """
                ).run(
                    .integer(try labels.key(reason)), .integer(listing.observedAt.milliseconds))
            }
        }
    }
}
