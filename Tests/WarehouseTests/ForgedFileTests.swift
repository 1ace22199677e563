import CivilTime
import Files
import Foundation
import Hashing
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// Warehouse files that somebody else made.
@Suite struct ForgedFileTests {
    let fixture: Fixture
    var path: String { fixture.warehouse.path }

    init() throws {
        fixture = try Fixture()
        _ = try fixture.warehouse.apply(fixture.pass(0, tasks: [fixture.task(1, queued: -5)]))
    }

    /// Changes the text of the schema with the shell of SQLite, which does not defend it.
    private func forge(_ script: String) throws {
        let shell = Process()
        shell.executableURL = URL(filePath: "/usr/bin/sqlite3")
        shell.arguments = [path, ".dbconfig defensive off", "PRAGMA writable_schema=ON; \(script)"]
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
    }

    @Test(arguments: [
        "CREATE TRIGGER t AFTER INSERT ON pass BEGIN DELETE FROM task_fact; END",
        "CREATE VIEW own AS SELECT 1", "CREATE TABLE own (a)", "CREATE INDEX own ON pass (tasks)",
        "DROP VIEW task", "ALTER TABLE label ADD COLUMN more TEXT",
        "UPDATE sqlite_schema SET sql = 'CREATE VIEW task AS SELECT 1 AS task_id' WHERE name = 'task'",
        "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'pass'",
    ])
    func `A schema that is not this program's is named, and nothing is read or written`(
        script: String
    ) throws {
        try forge(script)
        for open in [
            { (path: String) in try Warehouse.reading(path: path) },
            { (path: String) in try Warehouse.open(path: path) },
        ] {
            let error = #expect(throws: WarehouseError.self) { try open(path) }
            #expect(error?.code == .otherSchema)
            #expect(error?.description.contains("has another schema") == true)
        }
    }

    @Test func `What ANALYZE leaves is no difference`() throws {
        try forge("ANALYZE")
        _ = try Warehouse.open(path: path)
    }

    @Test func `The name of a column is never a statement of an extract`() throws {
        let canary = path + ".canary"
        let column = "x\" INTEGER); ATTACH '\(canary)' AS c; CREATE TABLE c.t (a); --"
        let view = "CREATE VIEW task (\"\(column.replacing("\"", with: "\"\""))\") AS SELECT 1"
        let open = try Warehouse.reading(path: path)
        try forge(
            "UPDATE sqlite_schema SET sql = '\(view.replacing("'", with: "''"))' WHERE name = 'task'"
        )
        // Neither if it was opened before it was changed.
        let error = #expect(throws: WarehouseError.self) {
            try open.extract(to: path + ".extract")
        }
        #expect(error?.code == .otherSchema)
        #expect(throws: WarehouseError.self) { try Warehouse.reading(path: path) }
        #expect(!FileManager.default.fileExists(atPath: canary))
        #expect(!FileManager.default.fileExists(atPath: path + ".extract"))
    }

    @Test(
        arguments: [
            "CREATE TRIGGER t AFTER INSERT ON coverage BEGIN DELETE FROM pass; END",
            "ALTER TABLE task_fact ADD COLUMN more TEXT", "CREATE INDEX own ON pass (tasks)",
            "DROP INDEX state_fact_open",
        ], MigrationTests.versions)
    func `An older version is migrated from its own tables alone`(
        script: String, version: Int64
    ) throws {
        let older = try MigrationTests().warehouse(version)
        let connection = try Connection(path: older, mode: .readWrite)
        try connection.execute(script)
        let error = #expect(throws: WarehouseError.self) { try Warehouse.open(path: older) }
        #expect(error?.code == .otherSchema)
        #expect(try connection.pragma("user_version") == .integer(version))
        #expect(!FileManager.default.fileExists(atPath: older + ".version-\(version)"))
    }

    @Test func `Every version that is migrated has its tables known`() {
        #expect(
            Warehouse.olderTables.keys.sorted()
                == Warehouse.schema.migrations.map { $0.version - 1 })
    }

    @Test func `The digest that spares the slow comparison is that of a new file`() throws {
        let text = try fixture.warehouse.connection.schemaText()
        #expect(SHA256.digest(Array(text.utf8)).hexadecimal == Warehouse.ownSchema)
    }

    @Test func `Two that migrate at the same time both find it migrated`() async throws {
        let older = try MigrationTests().warehouse(2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { _ = try Warehouse.open(path: older) }
            }
            try await group.waitForAll()
        }
        #expect(try Warehouse.reading(path: older).verify(days: 10).findings == [])
    }

    @Test(arguments: [
        "UPDATE calendar SET end_at = 9223372036854775807 WHERE start_at = (SELECT max(start_at) FROM calendar)",
        "UPDATE calendar SET day_start_at = -9223372036854775808",
        "UPDATE pass SET started_at = -1",
        "UPDATE setting SET value = '0' WHERE name = 'intervalSeconds'",
        "UPDATE setting SET value = '9223372036854775807' WHERE name = 'intervalSeconds'",
    ])
    func `Times that cannot be are refused at once`(script: String) throws {
        try forge(script)
        let error = #expect(throws: WarehouseError.self) { try Warehouse.reading(path: path) }
        #expect(error?.code == .impossible)
    }

    @Test(arguments: [
        "UPDATE task_fact SET first_seen_at = 9223372036854775807",
        "UPDATE pass SET finished_at = 9223372036854775807",
        "UPDATE coverage SET to_at = 9223372036854775807",
        "UPDATE calendar SET day_end_at = 9223372036854775807 WHERE start_at = "
            + "(SELECT start_at FROM calendar ORDER BY start_at LIMIT 1 OFFSET 5)",
    ])
    func `Extreme times of facts are found`(script: String) throws {
        try forge(script)
        let findings = try Warehouse.reading(path: path).verify(days: 10).findings
        #expect(
            findings.contains { $0.contains("cannot be") || $0.contains("outside of their day") },
            "\(findings)")
    }

    @Test func `Of several that make one warehouse, one does and the others leave it`() async throws
    {
        let place = path + ".many"
        let made = await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        try Warehouse.create(path: place, timeZone: "Europe/Zurich")
                        return true
                    } catch {
                        return (error as? WarehouseError)?.code == .alreadyExists ? false : nil
                    }
                }
            }
            var made: [Bool?] = []
            for await one in group { made.append(one) }
            return made
        }
        #expect(made.count { $0 == true } == 1)
        #expect(made.count { $0 == false } == 7)
        #expect(try Warehouse.reading(path: place).verify(days: 1).findings == [])
    }

    @Test func `A snapshot removes nothing that it did not make`() throws {
        let copy = path + ".copy"
        let folder = copy + ".new"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(filePath: folder + "/file"))
        try fixture.warehouse.snapshot(to: copy)
        #expect(FileManager.default.fileExists(atPath: folder + "/file"))
        #expect(try Warehouse.reading(path: copy).verify(days: 1).findings == [])
        let dangling = path + ".link"
        try FileManager.default.createSymbolicLink(
            atPath: dangling, withDestinationPath: path + ".elsewhere")
        let error = #expect(throws: WarehouseError.self) {
            try fixture.warehouse.snapshot(to: dangling)
        }
        #expect(error?.code == .alreadyExists)
        #expect(!FileManager.default.fileExists(atPath: path + ".elsewhere"))
    }
}
