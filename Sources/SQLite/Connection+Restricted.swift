internal import CSQLite

extension Connection {
    /// Runs `body`, in which every statement may only read this database, and only within limits.
    ///
    /// For queries that somebody else may have written. A statement that does anything else than
    /// read is refused with an error of the kind ``DatabaseError/Kind/notAllowed`` when it is
    /// prepared; one that exceeds a limit ends with ``DatabaseError/Kind/interrupted`` (the
    /// deadline) or ``DatabaseError/Kind/tooMuch``.
    @discardableResult
    public func restricted<Result>(
        to limits: QueryLimits, _ body: () throws -> Result
    ) throws -> Result {
        let before = database.restriction
        let restriction = Restriction(limits)
        try database.restrict(to: restriction)
        defer { database.resume(before) }
        return try body()
    }
}

/// What holds of the statements of a connection for a while.
final class Restriction {
    let limits: QueryLimits
    private var unchecked = 0

    init(_ limits: QueryLimits) { self.limits = limits }

    var isOver: Bool { ContinuousClock.now >= limits.deadline }

    /// Counts the row that a statement stands on.
    ///
    /// - Returns: why it may not be read, with SQLite's code; `nil` if it may.
    func refusal(of statement: OpaquePointer, rows: inout Int, bytes: inout Int) -> (
        code: Int32, reason: String
    )? {
        rows += 1
        guard rows <= limits.rows else {
            return (SQLITE_TOOBIG, "it returns more than \(limits.rows) rows")
        }
        for column in 0..<sqlite3_column_count(statement) {
            switch sqlite3_column_type(statement, column) {
            case SQLITE_TEXT, SQLITE_BLOB: bytes += Int(sqlite3_column_bytes(statement, column))
            default: break
            }
        }
        guard bytes <= limits.bytes else {
            return (SQLITE_TOOBIG, "it returns more than \(limits.bytes) bytes")
        }
        // What is done with a row takes time as well, and SQLite itself does not see it.
        unchecked += 1
        guard unchecked >= 100 else { return nil }
        unchecked = 0
        return isOver ? (SQLITE_INTERRUPT, "interrupted") : nil
    }
}

extension Handle {
    private static let lowered: [(kind: Int32, value: Int)] = [
        (SQLITE_LIMIT_LENGTH, QueryLimits.valueBytes),
        (SQLITE_LIMIT_SQL_LENGTH, QueryLimits.textBytes),
        (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, QueryLimits.patternBytes),
        (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_COLUMN, QueryLimits.columns),
    ]

    fileprivate func restrict(to restriction: Restriction) throws(DatabaseError) {
        // The handle outlives the database, and so what SQLite calls here.
        let context = Unmanaged.passUnretained(self).toOpaque()
        if !hasAuthorizer {
            let code = sqlite3_set_authorizer(pointer, authorize, context)
            guard code == SQLITE_OK else { throw error(code, sql: nil) }
            hasAuthorizer = true
        }
        if self.restriction == nil {
            for (kind, value) in Self.lowered {
                savedLimits.append((kind, sqlite3_limit(pointer, kind, Int32(clamping: value))))
            }
        }
        self.restriction = restriction
        // SQLite asks every so many of its instructions, which is more often than once a
        // millisecond.
        sqlite3_progress_handler(
            pointer, 10_000,
            { context in
                guard let context else { return 0 }
                let handle = Unmanaged<Handle>.fromOpaque(context).takeUnretainedValue()
                return handle.restriction?.isOver == true ? 1 : 0
            }, context)
    }

    /// Goes back to what held before.
    fileprivate func resume(_ before: Restriction?) {
        restriction = before
        guard before == nil else { return }
        sqlite3_progress_handler(pointer, 0, nil, nil)
        for (kind, value) in savedLimits { sqlite3_limit(pointer, kind, value) }
        savedLimits = []
    }
}

/// Answers SQLite whether a statement may do something.
private func authorize(
    _ context: UnsafeMutableRawPointer?, _ action: Int32, _ first: UnsafePointer<CChar>?,
    _ second: UnsafePointer<CChar>?, _ database: UnsafePointer<CChar>?,
    _ view: UnsafePointer<CChar>?
) -> Int32 {
    guard let context else { return SQLITE_DENY }
    let handle = Unmanaged<Handle>.fromOpaque(context).takeUnretainedValue()
    guard handle.restriction != nil else { return SQLITE_OK }
    let name = { (text: UnsafePointer<CChar>?) in text.map { String(cString: $0).lowercased() } }
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
        return name(second).map(deniedFunctions.contains) == false ? SQLITE_OK : SQLITE_DENY
    case SQLITE_PRAGMA:
        // Those that describe tables, as `pragma_table_info('task')` reads them.
        return name(first).map(describingPragmas.contains) == true ? SQLITE_OK : SQLITE_DENY
    case SQLITE_UPDATE where name(first) == "sqlite_master":
        // How `json_each` and its like declare their columns; a statement that does so is not
        // read-only, and refused for that.
        return SQLITE_OK
    default: return SQLITE_DENY
    }
}

private let deniedFunctions: Set<String> = [
    "load_extension", "fts3_tokenizer", "edit", "readfile", "writefile", "sqlite_log",
]
private let describingPragmas: Set<String> = [
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
    "foreign_key_list", "database_list", "collation_list", "function_list", "compile_options",
]
