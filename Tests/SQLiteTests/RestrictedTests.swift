import Foundation
import Testing

@testable import SQLite

@Suite struct RestrictedTests {
    let database: Connection

    init() throws {
        database = try Connection(path: ":memory:", mode: .create)
        try database.execute(
            "CREATE TABLE t (v); CREATE INDEX i ON t (v); INSERT INTO t VALUES (1), (2), (3)")
    }

    func limits(
        _ time: Duration = .seconds(30), rows: Int = 100, bytes: Int = 10_000_000
    ) -> QueryLimits { QueryLimits(deadline: .now + time, rows: rows, bytes: bytes) }

    @Test(arguments: [
        "DELETE FROM t", "INSERT INTO t VALUES (4)", "CREATE TABLE u (v)", "DROP TABLE t",
        "CREATE TEMP TABLE u (v)", "CREATE TEMP VIEW u AS SELECT 1", "ATTACH ':memory:' AS u",
        "BEGIN", "COMMIT", "SAVEPOINT s", "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 7",
        "PRAGMA writable_schema = ON", "VACUUM INTO '/tmp/never'", "REINDEX", "ANALYZE",
        "UPDATE sqlite_schema SET sql = ''", "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('simple')", "SELECT * FROM pragma_journal_mode('delete')",
        "CREATE VIRTUAL TABLE f USING fts4 (a)", "EXPLAIN ATTACH ':memory:' AS u",
    ])
    func `Whatever does more than read is refused`(sql: String) throws {
        try database.restricted(to: limits()) {
            #expect(throws: DatabaseError.self) {
                let statement = try database.prepare(sql)
                while try statement.step() {}
            }
        }
        #expect(try database.prepare("SELECT count(*) FROM t").scalar() == 3)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/never"))
    }

    @Test(arguments: [
        "SELECT v FROM t", "WITH n AS (SELECT 1) SELECT * FROM n",
        "SELECT value FROM json_each('[1]')", "SELECT name FROM pragma_table_info('t')",
        "SELECT group_concat(v) FROM t", "SELECT sql FROM sqlite_schema",
        "EXPLAIN QUERY PLAN SELECT v FROM t",
    ])
    func `Reading of any kind is allowed`(sql: String) throws {
        try database.restricted(to: limits()) {
            let hasRow = try database.prepare(sql).step()
            #expect(hasRow)
        }
    }

    @Test func `What is allowed outside is allowed again behind it`() throws {
        let insert = try database.prepare("INSERT INTO t VALUES (4)")
        try database.restricted(to: limits()) {
            try database.restricted(to: limits()) {}
            #expect(throws: DatabaseError.self) { try database.prepare("DELETE FROM t") }
        }
        try insert.run()
        try database.execute("BEGIN; DELETE FROM t; COMMIT")
        let long = try database.prepare("SELECT length(zeroblob(9000000))").scalar()
        #expect(long == 9_000_000)
    }

    @Test func `Rows, bytes and values have their limits, for each run of a statement`() throws {
        try database.restricted(to: limits(rows: 3, bytes: 25)) {
            let all = try database.prepare("SELECT v FROM t")
            for _ in 0..<2 { try all.forEach { _ in } }
            func fails(_ sql: String) {
                let error = #expect(throws: DatabaseError.self) {
                    try database.prepare(sql).forEach { _ in }
                }
                #expect(error?.kind == .tooMuch, "\(sql)")
            }
            fails("SELECT 1 FROM t AS a, t AS b")
            try database.prepare("SELECT 'twelve bytes' FROM t LIMIT 2").forEach { _ in }
            fails("SELECT 'twelve bytes' FROM t")
            fails("SELECT length(zeroblob(8000001))")
            fails("SELECT length(replace(hex(zeroblob(3000000)), '0', 'xx'))")
        }
    }

    @Test func `A row has at most two hundred columns`() throws {
        func columns(_ count: Int) -> String {
            "SELECT " + (0..<count).map { "\($0)" }.joined(separator: ", ")
        }
        try database.restricted(to: limits()) {
            _ = try database.prepare(columns(200))
            #expect(throws: DatabaseError.self) { try database.prepare(columns(201)) }
        }
        _ = try database.prepare(columns(201))
    }

    @Test func `Time is limited in SQLite and in what is done with a row`() throws {
        let endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        let begun = ContinuousClock.now
        let error = #expect(throws: DatabaseError.self) {
            try database.restricted(to: limits(.milliseconds(100))) {
                try database.prepare(endless).scalar()
            }
        }
        #expect(error?.kind == .interrupted)
        let slow = #expect(throws: DatabaseError.self) {
            try database.restricted(to: limits(.milliseconds(100), rows: 1_000_000)) {
                try database.prepare(endless.replacing("max(i)", with: "i")).forEach { _ in
                    Thread.sleep(forTimeInterval: 0.001)
                }
            }
        }
        #expect(slow?.kind == .interrupted)
        #expect(ContinuousClock.now - begun < .seconds(10))
        // No clock runs behind it.
        #expect(try database.prepare("SELECT count(*) FROM t, t, t, t, t").scalar() == 243)
    }

    @Test func `A file's own words are not trusted`() throws {
        #expect(throws: DatabaseError.self) { try database.prepare("SELECT \"no column\"") }
        try database.execute("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END")
        try database.execute("INSERT INTO t VALUES (4)")
        #expect(try database.prepare("SELECT count(*) FROM t").scalar() == 4)
        #expect(try database.pragma("trusted_schema") == 0)
        #expect(try database.pragma("cell_size_check") == 1)
        _ = try? database.execute("PRAGMA writable_schema = ON")
        #expect(throws: DatabaseError.self) {
            try database.execute("UPDATE sqlite_schema SET sql = ''")
        }
    }
}

@Suite struct SchemaTextTests {
    @Test(arguments: [
        ("CREATE TABLE t (\n    a INTEGER, -- one\n    b\n)", "CREATE TABLE t(a INTEGER,b)"),
        ("CREATE TABLE t(a INTEGER,b)", "CREATE TABLE t(a INTEGER,b)"),
        ("SELECT a /* x */ b, 'it''s -- no' AS c", "SELECT a b,'it''s -- no' AS c"),
        ("a | | b || c", "a| |b||c"), ("x - -1", "x- -1"), ("x'00' x '00'", "x'00' x '00'"),
        ("SELECT [a b], `c d`, \"e -- f\"", "SELECT [a b],`c d`,\"e -- f\""),
        ("a /* open", "a"), ("'open", "'open"), ("a\0b", "a\0b"), ("", ""),
    ])
    func `Comments and blanks that mean nothing do not count`(sql: String, plain: String) {
        #expect(SchemaText.plain(sql) == plain)
    }

    @Test func `What differs from a schema is named`() throws {
        let schema = Schema(
            applicationID: 7, version: 1,
            tables: "CREATE TABLE a (v INTEGER UNIQUE); CREATE INDEX i ON a (v);",
            views: "CREATE VIEW w AS SELECT v FROM a;")
        let objects = try schema.objects()
        func difference(_ script: String) throws -> String? {
            let database = try Connection(path: ":memory:", mode: .create)
            try database.migrate(to: schema)
            try database.execute(script)
            return try database.difference(from: objects)
        }
        #expect(try difference("") == nil)
        #expect(try difference("INSERT INTO a VALUES (1); ANALYZE") == nil)
        #expect(
            try difference("DROP VIEW w; CREATE VIEW w AS SELECT -- two\n v FROM a") == nil)
        #expect(try difference("CREATE VIEW x AS SELECT 1") == "the view x")
        #expect(try difference("DROP VIEW w; CREATE VIEW w AS SELECT 1 AS v") == "the view w")
        #expect(try difference("DROP INDEX i") == "the missing index i")
        #expect(
            try difference("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END")
                == "the trigger t")
        #expect(try difference("ALTER TABLE a ADD COLUMN x") == "the table a")
    }
}
