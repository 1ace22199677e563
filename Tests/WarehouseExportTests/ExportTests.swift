import CivilTime
import Foundation
import LucsModel
import SQLite
import TestFolders
import Testing
import Warehouse

@testable import WarehouseExport

/// An export of a small warehouse over three days.
@Suite struct ExportTests {
    let folder: URL
    let out: String
    let warehouse: Warehouse
    let midnight: Timestamp
    let service = EntityID("11111111-0000-0000-0000-000000000001")

    init() throws {
        folder = try TestFolder.make()
        out = folder.appending(path: "out").path
        warehouse = try Warehouse.openOrCreate(
            path: folder.appending(path: "w.db").path, timeZone: "Europe/Zurich")
        midnight = warehouse.calendar.start(of: try #require(CivilDate("2026-11-24")))
        for hour in [9, 10, 33, 34, 57, 58] { try poll(hour: hour) }
    }

    /// A poll that shows one task, which the next poll does not show any more.
    func poll(hour: Int, states: Bool = true, service: EntityID? = nil) throws {
        let at = midnight + .seconds(3600 * hour)
        let task = LucsTask(
            id: EntityID("20000000-0000-0000-0000-00000000\(1000 + hour)"), type: "Call, \"long\"",
            state: "", queueStarted: at - .seconds(40), connected: at - .seconds(30),
            agent: EntityID("30000000-0000-0000-0000-000000000001"))
        let user = UserState(
            user: EntityID("30000000-0000-0000-0000-000000000001"), isSelectable: hour % 2 == 0)
        let pass = Pass(
            startedAt: at, finishedAt: at,
            userStates: states ? Listing(rows: [user], observedAt: at) : nil,
            tasks: [
                ServiceTasks(
                    service: service ?? self.service, listing: Listing(rows: [task], observedAt: at)
                )
            ])
        var rules = PassRules()
        rules.maxGap = .seconds(7200)
        _ = try warehouse.apply(pass, rules: rules)
    }

    func export(_ bounds: Range<Timestamp>? = nil) throws -> Exporter.Outcome {
        var exporter = try Exporter(warehouse: warehouse, folder: out, bounds: bounds)
        return try exporter.run()
    }

    func manifest() throws -> Manifest { try #require(try Manifest.read(in: out)) }

    func files(_ relation: String) throws -> [Manifest.File] {
        try manifest().relations.first { $0.name == relation }?.files ?? []
    }

    func text(_ file: Manifest.File) throws -> String {
        try String(contentsOfFile: "\(out)/\(file.path)", encoding: .utf8)
    }

    @Test func `Every row is in one file, that of its local date`() throws {
        _ = try export()
        for (relation, table) in [
            ("task_fact", "task_fact"), ("state_fact", "state_fact"), ("pass", "pass"),
            ("service_interval_sum", "service_interval_sum"), ("calendar", "calendar"),
            ("agent_interval_sum", "agent_interval_sum"), ("state_day_sum", "state_day_sum"),
        ] {
            let files = try files(relation)
            let count = try warehouse.connection.prepare("SELECT count(*) FROM \(table)").scalar()
            #expect(.integer(files.reduce(0) { $0 + $1.rows }) == count, "\(relation)")
            for file in files {
                let lines = try text(file).split(separator: "\n")
                #expect(Int64(lines.count) == file.rows + 1)
                guard let date = file.date else { continue }
                for line in lines.dropFirst() { #expect(line.hasPrefix(date + ",")) }
            }
        }
        #expect(try files("task_fact").map(\.date) == ["2026-11-24", "2026-11-25", "2026-11-26"])
    }

    @Test func `The manifest tells each file's length and digest`() throws {
        _ = try export()
        for file in try manifest().relations.flatMap(\.files) {
            let data = try #require(FileManager.default.contents(atPath: "\(out)/\(file.path)"))
            #expect(Int64(data.count) == file.bytes)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/sha256sum")
            process.arguments = ["\(out)/\(file.path)"]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let told = String(
                decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(told.hasPrefix(file.sha256))
        }
    }

    @Test func `NULL and an empty text are told apart, and quotes are doubled`() throws {
        _ = try export()
        let labels = try text(try #require(try files("label").first))
        #expect(labels.contains("\"Call, \"\"long\"\"\""))
        let tasks = try text(try #require(try files("task_fact").first))
        #expect(tasks.contains(",20000000-0000-0000-0000-000000001009,"))
        #expect(tasks.contains(",,"))
    }

    @Test func `A second export writes nothing, and then only the day that changed`() throws {
        let first = try export()
        #expect(first.filesWritten > 20 && first.filesKept == 0)
        let before = try manifest()
        let second = try export()
        #expect(second.filesWritten == 0 && second.bytesWritten == 0)
        #expect(try manifest() == before)
        try poll(hour: 59)
        let third = try export()
        #expect(third.filesWritten > 0)
        let after = try manifest()
        let old = Set(before.relations.flatMap(\.files).map(\.path))
        let changed = after.relations.flatMap(\.files).filter { !old.contains($0.path) }
        #expect(Set(changed.compactMap(\.date)) == ["2026-11-26"])
    }

    @Test func `A closed task that changes after all is exported anew`() throws {
        _ = try export()
        let before = try files("task_fact")
        try warehouse.connection.execute(
            """
            UPDATE task_fact SET ended_at = ended_at - 1000
            WHERE interval_at = (SELECT min(interval_at) FROM task_fact)
            """)
        _ = try export()
        let after = try files("task_fact")
        #expect(before[0].sha256 != after[0].sha256)
        #expect(before.dropFirst() == after.dropFirst())
    }

    @Test(arguments: [
        "UPDATE context_value SET value = 'Order 17021'",
        "UPDATE task_fact SET external_id = NULL",
        "UPDATE pass SET failures = failures + 1",
    ])
    func `A value that changes in place is exported anew`(change: String) throws {
        try warehouse.connection.execute(
            """
            UPDATE task_fact SET external_id = x'00112233445566778899aabbccddeeff';
            INSERT INTO context_value (id, name_key, value, first_seen_at)
            SELECT id, 1, 'Order 10021', first_seen_at FROM task_fact
            """)
        _ = try export()
        try warehouse.connection.execute(change)
        #expect(try export().filesWritten > 0)
        for path in try present() {
            let text = try String(contentsOfFile: "\(out)/\(path)", encoding: .utf8)
            #expect(!text.contains("Order 10021") || !change.contains("context"), "\(path)")
            #expect(!text.contains("00112233-4455") || !change.contains("external"), "\(path)")
        }
        #expect(try export().filesWritten == 0)
    }

    /// The third of the three dates.
    func exportLastDate() throws {
        let day = midnight + .seconds(2 * 86_400)
        _ = try export(day..<day + .seconds(86_400))
    }

    @Test func `A customer who was erased leaves dates outside the period too`() throws {
        try warehouse.connection.execute("UPDATE task_fact SET customer = '+41791234567'")
        _ = try export()
        let forgotten = try warehouse.forget(customer: "+41791234567", pseudonym: nil)
        #expect(forgotten != nil)
        try exportLastDate()
        #expect(try files("task_fact").count == 3)
        for path in try present() {
            let text = try String(contentsOfFile: "\(out)/\(path)", encoding: .utf8)
            #expect(!text.contains("+41791234567"), "\(path)")
        }
    }

    @Test func `A date that was pruned leaves an export of another period`() throws {
        _ = try export()
        _ = try warehouse.prune(before: try #require(CivilDate("2026-11-26")))
        try exportLastDate()
        #expect(try !files("task_fact").map(\.date).contains("2026-11-24"))
        let named = Set(try manifest().relations.flatMap(\.files).map(\.path))
        #expect(try present() == named)
    }

    @Test func `A file outside the period that was lost is written again`() throws {
        _ = try export()
        let before = try manifest()
        let lost = try files("task_fact")[0]
        try FileManager.default.removeItem(atPath: "\(out)/\(lost.path)")
        try exportLastDate()
        #expect(try manifest() == before)
        #expect(try present().contains(lost.path))
    }

    @Test func `A period of some hours exports the whole dates that it touches`() throws {
        let day = midnight + .seconds(86_400)
        _ = try export(day..<day + .seconds(86_400))
        let whole = try manifest()
        try FileManager.default.removeItem(atPath: out)
        _ = try export(day + .seconds(8 * 3600)..<day + .seconds(12 * 3600))
        #expect(try manifest() == whole)
        #expect(try files("service_day_sum").map(\.date) == ["2026-11-25"])
    }

    @Test func `A period leaves other days as they are`() throws {
        let day = midnight + .seconds(86_400)
        _ = try export(day..<day + .seconds(86_400))
        #expect(try files("task_fact").map(\.date) == ["2026-11-25"])
        _ = try export(midnight..<day)
        #expect(try files("task_fact").map(\.date) == ["2026-11-24", "2026-11-25"])
    }

    @Test func `A file that was lost or cut is written again`() throws {
        _ = try export()
        let before = try manifest()
        let (lost, cut) = (try files("task_fact")[0], try files("state_fact")[0])
        try FileManager.default.removeItem(atPath: "\(out)/\(lost.path)")
        try Data("local".utf8).write(to: URL(filePath: "\(out)/\(cut.path)"))
        _ = try export()
        #expect(try manifest() == before)
        #expect(try text(lost).hasPrefix("local_date,"))
        #expect(try text(cut).split(separator: "\n").count == cut.rows + 1)
    }

    /// The files of rows below `data`, with the folder's own path left out.
    func present() throws -> Set<String> {
        let all = try FileManager.default.subpathsOfDirectory(atPath: out + "/data")
        return Set(all.filter { $0.hasSuffix(".csv") }.map { "data/\($0)" })
    }

    @Test func `Nothing lies below data but what the manifest and the load scripts name`() throws {
        for hour in [0, 59, 60] {
            if hour > 0 { try poll(hour: hour) }
            _ = try export()
            let named = Set(try manifest().relations.flatMap(\.files).map(\.path))
                .subtracting([""])
            #expect(try present() == named)
            let script = try String(contentsOfFile: out + "/load/duckdb.sql", encoding: .utf8)
            let loaded = Set(script.matches(of: /'(data\/[^']+\.csv)'/).map { String($0.output.1) })
            #expect(loaded == named && loaded.count > 20)
        }
    }

    @Test func `A date that was pruned leaves no file and no folder`() throws {
        _ = try export()
        #expect(try files("task_fact").map(\.date).contains("2026-11-24"))
        _ = try warehouse.prune(before: try #require(CivilDate("2026-11-26")))
        _ = try export()
        #expect(try !files("task_fact").map(\.date).contains("2026-11-24"))
        let folder = out + "/data/task_fact/local_date=2026-11-24"
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test(arguments: ["NULL", "'m-0000000000000001'"])
    func `A customer who was erased or masked leaves the export`(instead: String) throws {
        try warehouse.connection.execute("UPDATE task_fact SET customer = '+41791234567'")
        _ = try export()
        #expect(try text(try #require(try files("task_fact").first)).contains("+41791234567"))
        try warehouse.connection.execute("UPDATE task_fact SET customer = \(instead)")
        _ = try export()
        for path in try present() {
            let text = try String(contentsOfFile: "\(out)/\(path)", encoding: .utf8)
            #expect(!text.contains("+41791234567"), "\(path)")
        }
    }

    @Test func `A period has the tasks and states that reach into it`() throws {
        try warehouse.connection.execute(
            """
            UPDATE task_fact SET ended_at = ended_at + 86400000, ended_before_at = NULL
            WHERE interval_at = (SELECT min(interval_at) FROM task_fact)
            """)
        let day = midnight + .seconds(86_400)
        _ = try export(day..<day + .seconds(86_400))
        #expect(try files("task_fact").map(\.date) == ["2026-11-24", "2026-11-25"])
        #expect(try files("service_day_sum").map(\.date) == ["2026-11-25"])
        let reaching = try warehouse.connection.prepare(
            "SELECT count(*) FROM state_fact WHERE from_at < ?1 AND (to_at IS NULL OR to_at > ?1)"
        ).scalar(.integer(day.milliseconds))
        #expect(try files("state_fact").contains { $0.date == "2026-11-24" } == (reaching != 0))
    }

    @Test func `A file whose content was changed in place is written again`() throws {
        _ = try export()
        let file = try #require(try files("task_fact").first)
        let whole = try text(file)
        try whole.replacing("2000000", with: "2000001")
            .write(toFile: "\(out)/\(file.path)", atomically: false, encoding: .utf8)
        _ = try export()
        #expect(try text(file) == whole)
    }

    @Test func `A selection restricts facts and sums, and is not mixed with everything`() throws {
        let other = "11111111-0000-0000-0000-000000000002"
        for hour in [60, 61, 62] { try poll(hour: hour, service: EntityID(other)) }
        let reading = try Warehouse.reading(path: warehouse.path)
        let selection = Selection(services: [other])
        let unknown = try reading.read(only: selection, during: [try reading.span()])
        #expect(unknown.isEmpty)
        var exporter = try Exporter(warehouse: reading, folder: out, selection: selection)
        _ = try exporter.run()
        let key = try warehouse.connection.prepare(
            "SELECT service_key FROM service_entity WHERE id_text = ?"
        ).scalar(.text(other))
        for (relation, time) in [
            ("task_fact", "interval_at"), ("service_interval_sum", "interval_at"),
            ("service_day_sum", "day_start_at"), ("answer_day_sum", "day_start_at"),
        ] {
            let wanted = try warehouse.connection.prepare(
                "SELECT count(\(time)) FROM \(relation) WHERE service_key = ?"
            ).scalar(try #require(key))
            let count = try files(relation).flatMap { file in
                try text(file).split(separator: "\n").dropFirst()
            }.count { relation.hasPrefix("service_") ? !$0.contains(/^[^,]+,0,/) : true }
            #expect(.integer(Int64(count)) == wanted && count > 0, "\(relation)")
        }
        #expect(try export(expecting: .otherWarehouse))
        var again = try Exporter(warehouse: reading, folder: out, selection: selection)
        #expect(try again.run().filesWritten == 0)
    }

    /// Whether an export of everything fails in this way.
    func export(expecting code: ExportError.Code) throws -> Bool {
        do throws { _ = try export() } catch let error as ExportError { return error.code == code }
        return false
    }

    @Test func `Another centre's export is refused, and a copy of the same is not`() throws {
        _ = try export()
        let before = try manifest()
        #expect(before.warehouseID == (try warehouse.identifier()))
        let copy = folder.appending(path: "copy.db").path
        try warehouse.snapshot(to: copy)
        var same = try Exporter(warehouse: try Warehouse.reading(path: copy), folder: out)
        #expect(try same.run().filesWritten == 0)
        let other = try Warehouse.openOrCreate(
            path: folder.appending(path: "other.db").path, timeZone: "Europe/Zurich")
        var exporter = try Exporter(warehouse: other, folder: out)
        #expect(throws: ExportError.self) { _ = try exporter.run() }
        #expect(try manifest() == before)
    }

    @Test func `Load scripts and queries name the schema that was asked for`() throws {
        var exporter = try Exporter(warehouse: warehouse, folder: out, schema: "lucs_bern")
        _ = try exporter.run()
        for path in [
            "load/postgresql.sql", "load/duckdb.sql", "load/clickhouse.sql",
            "queries/postgresql/services.sql", "queries/duckdb/services.sql",
        ] {
            let text = try String(contentsOfFile: "\(out)/\(path)", encoding: .utf8)
            #expect(text.contains("lucs_bern") && !text.contains(" lucs;"), "\(path)")
        }
        for name in ["", "1a", "Lucs", "a-b", "x; DROP TABLE y", String(repeating: "a", count: 64)]
        {
            #expect(throws: ExportError.self) {
                _ = try Exporter(warehouse: warehouse, folder: out, schema: name)
            }
        }
    }

    @Test func `A line that ends the data for psql gets a file of its own`() throws {
        try warehouse.connection.execute(
            "INSERT INTO label (label_key, text) VALUES (901, 'x' || char(10) || '\\.' || char(10) || 'y')"
        )
        _ = try export()
        let file = try #require(try files("label").first)
        #expect(try text(file).contains("\"x\n\\.\ny\""))
        let other = try #require(file.postgresql)
        let own = try String(contentsOfFile: "\(out)/\(other)", encoding: .utf8)
        #expect(own.contains("\"x\n\"\\\".\ny\""))
        #expect(try export().filesWritten == 0)
    }

    @Test func `Bytes that are not UTF-8 become U+FFFD, as in a text that is read`() throws {
        try warehouse.connection.execute(
            "INSERT INTO label (label_key, text) VALUES (902, CAST(x'5afc72eda080' AS TEXT))")
        _ = try export()
        let bytes = try text(try #require(try files("label").first))
        #expect(bytes.contains("902,\"Z\u{FFFD}r\u{FFFD}\u{FFFD}\u{FFFD}\""), "\(bytes)")
    }

    @Test func `What an export that was cut short had finished is not written again`() throws {
        _ = try export()
        let whole = try manifest()
        // As if it had been killed just before the manifest.
        try FileManager.default.removeItem(atPath: out + "/manifest.json")
        let outcome = try export()
        #expect(outcome.filesWritten == 0)
        #expect(try manifest() == whole)
    }

    @Test func `An export that was cut short is not continued with another warehouse's files`()
        throws
    {
        _ = try export()
        try FileManager.default.removeItem(atPath: out + "/manifest.json")
        let path = folder.appending(path: "other.db").path
        try warehouse.snapshot(to: path)
        let other = try Connection(path: path, mode: .readWrite)
        try other.execute(
            """
            UPDATE setting SET value = 'fffffffffffffffffffffffffffffff0' WHERE name = 'warehouseId';
            UPDATE task_fact SET customer = '+41441112233'
            """)
        var exporter = try Exporter(warehouse: try Warehouse.reading(path: path), folder: out)
        _ = try exporter.run()
        let named = Set(try manifest().relations.flatMap(\.files).map(\.path))
        #expect(try present() == named)
        for file in try files("task_fact") { #expect(try text(file).contains("+41441112233")) }
    }

    @Test func `What was not made by an export stays in its folder, and no link is followed`()
        throws
    {
        _ = try export()
        let mine = ["notes.txt", "notes.csv", ".hidden", "task_fact-0123456789.csv"]
        for name in mine {
            try Data("mine".utf8).write(to: URL(filePath: "\(out)/data/task_fact/\(name)"))
        }
        try FileManager.default.createDirectory(
            atPath: "\(out)/data/task_fact/folder", withIntermediateDirectories: true)
        let precious = folder.appending(path: "precious")
        try Data("precious".utf8).write(to: precious)
        try poll(hour: 59)
        try FileManager.default.removeItem(atPath: "\(out)/.lock")
        try FileManager.default.createSymbolicLink(
            atPath: "\(out)/.lock", withDestinationPath: precious.path)
        #expect(throws: ExportError.self) { try export() }
        try FileManager.default.removeItem(atPath: "\(out)/.lock")
        let foreign = try export().foreignFiles
        #expect(Set(foreign) == Set((mine + ["folder"]).map { "data/task_fact/\($0)" }))
        for name in mine + ["folder"] {
            #expect(
                FileManager.default.fileExists(atPath: "\(out)/data/task_fact/\(name)"), "\(name)")
        }
        #expect(try String(contentsOf: precious, encoding: .utf8) == "precious")
    }

    @Test func `A manifest that names other files than an export makes is not believed`() throws {
        _ = try export()
        let path = out + "/manifest.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let file = try #require(try files("task_fact").first)
        let name = try #require(file.path.split(separator: "/").last)
        // As long as the place that it stands for, and with the same content.
        let length = Manifest.place(of: "task_fact", file.date).count + 1
        let elsewhere = "../" + String(repeating: "x", count: length - 4) + "/"
        try FileManager.default.createDirectory(
            atPath: "\(out)/\(elsewhere)", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(out)/\(file.path)", toPath: "\(out)/\(elsewhere)\(name)")
        for forged in [
            "../../precious.csv", "data/task_fact/x'); DROP TABLE y; --.csv", "\(elsewhere)\(name)",
        ] {
            try text.replacing(file.path, with: forged).write(
                toFile: path, atomically: true, encoding: .utf8)
            _ = try export()
            #expect(try files("task_fact").first == file)
        }
    }

    @Test(arguments: ["../../../forged", "2026-02-30", "2026-11-24'; --"])
    func `A date that is not one names no file`(date: String) throws {
        let writer = try Connection(path: warehouse.path, mode: .readWrite)
        try writer.prepare("UPDATE calendar SET local_date = ? WHERE local_date = '2026-11-24'")
            .run(.text(date))
        let error = #expect(throws: WarehouseError.self) { try export() }
        #expect(error?.code == .impossible)
    }

    @Test(arguments: ["data", "load", "data/task_fact", "data/task_fact/local_date=2026-11-24"])
    func `A link in the place of a folder of the export is not followed`(place: String) throws {
        _ = try export()
        let elsewhere = folder.appending(path: "elsewhere").path
        try FileManager.default.moveItem(atPath: "\(out)/\(place)", toPath: elsewhere)
        try FileManager.default.createSymbolicLink(
            atPath: "\(out)/\(place)", withDestinationPath: elsewhere)
        let before = try FileManager.default.subpathsOfDirectory(atPath: elsewhere).sorted()
        try warehouse.connection.execute("UPDATE task_fact SET customer = 'x'")
        let error = #expect(throws: ExportError.self) { try export() }
        #expect(error?.description.contains("symbolic link") == true)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: elsewhere).sorted() == before)
    }

    @Test(arguments: ["", "{\"format\":3,\"warehouseID\":\"", "[]", "{\"format\":99}"])
    func `An export with a manifest that cannot be read is not replaced`(text: String) throws {
        _ = try export()
        let before = try present()
        try text.write(toFile: out + "/manifest.json", atomically: false, encoding: .utf8)
        #expect(try export(expecting: .badManifest))
        #expect(try present() == before)
        #expect(try String(contentsOfFile: out + "/manifest.json", encoding: .utf8) == text)
    }

    @Test func `Nobody else may read an export`() throws {
        let umask = umask(0)
        defer { Foundation.umask(umask) }
        _ = try export()
        let all = try FileManager.default.subpathsOfDirectory(atPath: out)
        #expect(all.count > 40)
        for path in ["."] + all {
            let found = try FileManager.default.attributesOfItem(atPath: "\(out)/\(path)")
            let mode = try #require(found[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(path)")
        }
    }

    @Test func `Another time zone's export is not mixed with this one`() throws {
        _ = try export()
        let other = try Warehouse.openOrCreate(
            path: folder.appending(path: "other.db").path, timeZone: "Asia/Tokyo")
        var exporter = try Exporter(warehouse: other, folder: out)
        #expect(throws: ExportError.self) { _ = try exporter.run() }
    }

    /// An export to Parquet by a program in place of DuckDB's.
    private func export(by script: String) throws -> Exporter.Outcome {
        let program = folder.appending(path: "duckdb-\(script.hashValue)").path
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        var exporter = try Exporter(
            warehouse: warehouse, folder: out,
            parquet: ParquetWriter(program: program, environment: [:]))
        return try exporter.run()
    }

    @Test(arguments: [
        ("echo 'Parser Error: bad' >&2; exit 1", "Parser Error: bad"),
        ("exit 0", "it wrote other rows"), ("echo 1; exit 0", "it wrote other rows"),
        ("kill -9 $$", "it failed"), ("exec /nowhere", "nowhere"),
    ])
    func `A DuckDB that fails, or writes too little, leaves no file and no manifest`(
        script: String, reason: String
    ) throws {
        let error = try #require(
            throws: ExportError.self, performing: { _ = try export(by: script) })
        #expect(error.code == .parquet)
        #expect(error.description.contains(reason), "\(error)")
        #expect(!FileManager.default.fileExists(atPath: out + "/manifest.json"))
        let files = try FileManager.default.subpathsOfDirectory(atPath: out + "/data")
        #expect(files.filter { $0.contains(".") } == [])
    }

    @Test func `An export that is told to end ends DuckDB, and leaves no draft`() async throws {
        let (program, started) = (
            folder.appending(path: "slow").path, folder.appending(path: "started").path
        )
        try Data("#!/bin/sh\necho $$ > \(started)\nexec sleep 600\n".utf8)
            .write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let (path, out) = (warehouse.path, out)
        let task = Task.detached {
            var exporter = try Exporter(
                warehouse: try Warehouse.reading(path: path), folder: out,
                parquet: ParquetWriter(program: program, environment: ["PATH": "/usr/bin:/bin"]))
            return try exporter.run()
        }
        var child: pid_t?
        for _ in 0..<600 where child == nil {
            try await Task.sleep(for: .milliseconds(50))
            let text = try? String(contentsOfFile: started, encoding: .utf8)
            child = text.flatMap { pid_t($0.prefix { $0.isNumber }) }
        }
        let process = try #require(child)
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(kill(process, 0) != 0)
        let files = try FileManager.default.subpathsOfDirectory(atPath: out + "/data")
        #expect(files.filter { $0.contains(".") } == [])
    }

    @Test func `A DuckDB that cannot be started is an error too`() throws {
        var exporter = try Exporter(
            warehouse: warehouse, folder: out,
            parquet: ParquetWriter(
                program: folder.appending(path: "none").path, environment: [:]))
        let error = try #require(
            throws: ExportError.self, performing: { _ = try exporter.run() })
        #expect(error.code == .parquet && error.description.contains("cannot be run"))
    }

    @Test func `A folder of CSV files takes no Parquet`() throws {
        _ = try export()
        let before = try manifest()
        let error = try #require(
            throws: ExportError.self, performing: { _ = try export(by: "exit 0") })
        #expect(error.code == .otherWarehouse && error.description.contains("CSV files"))
        #expect(try manifest() == before)
    }

    @Test func `No column of a fact, a sum or a version is forgotten`() throws {
        let dictionary = try DataDictionary.ofThisProgram()
        var compared = 0
        for relation in ExportedRelation.all {
            let own = try #require(dictionary.relations.first { $0.name == relation.name })
            // When most waited is for the page alone; dates are of the export, but the calendar's.
            let names = own.columns.map { $0.name == "id" ? "task_id" : $0.name }
                .filter { $0 != "queue_max_at" && $0 != "local_date" }
                // A callback's identifier is exported as text alone.
                .filter { relation.name != "callback_entity" || $0 != "task_id" }
            let exported = relation.columns.map(\.name).filter { $0 != "local_date" }
            #expect(Set(exported) == Set(names), "\(relation.name)")
            compared += 1
        }
        #expect(compared > 12)
    }

    @Test func `Every engine has the views of the warehouse`() throws {
        let dictionary = try DataDictionary.ofThisProgram()
        for engine in engines {
            let views = engine.views(timeZone: "Europe/Zurich")
            for view in dictionary.forAnalysts
            where !["service", "agent", "calendar"].contains(view.name) {
                let text = views.first { $0.contains(" \(view.name) AS\n") }
                #expect(text != nil, "\(engine.name) lacks \(view.name)")
            }
            #expect(!views.joined().contains("utc(") || engine.name == "spark")
        }
    }
}
