internal import CSQLite

/// One connection to one database file.
///
/// Not `Sendable`: one task uses it at a time; a second reader opens its own.
public final class Connection {
    public enum Mode: Sendable {
        /// Never changes the file.
        case readOnly
        /// Opens an existing file for writing.
        case readWrite
        /// Makes the file when there is none.
        case create
    }

    let database: Handle
    var handle: OpaquePointer { database.pointer }
    public var path: String { database.path }
    private var prepared: [String: Statement] = [:]
    private let busyMilliseconds: Int32
    private static let isSetUp = lucstats_sqlite_without_memory_statistics() == SQLITE_OK

    /// - Throws: ``DatabaseError`` when the file cannot be opened. That it is no database is
    ///   only found by the first statement.
    public init(path: String, mode: Mode, busyTimeout: Duration = .seconds(10))
        throws(DatabaseError)
    {
        _ = Self.isSetUp
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        switch mode {
        case .readOnly: flags |= SQLITE_OPEN_READONLY
        case .readWrite: flags |= SQLITE_OPEN_READWRITE
        case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
        database = try Handle(path: path, flags: flags)
        let milliseconds =
            busyTimeout.components.seconds * 1000
            + busyTimeout.components.attoseconds / 1_000_000_000_000_000
        busyMilliseconds = Int32(clamping: milliseconds)
        sqlite3_busy_timeout(handle, busyMilliseconds)
        // Finds damaged pages before they are read further.
        sqlite3_exec(handle, "PRAGMA cell_size_check = ON", nil, nil, nil)
    }

    /// A new statement, of its caller alone.
    public func prepare(_ sql: String) throws(DatabaseError) -> Statement {
        try Statement(database: database, sql: sql)
    }

    /// A statement kept for reuse: the same text gives the same statement. Not for use inside
    /// its own rows.
    public func cached(_ sql: String) throws(DatabaseError) -> Statement {
        if let statement = prepared[sql] { return statement }
        let statement = try Statement(database: database, sql: sql)
        prepared[sql] = statement
        return statement
    }

    /// Gives up the statements kept for reuse, as before closing or migrating.
    public func forgetStatements() {
        prepared.removeAll()
    }

    /// Runs a text of any number of statements.
    public func execute(_ script: String) throws(DatabaseError) {
        var message: UnsafeMutablePointer<CChar>?
        let code = sqlite3_exec(handle, script, nil, nil, &message)
        defer { sqlite3_free(message) }
        guard code == SQLITE_OK else {
            throw database.error(code, sql: script.count > 200 ? nil : script)
        }
    }

    /// Rows that the last statement changed.
    public var changes: Int64 { sqlite3_changes64(handle) }

    /// Rows changed since the connection opened.
    public var totalChanges: Int64 { sqlite3_total_changes64(handle) }

    /// Runs `body`, in which nothing waits for another connection.
    public func withoutWaiting<Result>(_ body: () throws -> Result) rethrows -> Result {
        sqlite3_busy_timeout(handle, 0)
        defer { sqlite3_busy_timeout(handle, busyMilliseconds) }
        return try body()
    }

    /// Makes a statement that is running in another thread end soon with an interruption.
    public func interrupt() {
        sqlite3_interrupt(handle)
    }
}
