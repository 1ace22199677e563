import Foundation
import SQLite
import Testing

/// Who is erased from the warehouse is in nothing that is made of it afterwards.
@Suite struct ForgetCommandTests {
    private func run(_ words: String..., in folder: URL) async throws -> String {
        let outcome = try await Program.run(words, in: folder)
        #expect(outcome.code == 0, "\(words): \(outcome.errors)")
        return outcome.output + outcome.errors
    }

    /// What is made of a warehouse, each in a place of its own; the export goes on in its own.
    private func make(_ number: Int, in folder: URL) async throws -> [String] {
        let places = [
            "export", "report-\(number)", "extract-\(number).db", "snapshot-\(number).db",
        ]
        let source = ["--warehouse", "w.db"]
        for command in [
            ["warehouse", "export"] + source + ["--to", places[0]],
            ["report"] + source + ["--period", "2026-11-24", "--out", places[1]],
            ["warehouse", "extract", places[2]] + source,
            ["warehouse", "snapshot", places[3]] + source,
        ] {
            let outcome = try await Program.run(command, in: folder)
            #expect(outcome.code == 0, "\(command): \(outcome.errors)")
        }
        return places
    }

    /// The files of a place that hold a text.
    private func files(_ places: [String], with text: String, in folder: URL) throws -> [String] {
        try places.flatMap { place -> [String] in
            let url = folder.appending(path: place)
            let names = (try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []
            return try ([""] + names).compactMap { name in
                let file = name.isEmpty ? url : url.appending(path: name)
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
                    !isFolder.boolValue
                else { return nil }
                let isIn = try Data(contentsOf: file).range(of: Data(text.utf8)) != nil
                return isIn ? "\(place)/\(name)" : nil
            }
        }
    }

    @Test func `Nothing made afterwards holds who was erased; what was made before does`()
        async throws
    {
        try await withTemporaryFolder { folder in
            _ = try await run(
                "demo", "--days", "1", "--services", "2", "--agents", "6", "--every", "15m",
                "--out",
                "demo", "--quiet", in: folder)
            try FileManager.default.moveItem(
                at: folder.appending(path: "demo/warehouse.db"),
                to: folder.appending(path: "w.db"))
            func text(_ sql: String) throws -> String {
                let path = folder.appending(path: "w.db").path
                let value = try Connection(path: path, mode: .readOnly).prepare(sql).scalar()
                guard case .text(let text)? = value else { return "" }
                return text
            }
            let agent = try text(
                "SELECT agent_name FROM task WHERE agent_name <> '' ORDER BY task_id LIMIT 1")
            let customer = try text(
                "SELECT customer FROM task WHERE customer IS NOT NULL ORDER BY task_id LIMIT 1")
            try #require(!agent.isEmpty && !customer.isEmpty)
            func figures() async throws -> String {
                try await run(
                    "query", "service-figures", "--warehouse", "w.db", "--period", "2026-11-24",
                    "--format", "csv", in: folder)
            }
            let before = try await figures()
            let earlier = try await make(1, in: folder)
            for person in [agent, customer] {
                #expect(try files(earlier, with: person, in: folder).count >= 3, "\(person)")
            }

            for (option, person) in [("--agent", agent), ("--customer", customer)] {
                let said = try await run(
                    "warehouse", "forget", "--warehouse", "w.db", option, person, in: folder)
                #expect(said.contains("Reports, snapshots, extracts and backups made before"))
            }
            let later = try await make(2, in: folder) + ["w.db", "w.db-wal"]
            for person in [agent, customer] {
                #expect(try files(later, with: person, in: folder) == [], "\(person)")
                #expect(try !files([earlier[3]], with: person, in: folder).isEmpty)
            }
            #expect(try await figures() == before)
        }
    }
}
