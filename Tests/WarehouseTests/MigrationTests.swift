import Foundation
import LucsModel
import Queries
import SQLite
import TestFolders
import Testing
import Warehouse

/// Warehouses that older versions of the program left, each with the figures it gave of them.
@Suite struct MigrationTests {
    enum Figure: Decodable {
        case undefined
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .undefined
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try value.decode(String.self))
            }
        }
    }

    static let versions: [Int64] = [1, 2, 3]

    static func file(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "OlderVersions/\(name)")
    }

    /// A copy of an older warehouse in a folder of its own.
    func warehouse(_ version: Int64) throws -> String {
        let folder = try TestFolder.make()
        let path = folder.appending(path: "w.db").path
        try FileManager.default.copyItem(
            atPath: Self.file("version-\(version).warehouse").path, toPath: path)
        return path
    }

    @Test(arguments: versions)
    func `A warehouse of an older version is migrated, and tells the same figures`(
        version: Int64
    ) throws {
        let path = try warehouse(version)
        let migrated = try Warehouse.open(path: path)
        #expect(try migrated.connection.schemaVersion(applicationID: 0x4C55_4353) == 4)
        let data = try Data(contentsOf: Self.file("version-\(version).figures.json"))
        let expected = try JSONDecoder().decode([String: [[String: Figure]]].self, from: data)
        #expect(expected.count >= 4)
        for (query, rows) in expected {
            let statement = try migrated.connection.prepare(try #require(Queries.all[query]))
            try statement.bind([
                "start_at": 1_795_474_800_000, "end_at": 1_795_561_200_000, "grain": "period",
            ])
            let names = statement.columnNames
            var found: [[String: Value]] = []
            try statement.forEach { row in
                found.append(
                    Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], row[$0]) }))
            }
            #expect(found.count == rows.count && !rows.isEmpty, "\(query)")
            for (row, want) in zip(found, rows) {
                for (name, value) in want {
                    switch value {
                    case .undefined: #expect(row[name] == .null, "\(query).\(name)")
                    case .text(let text): #expect(row[name] == .text(text), "\(query).\(name)")
                    case .number(let number):
                        #expect(row[name]?.number == number, "\(query).\(name)")
                    }
                }
            }
        }
    }

    @Test(arguments: versions)
    func `A migrated warehouse has the same schema as a new one`(version: Int64) throws {
        func schema(_ connection: Connection) throws -> [String: String] {
            var objects: [String: String] = [:]
            try connection.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
                .forEach { row in
                    let sql = try row.text(1) ?? ""
                    // A renamed table's name comes in quotes; comments and blanks may be others.
                    let lines = sql.split(separator: "\n").map {
                        $0.prefix(upTo: $0.range(of: "--")?.lowerBound ?? $0.endIndex)
                    }
                    objects[try row.text(0) ?? ""] = lines.joined()
                        .filter { $0 != "\"" && $0 != " " }
                }
            return objects
        }
        let old = try schema(try Warehouse.open(path: try warehouse(version)).connection)
        let new = try schema(try Fixture().warehouse.connection)
        #expect(Set(old.keys) == Set(new.keys))
        for (name, sql) in new { #expect(old[name] == sql) }
    }

    @Test func `Stays of version 2 whose task entered a queue later flowed out, and rules go on`()
        throws
    {
        let connection = try Warehouse.open(path: try warehouse(2)).connection
        var stays: [String] = []
        try connection.prepare(
            """
            SELECT substr(hex(id), 1, 2), service_key, connected_at IS NOT NULL, is_unconfirmed,
                flowed_out_at - queue_started_at, ended_at - flowed_out_at,
                ended_after_at - flowed_out_at, ended_before_at - flowed_out_at
            FROM task_fact WHERE hex(id) IN (:one, :two, :three)
            ORDER BY id, queue_started_at
            """
        ).forEach(
            .text(String(repeating: "01", count: 16)), .text(String(repeating: "02", count: 16)),
            .text(String(repeating: "03", count: 16))
        ) { row in
            stays.append(
                (0..<row.count).map { column in
                    switch row[column] {
                    case .text(let text): text
                    case .integer(let integer): String(integer)
                    default: "-"
                    }
                }.joined(separator: " "))
        }
        #expect(
            stays == [
                "01 1 0 0 180000 0 0 0", "01 2 1 0 - - - -", "02 2 0 0 120000 0 0 0",
                "02 2 1 0 - - - -",
                // Its identifier was used again for a task that was created later.
                "03 1 0 1 - - - -", "03 1 1 0 - - - -",
            ])
        #expect(
            try connection.prepare(
                """
                SELECT group_concat(service_key || ' ' || valid_from_at || ' ' || threshold_ms
                    || ' ' || short_abandon_ms || ' ' || target, '; ') FROM target_rule
                """
            ).scalar() == "0 0 20000 5000 0.8; 2 0 30000 5000 0.9")
    }

    @Test func `A copy of the older version stays beside it, and readers say what to do`() throws {
        let path = try warehouse(1)
        let before = try Data(contentsOf: URL(filePath: path))
        let error = #expect(throws: WarehouseError.self) { try Warehouse.reading(path: path) }
        #expect(error?.code == .olderVersion)
        #expect(error?.description.contains("lucstats warehouse migrate") == true)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)

        _ = try Warehouse.open(path: path)
        let copy = try Connection(path: path + ".version-1", mode: .readOnly)
        #expect(try copy.schemaVersion(applicationID: 0x4C55_4353) == 1)
        #expect(try copy.prepare("SELECT count(*) FROM task_fact").scalar() == 93)
        _ = try Warehouse.reading(path: path)
    }

    @Test func `A migrated warehouse goes on where the older one ended`() throws {
        let warehouse = try Warehouse.open(path: try warehouse(1))
        let open = try warehouse.waitingTasks().values.joined().count
        let before = try warehouse.connection.prepare("SELECT count(*) FROM task_fact").scalar()
        let last = try warehouse.connection.prepare("SELECT max(finished_at) FROM pass").scalar()
        guard case .integer(let milliseconds)? = last else {
            Issue.record("there is no pass")
            return
        }
        let at = Fixture.instant(milliseconds + 60_000)
        let services = try warehouse.presentServices()
        #expect(services.count == 2)
        _ = try warehouse.apply(
            Pass(
                startedAt: at, finishedAt: at,
                tasks: services.map {
                    ServiceTasks(service: $0, listing: Listing(rows: [], observedAt: at))
                }))
        #expect(
            try warehouse.connection.prepare(
                "SELECT count(*) FROM task_fact WHERE ended_at IS NULL"
            ).scalar() == 0)
        #expect(
            try warehouse.connection.prepare("SELECT count(*) FROM task_fact").scalar() == before)
        #expect(open <= 1)
    }
}
