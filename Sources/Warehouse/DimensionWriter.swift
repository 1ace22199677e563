import CivilTime
import LucsModel
import SQLite

/// Keeps the history of a kind of entity: a new version when an entity changes, an end when a
/// complete listing no longer names it.
struct DimensionWriter {
    private let connection: Connection
    private let table: String
    private let columns: [String]
    private let at: Timestamp
    private let inserter: RowInserter
    private var begun: [(key: Int64, values: [Value])] = []
    private var current: [Int64: [Value]] = [:]
    private var listed: Set<Int64> = []
    private(set) var changes = 0

    /// `table` and `columns` are the program's own names, never data.
    init(_ connection: Connection, table: String, columns: [String], at: Timestamp) throws {
        self.connection = connection
        self.table = table
        self.columns = columns
        self.at = at
        let names = columns.joined(separator: ", ")
        inserter = RowInserter(
            connection,
            "INSERT OR REPLACE INTO \(table)_version (\(table)_key, valid_from_at, \(names))",
            columns: columns.count + 2)
        try connection.cached(
            "SELECT \(table)_key, \(names) FROM \(table)_version WHERE valid_to_at IS NULL"
        ).forEach { row in
            current[try row.requiredInteger(0)] = columns.indices.map { row[$0 + 1] }
        }
    }

    mutating func add(_ key: Int64, _ values: [Value]) throws {
        listed.insert(key)
        if current[key] == values { return }
        if current[key] != nil { try end(key) }
        begun.append((key, values))
        current[key] = values
        changes += 1
    }

    func isKnown(_ key: Int64) -> Bool { current[key] != nil }

    /// Writes the new versions. To be called once, after all rows are added.
    mutating func finish() throws {
        // In the order of the key, so that pages are filled one after the other.
        begun.sort { $0.key < $1.key }
        try inserter.insert(begun.count) { row, statement, first in
            try statement.bind(begun[row].key, at: first)
            try statement.bind(at.milliseconds, at: first + 1)
            for (offset, value) in begun[row].values.enumerated() {
                try statement.bind(value, at: first + 2 + Int32(offset))
            }
        }
    }

    /// Ends what a complete listing did not name.
    mutating func endUnlisted() throws {
        for key in current.keys.sorted() where !listed.contains(key) {
            try end(key)
            changes += 1
        }
    }

    private func end(_ key: Int64) throws {
        try connection.cached(
            "UPDATE \(table)_version SET valid_to_at = ? WHERE \(table)_key = ? AND valid_to_at IS NULL"
        ).run(.integer(at.milliseconds), .integer(key))
    }
}
