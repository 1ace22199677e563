internal import CSQLite

/// A column's value where SQLite holds it: good until the statement steps again.
public enum ValueInPlace {
    case null
    case integer(Int64)
    case real(Double)
    case text(UnsafeBufferPointer<UInt8>)
    case blob(UnsafeRawBufferPointer)
}

extension Row {
    /// The value of a column without a copy, for writing millions of them.
    public func inPlace(_ index: Int) -> ValueInPlace {
        let column = Int32(truncatingIfNeeded: index)
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .text(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .blob(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
        default: return .null
        }
    }
}
