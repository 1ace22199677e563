internal import CSQLite

/// When statements of a connection are to give up.
final class Deadline {
    let instant: ContinuousClock.Instant

    init(_ instant: ContinuousClock.Instant) { self.instant = instant }
}

extension Connection {
    /// Runs `body`; a statement in it that goes on past `limit` ends with an error of the kind
    /// ``DatabaseError/Kind/interrupted``.
    public func limited<Result>(
        to limit: Duration, _ body: () throws -> Result
    ) throws -> Result {
        let deadline = Deadline(.now + limit)
        // SQLite asks every so many of its instructions, which is more often than once a
        // millisecond.
        sqlite3_progress_handler(
            handle, 10_000,
            { context in
                guard let context else { return 0 }
                let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
                return ContinuousClock.now < deadline.instant ? 0 : 1
            }, Unmanaged.passUnretained(deadline).toOpaque())
        defer { sqlite3_progress_handler(handle, 0, nil, nil) }
        return try withExtendedLifetime(deadline) { try body() }
    }
}
