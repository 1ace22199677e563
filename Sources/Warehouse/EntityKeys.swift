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

    /// Binds it as the warehouse keeps it, by position.
    func bind(to statement: Statement, at index: Int32) throws(DatabaseError) {
        switch self {
        case .text(let text): try statement.bind(.text(text), at: index)
        case .guid(let high, let low):
            try withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
                (bytes) throws(DatabaseError) in try statement.bind(bytes, at: index)
            }
        }
    }

    /// Whether it comes first in the order in which the warehouse keeps identifiers.
    func precedes(_ other: EntityID) -> Bool {
        switch (self, other) {
        case (.guid(let high, let low), .guid(let otherHigh, let otherLow)):
            return (high, low) < (otherHigh, otherLow)
        case (.text(let text), .text(let other)): return text < other
        // SQLite sorts text before blobs.
        case (.text, .guid): return true
        case (.guid, .text): return false
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
    private var inserter: RowInserter?

    /// `table` and `column` are the program's own names, never data.
    init(_ connection: Connection, entity table: String, column: String = "id") {
        self.connection = connection
        self.table = table == "label" ? table : table + "_entity"
        keyColumn = table + "_key"
        self.column = column
    }

    private func load() throws -> RowInserter {
        if let inserter { return inserter }
        try connection.cached("SELECT \(keyColumn), \(column) FROM \(table)").forEach { row in
            let key = try row.requiredInteger(0)
            greatest = max(greatest, key)
            if column != "id" {
                if let word = try row.text(1) { words[word] = key }
            } else if let id = EntityID(stored: row[1]) {
                entities[id] = key
            }
        }
        let inserter = RowInserter(
            connection, "INSERT INTO \(table) (\(keyColumn), \(column))", columns: 2)
        self.inserter = inserter
        return inserter
    }

    func key(_ id: EntityID) throws -> Int64 {
        let inserter = try load()
        if let key = entities[id] { return key }
        try make([id], inserter)
        return greatest
    }

    /// Makes the keys of those that have none yet, all at once and in the order of the
    /// identifiers: the index of these is then filled page after page.
    func makeKeys(of ids: [EntityID]) throws {
        let inserter = try load()
        try make(Set(ids.filter { entities[$0] == nil }).sorted { $0.precedes($1) }, inserter)
    }

    private func make(_ ids: [EntityID], _ inserter: RowInserter) throws {
        try inserter.insert(ids.count) { row, statement, first in
            try statement.bind(greatest + 1, at: first)
            try ids[row].bind(to: statement, at: first + 1)
            greatest += 1
            entities[ids[row]] = greatest
        }
    }

    func key(_ word: String) throws -> Int64 {
        let inserter = try load()
        if let key = words[word] { return key }
        try inserter.insert(1) { _, statement, first in
            try statement.bind(greatest + 1, at: first)
            try statement.bind(.text(word), at: first + 1)
        }
        greatest += 1
        words[word] = greatest
        return greatest
    }

    /// As ``key(_:)``, for words of which one often follows another of its like: `latest` keeps
    /// the last one, which costs less than looking it up.
    func key(_ word: String?, after latest: inout LatestWord?) throws -> Int64? {
        guard let word else { return nil }
        if let latest, latest.word == word { return latest.key }
        let key = try key(word)
        latest = LatestWord(word: word, key: key)
        return key
    }

    func key(_ id: EntityID?) throws -> Int64? { try id.map { try key($0) } }

    func key(_ word: String?) throws -> Int64? { try word.map { try key($0) } }
}

/// A word and its key.
struct LatestWord {
    var word: String
    var key: Int64
}
