import Foundation
import SQLite
import TestFolders
import Testing

@Suite struct SQLiteTests {
    let folder: URL

    init() throws {
        folder = try TestFolder.make()
    }

    func open(_ name: String = "a.db", _ mode: Connection.Mode = .create) throws -> Connection {
        try Connection(path: folder.appending(path: name).path, mode: mode)
    }

    @Test func `Every kind of value comes back as it went in`() throws {
        let database = try open()
        try database.execute("CREATE TABLE t (v ANY) STRICT")
        let values: [Value] = [
            .null, 0, .integer(.min), .integer(.max), .real(0.1), "", "a\0b", "🦊ü", .blob([]),
            .blob([0, 255]),
        ]
        for value in values { try database.cached("INSERT INTO t VALUES (?)").run(value) }
        var found: [Value] = []
        try database.prepare("SELECT v FROM t ORDER BY rowid").forEach { found.append($0[0]) }
        #expect(found == values)
    }

    @Test func `No row is told apart from NULL`() throws {
        let database = try open()
        #expect(try database.prepare("SELECT 1 WHERE 0").scalar() == Value?.none)
        #expect(try database.prepare("SELECT NULL").scalar() == Value?.some(.null))
    }

    @Test func `A second statement is refused, blanks and comments are not`() throws {
        let database = try open()
        #expect(try database.prepare("SELECT 1; -- that is all\n ").scalar() == 1)
        #expect(throws: DatabaseError.self) { try database.prepare("SELECT 1; SELECT 2") }
        #expect(throws: DatabaseError.self) { try database.prepare("SELECT 1; nonsense") }
    }

    @Test func `The last to let go of a database closes it`() throws {
        do {
            let database = try open()
            try database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (v)")
            try database.cached("INSERT INTO t VALUES (1)").run()
            #expect(FileManager.default.fileExists(atPath: folder.path + "/a.db-wal"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/a.db-wal"))
    }

    @Test func `NULL is never read as a number, nor text as one`() throws {
        let database = try open()
        let statement = try database.prepare("SELECT NULL, 'x'")
        #expect(try statement.step())
        #expect(try statement.row.integer(0) == nil)
        #expect(throws: ColumnError.self) { try statement.row.requiredInteger(0) }
        #expect(throws: ColumnError.self) { try statement.row.integer(1) }
    }

    @Test func `A transaction that throws leaves nothing behind`() throws {
        let database = try open()
        try database.execute("CREATE TABLE t (v INTEGER) STRICT")
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        #expect(try database.prepare("SELECT count(*) FROM t").scalar() == 0)
    }

    @Test func `Errors name the statement but not the values`() throws {
        let database = try open()
        try database.execute("CREATE TABLE t (v INTEGER UNIQUE) STRICT")
        let insert = try database.prepare("INSERT INTO t VALUES (?)")
        try insert.run(4711)
        let error = #expect(throws: DatabaseError.self) { try insert.run(4711) }
        #expect(error?.kind == .constraint)
        #expect(error?.description.contains("INSERT INTO t VALUES (?)") == true)
        #expect(error?.description.contains("4711") == false)
    }

    @Test func `A file that is no database, a foreign one and a newer one are told apart`() throws {
        try Data(repeating: 65, count: 4096).write(to: folder.appending(path: "text.db"))
        let noDatabase = try open("text.db", .readOnly)
        let error = #expect(throws: DatabaseError.self) {
            try noDatabase.schemaVersion(applicationID: 7)
        }
        #expect(error?.kind == .notADatabase)
        #expect(throws: DatabaseError.self) { try open("missing.db", .readOnly) }

        let database = try open("b.db")
        let schema = Schema(applicationID: 7, version: 1, tables: "CREATE TABLE t (v)")
        try database.migrate(to: schema)
        #expect(try database.schemaVersion(applicationID: 7) == 1)
        #expect(throws: SchemaError.foreign(applicationID: 7)) {
            try database.schemaVersion(applicationID: 8)
        }
        try database.execute("PRAGMA user_version = 9")
        #expect(throws: SchemaError.newer(found: 9, known: 1)) {
            try database.migrate(to: schema)
        }
    }

    @Test func `An older file takes the steps it lacks, and gets the views anew`() throws {
        let database = try open()
        try database.migrate(
            to: Schema(
                applicationID: 7, version: 1, tables: "CREATE TABLE a (v)",
                views: "CREATE VIEW old AS SELECT v FROM a"))
        try database.execute("INSERT INTO a VALUES (5)")
        let schema = Schema(
            applicationID: 7, version: 3, tables: "CREATE TABLE c (v)",
            views: "CREATE VIEW new AS SELECT v FROM c",
            migrations: [
                Migration(version: 2, script: "ALTER TABLE a RENAME TO b"),
                Migration(version: 3, script: "ALTER TABLE b RENAME TO c"),
            ])
        #expect(try database.migrate(to: schema) == 1)
        #expect(try database.migrate(to: schema) == 3)
        #expect(try database.prepare("SELECT v FROM new").scalar() == 5)
        #expect(
            try database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'old'").scalar()
                == 0)
    }

    @Test func `A migration that fails keeps the version before it`() throws {
        let database = try open()
        try database.migrate(
            to: Schema(applicationID: 7, version: 1, tables: "CREATE TABLE a (v)"))
        let steps = [
            Migration(version: 2, script: "CREATE TABLE b (v)"),
            Migration(version: 3, script: "CREATE TABLE a (v)"),
        ]
        #expect(throws: DatabaseError.self) {
            try database.migrate(
                to: Schema(applicationID: 7, version: 3, tables: "", migrations: steps))
        }
        #expect(try database.schemaVersion(applicationID: 7) == 1)
        #expect(
            try database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").scalar()
                == 0)
    }

    @Test func `Named parameters bind where the statement has them`() throws {
        let database = try open()
        let statement = try database.prepare("SELECT :a + :b")
        try statement.bind(["a": 1, ":b": 2, "c": 3])
        #expect(try statement.scalar() == 3)
        #expect(statement.parameterNames == [":a", ":b"])
    }
}
