extension Connection {
    /// Runs `body` in one transaction that takes the write lock at once: all of it is kept, or,
    /// when it throws, nothing.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // The first error is the one to tell; a failed rollback means SQLite did it already.
            try? execute("ROLLBACK")
            throw error
        }
    }

    /// Runs `body` over one unchanging view of the database, whatever is written meanwhile.
    public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        return try body()
    }

    /// The value of a pragma that answers with one.
    public func pragma(_ name: String) throws -> Value? {
        try prepare("PRAGMA \(name)").scalar()
    }
}
