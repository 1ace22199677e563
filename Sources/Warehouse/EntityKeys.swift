import LucsModel
import SQLite

extension EntityID {
    /// As the warehouse keeps it: the 16 bytes of a GUID, or the text.
    var stored: Value {
        switch self {
        case .text(let text): return .text(text)
        case .guid(let high, let low):
            return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { .blob(Array($0)) }
        }
    }

    init?(stored value: Value) {
        switch value {
        case .text(let text): self = .text(text)
        case .blob(let bytes) where bytes.count == 16:
            self = bytes.withUnsafeBytes {
                .guid(
                    UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            }
        default: return nil
        }
    }
}

/// The small integers that stand for entities and words in facts, made on first sight.
final class Keys {
    private let connection: Connection
    private let select: String
    private let insert: String
    // Two tables, so that asking again makes no value of the warehouse's.
    private var entities: [EntityID: Int64] = [:]
    private var words: [String: Int64] = [:]

    /// `table` and `column` are the program's own names, never data.
    init(_ connection: Connection, entity table: String, column: String = "id") {
        self.connection = connection
        select = "SELECT \(table)_key FROM \(Self.name(table)) WHERE \(column) = ?"
        insert = "INSERT INTO \(Self.name(table)) (\(column)) VALUES (?) RETURNING \(table)_key"
    }

    private static func name(_ table: String) -> String {
        table == "label" ? table : table + "_entity"
    }

    private func findOrMake(_ value: Value) throws -> Int64 {
        if case .integer(let found)? = try connection.cached(select).scalar(value) {
            return found
        }
        guard case .integer(let made)? = try connection.cached(insert).scalar(value) else {
            throw DatabaseError(code: 1, message: "no key was made", sql: insert)
        }
        return made
    }

    func key(_ id: EntityID) throws -> Int64 {
        if let key = entities[id] { return key }
        let key = try findOrMake(id.stored)
        entities[id] = key
        return key
    }

    func key(_ text: String) throws -> Int64 {
        if let key = words[text] { return key }
        let key = try findOrMake(.text(text))
        words[text] = key
        return key
    }

    func key(_ id: EntityID?) throws -> Int64? { try id.map { try key($0) } }

    func key(_ text: String?) throws -> Int64? { try text.map { try key($0) } }
}
