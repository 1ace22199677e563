internal import CSQLite

/// The row that a statement stands on. Good until the statement steps again.
public struct Row {
    let statement: Statement
    let handle: OpaquePointer

    public var count: Int { Int(sqlite3_column_count(handle)) }

    public subscript(index: Int) -> Value {
        let column = Int32(index)
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT: return .text(text(column))
        case SQLITE_BLOB: return .blob(bytes(column))
        default: return .null
        }
    }

    /// The integer, or `nil` for NULL. Throws ``ColumnError`` for any other type: NULL never
    /// turns into 0, nor text into a number.
    public func integer(_ index: Int) throws -> Int64? {
        let column = Int32(index)
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return sqlite3_column_int64(handle, column)
        case SQLITE_NULL: return nil
        default: throw mismatch(index, expected: "an integer")
        }
    }

    /// The integer of a column that is never NULL.
    public func requiredInteger(_ index: Int) throws -> Int64 {
        guard let value = try integer(index) else {
            throw mismatch(index, expected: "an integer")
        }
        return value
    }

    public func text(_ index: Int) throws -> String? {
        let column = Int32(index)
        switch sqlite3_column_type(handle, column) {
        case SQLITE_TEXT: return text(column)
        case SQLITE_NULL: return nil
        default: throw mismatch(index, expected: "text")
        }
    }

    private func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func mismatch(_ index: Int, expected: String) -> ColumnError {
        let found =
            switch sqlite3_column_type(handle, Int32(index)) {
            case SQLITE_INTEGER: "an integer"
            case SQLITE_FLOAT: "a real number"
            case SQLITE_TEXT: "text"
            case SQLITE_BLOB: "a blob"
            default: "NULL"
            }
        let name = sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? "?"
        return ColumnError(column: name, expected: expected, found: found, sql: statement.sql)
    }
}
