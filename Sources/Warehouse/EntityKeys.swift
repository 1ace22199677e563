import LucsModel
import SQLite

extension EntityID {
    /// As the warehouse keeps it: the 16 bytes of a GUID, or the text.
    var stored: Value {
        switch self {
        case .text(let text): return .text(text)
        case .guid(let high, let low):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(16)
            for half in [high, low] {
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: half >> shift))
                }
            }
            return .blob(bytes)
        }
    }

    init?(stored value: Value) {
        switch value {
        case .text(let text): self = .text(text)
        case .blob(let bytes) where bytes.count == 16:
            let halves = [bytes[..<8], bytes[8...]].map {
                $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            }
            self = .guid(halves[0], halves[1])
        default: return nil
        }
    }
}

/// The small integers that stand for entities and words in facts, made on first sight.
final class Keys {
    private let connection: Connection
    private let select: String
    private let insert: String
    private var known: [Value: Int64] = [:]

    /// `table` and `column` are the program's own names, never data.
    init(_ connection: Connection, entity table: String, column: String = "id") {
        self.connection = connection
        select = "SELECT \(table)_key FROM \(Self.name(table)) WHERE \(column) = ?"
        insert = "INSERT INTO \(Self.name(table)) (\(column)) VALUES (?) RETURNING \(table)_key"
    }

    private static func name(_ table: String) -> String {
        table == "label" ? table : table + "_entity"
    }

    func key(_ value: Value) throws -> Int64 {
        if let key = known[value] { return key }
        let key: Int64
        if case .integer(let found)? = try connection.cached(select).scalar(value) {
            key = found
        } else {
            let statement = try connection.cached(insert)
            guard case .integer(let made)? = try statement.scalar(value) else {
                throw DatabaseError(code: 1, message: "no key was made", sql: insert)
            }
            key = made
        }
        known[value] = key
        return key
    }

    func key(_ id: EntityID) throws -> Int64 { try key(id.stored) }

    func key(_ id: EntityID?) throws -> Int64? { try id.map { try key($0) } }

    func key(_ text: String?) throws -> Int64? { try text.map { try key(Value.text($0)) } }
}
