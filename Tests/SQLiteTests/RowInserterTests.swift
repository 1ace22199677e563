import Foundation
import SQLite
import Testing

@Suite struct RowInserterTests {
    private func database() throws -> Connection {
        let database = try Connection(path: ":memory:", mode: .create)
        try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY NOT NULL) STRICT")
        return database
    }

    @Test(
        "Any number of rows goes in whole, in several turns too",
        arguments: [[0], [1], [31], [32], [33], [64, 1, 0, 100]])
    func counts(turns: [Int]) throws {
        let database = try database()
        let inserter = RowInserter(database, "INSERT INTO t (a, b)", columns: 2)
        var next: Int64 = 0
        for count in turns {
            try inserter.insert(count) { row, statement, first in
                try statement.bind(next, at: first)
                try withUnsafeBytes(of: UInt8(row)) { try statement.bind($0, at: first + 1) }
                next += 1
            }
        }
        var found: [Int64] = []
        try database.prepare("SELECT a, b FROM t ORDER BY a").forEach { row in
            found.append(try row.requiredInteger(0))
            guard case .blob(let bytes) = row[1] else { return }
            #expect(bytes.count == 1)
        }
        #expect(found == Array(0..<next))
    }

    @Test("One bad row keeps the rows of its run out, and the next runs go on")
    func badRow() throws {
        let database = try database()
        let inserter = RowInserter(database, "INSERT INTO t (a, b)", columns: 2)
        func insert(_ range: Range<Int64>, bad: Int64?) throws {
            try inserter.insert(range.count) { row, statement, first in
                let key = range.lowerBound + Int64(row)
                try statement.bind(key, at: first)
                try statement.bind(key == bad ? nil : key, at: first + 1)
            }
        }
        #expect(throws: DatabaseError.self) { try insert(0..<32, bad: 20) }
        #expect(try database.prepare("SELECT count(*) FROM t").scalar() == 0)
        try insert(0..<40, bad: nil)
        #expect(try database.prepare("SELECT count(*) FROM t").scalar() == 40)
    }
}
