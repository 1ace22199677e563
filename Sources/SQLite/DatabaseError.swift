internal import CSQLite

/// What SQLite refused, with the statement's text but never the values bound to it.
public struct DatabaseError: Error, Sendable, CustomStringConvertible {
    /// SQLite's extended result code.
    public let code: Int32
    public let message: String
    public let sql: String?
    public let path: String?

    public init(code: Int32, message: String, sql: String? = nil, path: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
        self.path = path
    }

    /// The kinds of failure that a caller treats differently.
    public enum Kind: Sendable {
        case busy, full, readOnly, cannotOpen, corrupt, notADatabase, inputOutput, constraint
        case interrupted, other
        /// A query of somebody else tried to do more than read.
        case notAllowed
        /// A value is too long, or a query returned more than it may.
        case tooMuch
        /// A writer was killed, and a connection that may only read cannot undo its half.
        case needsRollback
    }

    public var kind: Kind {
        // SQLITE_READONLY_ROLLBACK, a macro that Swift does not see.
        if code == SQLITE_READONLY | 3 << 8 { return .needsRollback }
        return switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_CORRUPT: .corrupt
        case SQLITE_NOTADB: .notADatabase
        case SQLITE_IOERR: .inputOutput
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_INTERRUPT: .interrupted
        case SQLITE_AUTH: .notAllowed
        case SQLITE_TOOBIG: .tooMuch
        default: .other
        }
    }

    public var description: String {
        var text = message
        if let path { text += " (\(path))" }
        if let sql { text += " in: \(sql)" }
        return text
    }
}

/// A column held a value of another type than was asked for.
public struct ColumnError: Error, Sendable, CustomStringConvertible {
    public let column: String
    public let expected: String
    public let found: String
    public let sql: String

    public var description: String {
        "column \(column) holds \(found), expected \(expected), in: \(sql)"
    }
}
