import Files
import Foundation
import LucsModel
import SQLite
import Testing
import Warehouse

@Suite struct VerifyTests {
    private func filled() throws -> Fixture {
        let f = try Fixture()
        for pass in RandomDays(f, seed: 11, days: 3).passes(0..<3) {
            _ = try f.warehouse.apply(pass)
        }
        return f
    }

    @Test func `A sound warehouse is found sound, and the sums of its days are looked at`() throws {
        let f = try filled()
        let verification = try Warehouse.reading(path: f.warehouse.path).verify(days: 10)
        #expect(verification.findings == [])
        #expect(verification.days == 2)
        #expect(.integer(verification.tasks) == (try f.count("SELECT count(*) FROM task_fact")))
        #expect(try f.warehouse.verify(days: 1).days == 1)
    }

    @Test(arguments: [
        (
            "UPDATE rollup_service_interval SET offered = offered + 1 WHERE interval_at = "
                + "(SELECT min(interval_at) FROM rollup_service_interval)",
            "rollup_service_interval does not equal the facts on 2026-11-24"
        ),
        ("UPDATE rollup_answer_day SET handle_ms = handle_ms + 1", "rollup_answer_day"),
        ("DELETE FROM rollup_state_day WHERE state = 1", "rollup_state_day"),
        ("UPDATE rollup_wait_day SET n = n + 1", "rollup_wait_day"),
        ("UPDATE rollup_service_day SET wait_max_ms = 1", "rollup_service_day"),
        ("DELETE FROM task_fact WHERE connected_at IS NOT NULL", "rollup_service_interval"),
        ("UPDATE state_fact SET to_at = to_at + 86400000", "agents in two states at once"),
        ("UPDATE coverage SET to_at = from_at - 1", "runs of coverage that overlap"),
        ("DELETE FROM calendar WHERE local_time = '12:00'", "holes in the calendar"),
        ("DELETE FROM calendar", "facts outside of the calendar"),
        (
            "DELETE FROM calendar WHERE local_date = (SELECT max(local_date) FROM calendar)",
            "facts outside of the calendar"
        ),
        ("UPDATE calendar SET local_date = '99999-01-01'", "another date or time than their own"),
        ("UPDATE calendar SET iso_week = '2026-W01'", "another date or time than their own"),
        ("UPDATE calendar SET weekday = 7 - weekday", "another date or time than their own"),
        (
            "UPDATE task_fact SET connected_at = 9223372036854775807 WHERE ended_at IS NOT NULL",
            "cannot be summed up: integer overflow"
        ),
        ("DELETE FROM agent_entity WHERE agent_key = 1", "references to what is not there"),
        ("UPDATE agent_version SET valid_to_at = NULL", "two versions"),
        ("UPDATE task_fact SET ended_at = ended_after_at - 1", "while they were still listed"),
        ("DELETE FROM setting WHERE name = 'warehouseId'", "its identifier is missing"),
        (
            "UPDATE setting SET value = '1800' WHERE name = 'intervalSeconds'",
            "intervals of another length than the setting says"
        ),
        ("UPDATE calendar SET day_end_at = day_end_at - 1", "days of the calendar"),
        ("UPDATE pass SET requests = 9223372036854775807", "impossible numbers in pass"),
        ("UPDATE coverage SET polls = -9223372036854775807", "impossible numbers in coverage"),
        (
            "UPDATE task_fact SET queue_spacing_ms = -9223372036854775807",
            "impossible numbers in task_fact"
        ),
    ])
    func `What does not add up is found`(change: String, finding: String) throws {
        let f = try filled()
        try f.warehouse.connection.execute("PRAGMA foreign_keys = OFF")
        try f.warehouse.connection.execute(change)
        #expect(f.warehouse.connection.changes > 0)
        let findings = try f.warehouse.verify(days: 10).findings
        #expect(findings.contains { $0.contains(finding) }, "\(findings)")
    }

    private static let rollups = [
        "service_interval", "agent_interval", "service_day", "wait_day", "sighting_day",
        "spacing_day",
        "answer_day", "agent_day", "state_day",
    ]

    @Test(arguments: rollups)
    func `Every column and every row of a sum is compared with the facts`(name: String) throws {
        let f = try filled()
        let connection = f.warehouse.connection
        let table = "rollup_\(name)"
        let time = name.hasSuffix("_day") ? "day_start_at" : "interval_at"
        func findings() throws -> [String] { try f.warehouse.verify(days: 1).findings }
        #expect(try findings() == [])
        let columns = try names(
            "SELECT name FROM pragma_table_info(?) WHERE pk = 0 ORDER BY cid", of: table, connection
        )
        let keys = try names(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", of: table, connection)
        try connection.execute(
            """
            CREATE TEMP TABLE kept AS SELECT * FROM \(table);
            CREATE TEMP TABLE one AS SELECT * FROM \(table)
                WHERE \(time) >= (SELECT max(day_start_at) FROM rollup_service_day) LIMIT 1;
            """)
        func tamper(_ changes: String, _ what: String) throws {
            try connection.execute(changes)
            #expect(connection.changes > 0, "\(what)")
            #expect(try findings().contains { $0.contains("\(table) does not equal") }, "\(what)")
            try connection.execute("DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM kept")
        }
        let key = keys.joined(separator: ", ")
        let isOne = "(\(key)) IN (SELECT \(key) FROM one)"
        for column in columns {
            try tamper(
                "UPDATE \(table) SET \(column) = coalesce(\(column), 0) + 1 WHERE \(isOne)", column)
        }
        try tamper("DELETE FROM \(table) WHERE \(isOne)", "a row less")
        try tamper(
            "UPDATE one SET \(keys.last ?? "") = 99999; INSERT INTO \(table) SELECT * FROM one",
            "a row more")
        #expect(try findings() == [])
    }

    private func names(
        _ sql: String, of table: String, _ connection: Connection
    ) throws -> [String] {
        var names: [String] = []
        try connection.prepare(sql).forEach(.text(table)) { names.append(try $0.text(0) ?? "") }
        return names
    }
}

@Suite struct SnapshotTests {
    @Test func `A snapshot is the whole warehouse in one file, with its permissions`() throws {
        let f = try Fixture()
        for pass in RandomDays(f, seed: 12, days: 1).passes(0..<1) {
            _ = try f.warehouse.apply(pass)
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: f.warehouse.path)
        let copy = f.warehouse.path + ".copy"
        // Something is being written meanwhile.
        try f.warehouse.connection.execute("BEGIN IMMEDIATE")
        try f.warehouse.connection.execute("DELETE FROM task_fact")
        try Warehouse.reading(path: f.warehouse.path).snapshot(to: copy)
        try f.warehouse.connection.execute("ROLLBACK")
        let attributes = try FileManager.default.attributesOfItem(atPath: copy)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        let read = try Warehouse.reading(path: copy)
        // No log beside it is needed: a share could not have one.
        #expect(try read.connection.pragma("journal_mode") == "delete")
        #expect(try read.verify(days: 10).findings == [])
        for table in ["task_fact", "state_fact", "pass", "coverage"] {
            let sql = "SELECT count(*) FROM \(table)"
            #expect(try read.connection.prepare(sql).scalar() == (try f.count(sql)))
        }
        let error = #expect(throws: WarehouseError.self) {
            try Warehouse.reading(path: f.warehouse.path).snapshot(to: copy)
        }
        #expect(error?.code == .alreadyExists)
        #expect(throws: FileError.self) {
            try Warehouse.reading(path: f.warehouse.path).snapshot(to: "/nowhere/copy.db")
        }
        let names = try FileManager.default.contentsOfDirectory(
            atPath: (copy as NSString).deletingLastPathComponent)
        #expect(!names.contains { $0.hasSuffix(".part") })
    }
}
