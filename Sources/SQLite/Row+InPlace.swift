internal import CSQLite

/// A column's value where SQLite holds it: good until the statement steps again.
public enum ValueInPlace {
    case null
    case integer(Int64)
    case real(Double)
    /// UTF-8, unless another program wrote the file; see ``ValueInPlace/repaired(_:)``.
    case text(UnsafeBufferPointer<UInt8>)
    case blob(UnsafeRawBufferPointer)
}

extension ValueInPlace {
    /// The text with U+FFFD in place of bytes that are not UTF-8, as ``Row`` reads it into a
    /// `String`; `nil` if it is UTF-8 as it stands.
    public static func repaired(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.contains(where: { $0 >= 0x80 }), String(validating: text, as: UTF8.self) == nil
        else { return nil }
        return Array(String(decoding: text, as: UTF8.self).utf8)
    }
}

extension Row {
    /// The value of a column without a copy, for writing millions of them.
    public func inPlace(_ index: Int) -> ValueInPlace {
        // One look-up of the column instead of one for each thing asked about it.
        guard let value = sqlite3_column_value(handle, Int32(truncatingIfNeeded: index)) else {
            return .null
        }
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
        case SQLITE_TEXT:
            let start = sqlite3_value_text(value)
            let count = Int(sqlite3_value_bytes(value))
            return .text(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
        case SQLITE_BLOB:
            let start = sqlite3_value_blob(value)
            let count = Int(sqlite3_value_bytes(value))
            return .blob(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
        default: return .null
        }
    }
}
