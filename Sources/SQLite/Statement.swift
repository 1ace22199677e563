internal import CSQLite

/// A prepared statement: prepared by its initializer, finalized with its last reference.
///
/// Not `Sendable`, as its connection is not.
public final class Statement {
    private let handle: OpaquePointer
    // Stays open for as long as a statement of it is alive.
    private let database: Handle
    public let sql: String
    /// What the run that is under way returned, if a restriction counts it.
    private var rows = 0
    private var bytes = 0

    init(database: Handle, sql: String) throws(DatabaseError) {
        var handle: OpaquePointer?
        var code = SQLITE_OK
        var hasMore = false
        sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            code = sqlite3_prepare_v3(
                database.pointer, start, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
            // Blanks and comments may follow a statement; another statement would go unseen.
            guard code == SQLITE_OK, handle != nil, let tail, tail.pointee != 0 else { return }
            var next: OpaquePointer?
            let nextCode = sqlite3_prepare_v3(database.pointer, tail, -1, 0, &next, nil)
            hasMore = nextCode != SQLITE_OK || next != nil
            sqlite3_finalize(next)
        }
        if hasMore {
            sqlite3_finalize(handle)
            throw DatabaseError(
                code: SQLITE_MISUSE, message: "more than one statement where one is expected",
                sql: sql, path: database.path)
        }
        guard code == SQLITE_OK, let handle else {
            throw database.error(
                code == SQLITE_OK ? SQLITE_MISUSE : code, sql: sql, or: "empty statement")
        }
        guard database.restriction == nil || sqlite3_stmt_readonly(handle) != 0 else {
            sqlite3_finalize(handle)
            throw DatabaseError(
                code: SQLITE_AUTH, message: "not read-only", sql: sql, path: database.path)
        }
        self.handle = handle
        self.database = database
        self.sql = sql
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// The names of the parameters, with their prefix (`:from`), in the order of their numbers.
    public var parameterNames: [String] {
        (0..<sqlite3_bind_parameter_count(handle)).compactMap { index in
            sqlite3_bind_parameter_name(handle, index + 1).map { String(cString: $0) }
        }
    }

    /// The number of parameters, those without a name included.
    public var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    public var columnNames: [String] {
        (0..<columnCount).map { index in
            sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? ""
        }
    }

    public var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// Whether the statement changes nothing in the database.
    public var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    // MARK: Binding

    /// Binds by position, from 1.
    public func bind(_ value: Value, at index: Int32) throws(DatabaseError) {
        let code: Int32
        switch value {
        case .null: code = sqlite3_bind_null(handle, index)
        case .integer(let integer): code = sqlite3_bind_int64(handle, index, integer)
        case .real(let real): code = sqlite3_bind_double(handle, index, real)
        case .text(var text):
            // The explicit count lets a NUL inside the text survive.
            code = text.withUTF8 { utf8 in
                guard let start = utf8.baseAddress else {
                    return sqlite3_bind_text(handle, index, "", 0, lucstats_sqlite_transient())
                }
                return sqlite3_bind_text64(
                    handle, index, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self),
                    UInt64(utf8.count), lucstats_sqlite_transient(), UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes):
            code = bytes.withUnsafeBytes { bindBytes($0, at: index) }
        }
        guard code == SQLITE_OK else { throw database.error(code, sql: sql) }
    }

    /// Binds an integer, or NULL, by position: the form for statements that run by the thousand.
    public func bind(_ value: Int64?, at index: Int32) throws(DatabaseError) {
        let code =
            value.map { sqlite3_bind_int64(handle, index, $0) } ?? sqlite3_bind_null(handle, index)
        guard code == SQLITE_OK else { throw database.error(code, sql: sql) }
    }

    /// Binds bytes as a blob by position; they are copied.
    public func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) throws(DatabaseError) {
        let code = bindBytes(bytes, at: index)
        guard code == SQLITE_OK else { throw database.error(code, sql: sql) }
    }

    private func bindBytes(_ bytes: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
        return sqlite3_bind_blob64(
            handle, index, bytes.baseAddress, UInt64(bytes.count), lucstats_sqlite_transient())
    }

    /// Binds by name, with or without the prefix. Names that the statement does not have are
    /// passed over, so that one set of parameters serves many queries; all others are NULL.
    public func bind(_ values: [String: Value]) throws(DatabaseError) {
        sqlite3_clear_bindings(handle)
        for (name, value) in values {
            let prefixed = name.hasPrefix(":") ? name : ":" + name
            let index = sqlite3_bind_parameter_index(handle, prefixed)
            if index > 0 { try bind(value, at: index) }
        }
    }

    // MARK: Running

    /// Moves to the next row; `false` when there is none, and then the statement is reset.
    public func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW:
            if let restriction = database.restriction { try count(by: restriction) }
            return true
        case SQLITE_DONE:
            reset()
            return false
        case let code:
            let error = database.error(code, sql: sql)
            reset()
            throw error
        }
    }

    private func count(by restriction: Restriction) throws(DatabaseError) {
        guard let refusal = restriction.refusal(of: handle, rows: &rows, bytes: &bytes) else {
            return
        }
        reset()
        throw DatabaseError(
            code: refusal.code, message: refusal.reason, sql: sql, path: database.path)
    }

    /// Binds by position, runs to the end, and forgets the rows.
    public func run(_ values: Value...) throws(DatabaseError) {
        for (offset, value) in values.enumerated() {
            try bind(value, at: Int32(offset + 1))
        }
        while try step() {}
    }

    public func reset() {
        sqlite3_reset(handle)
        (rows, bytes) = (0, 0)
    }

    // MARK: The current row

    /// A view of the row that the statement stands on, good until the next step.
    public var row: Row { Row(statement: self, handle: handle) }

    /// Binds by position and calls `body` for each row.
    public func forEach(_ values: Value..., body: (Row) throws -> Void) throws {
        for (offset, value) in values.enumerated() {
            try bind(value, at: Int32(offset + 1))
        }
        defer { reset() }
        while try step() { try body(row) }
    }

    /// The first column of the first row; `nil` when there is no row.
    public func scalar(_ values: Value...) throws -> Value? {
        for (offset, value) in values.enumerated() {
            try bind(value, at: Int32(offset + 1))
        }
        defer { reset() }
        // Not `nil` for short: that would be the value NULL.
        return try step() ? row[0] : Value?.none
    }
}
