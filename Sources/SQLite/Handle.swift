internal import CSQLite

/// The open database that a connection and its statements share; closed with the last of them.
final class Handle {
    let pointer: OpaquePointer
    let path: String
    /// What holds while queries of somebody else run.
    var restriction: Restriction?
    var hasAuthorizer = false
    /// The limits that a restriction lowers, with their own values.
    var savedLimits: [(kind: Int32, value: Int32)] = []

    init(path: String, flags: Int32) throws(DatabaseError) {
        var pointer: OpaquePointer?
        let code = sqlite3_open_v2(path, &pointer, flags, nil)
        guard code == SQLITE_OK, let pointer, lucstats_sqlite_harden(pointer) == SQLITE_OK else {
            let message = pointer.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(pointer)
            throw DatabaseError(code: code, message: message, path: path)
        }
        self.pointer = pointer
        self.path = path
    }

    deinit {
        sqlite3_close_v2(pointer)
    }

    func error(_ code: Int32, sql: String?, or fallback: String? = nil) -> DatabaseError {
        if restriction != nil, code & 0xFF == SQLITE_TOOBIG {
            let isText = (sql?.utf8.count ?? 0) > QueryLimits.textBytes
            return DatabaseError(
                code: code,
                message: isText
                    ? "it is longer than \(QueryLimits.textBytes) bytes"
                    : "it makes a value of more than \(QueryLimits.valueBytes) bytes",
                sql: sql, path: path)
        }
        let message =
            sqlite3_errcode(pointer) == SQLITE_OK
            ? fallback ?? String(cString: sqlite3_errstr(code))
            : String(cString: sqlite3_errmsg(pointer))
        return DatabaseError(code: code, message: message, sql: sql, path: path)
    }
}
