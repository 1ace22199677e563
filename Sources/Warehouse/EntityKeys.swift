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
///
/// Reads the whole table when first asked, and counts on alone from there: only inside a
/// transaction that holds the write lock.
final class Keys {
    private let connection: Connection
    private let table: String
    private let keyColumn: String
    private let column: String
    // Two tables, so that asking again makes no value of the warehouse's.
    private var entities: [EntityID: Int64] = [:]
    private var words: [String: Int64] = [:]
    private var greatest: Int64 = 0
    private var insert: Statement?

    /// `table` and `column` are the program's own names, never data.
    init(_ connection: Connection, entity table: String, column: String = "id") {
        self.connection = connection
        self.table = table == "label" ? table : table + "_entity"
        keyColumn = table + "_key"
        self.column = column
    }

    private func load() throws -> Statement {
        try connection.cached("SELECT \(keyColumn), \(column) FROM \(table)").forEach { row in
            let key = try row.requiredInteger(0)
            greatest = max(greatest, key)
            if column != "id" {
                if let word = try row.text(1) { words[word] = key }
            } else if let id = EntityID(stored: row[1]) {
                entities[id] = key
            }
        }
        return try connection.cached(
            "INSERT INTO \(table) (\(keyColumn), \(column)) VALUES (?, ?)")
    }

    private func make(_ value: Value, _ insert: Statement) throws -> Int64 {
        try insert.run(.integer(greatest + 1), value)
        greatest += 1
        return greatest
    }

    func key(_ id: EntityID) throws -> Int64 {
        let statement = try insert ?? load()
        insert = statement
        if let key = entities[id] { return key }
        let key = try make(id.stored, statement)
        entities[id] = key
        return key
    }

    func key(_ word: String) throws -> Int64 {
        let statement = try insert ?? load()
        insert = statement
        if let key = words[word] { return key }
        let key = try make(.text(word), statement)
        words[word] = key
        return key
    }

    func key(_ id: EntityID?) throws -> Int64? { try id.map { try key($0) } }

    func key(_ word: String?) throws -> Int64? { try word.map { try key($0) } }
}
