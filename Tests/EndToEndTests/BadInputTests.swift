import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// A folder with a good warehouse and bad ones, and a server; made once for all tests of a suite.
struct Desk: SuiteTrait, TestScoping {
    struct Things: Sendable {
        let folder: URL
        let port: UInt16
        var server: String { "http://127.0.0.1:\(port)" }
    }

    @TaskLocal static var current: Things?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let observation = try await Observation(
                path: folder.appending(path: "good.db").path, hours: 10...10)
            try FileManager.default.copyItem(
                atPath: observation.path, toPath: folder.appending(path: "newer.db").path)
            func database(_ name: String, _ script: String) throws {
                try Connection(path: folder.appending(path: name).path, mode: .create).execute(
                    script)
            }
            try database("newer.db", "PRAGMA user_version = 99")
            try database(
                "foreign.db", "CREATE TABLE book (title); INSERT INTO book VALUES ('Emil')")
            try Data("This is a letter, not a database.\n".utf8).write(
                to: folder.appending(path: "text.db"))
            for (name, calls) in [
                ("calls.csv", SampleRecording.text),
                ("bad.csv", SampleRecording.text.replacing("9:03:02", with: "9:61:00")),
            ] {
                try Data(calls.utf8).write(to: folder.appending(path: name))
            }

            let midnight = try #require(observation.polls.first)
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            let server = SimulatorServer(
                simulation: Simulation(
                    scenario: .frozen(users: 2, services: 1, tasks: 1),
                    clock: .stepped(at: midnight)),
                options: options)
            let things = Things(folder: folder, port: try server.start())
            defer { server.stop() }
            try await Self.$current.withValue(things) { try await body() }
        }
    }
}

@Suite(Desk()) struct BadInputTests {
    let things: Desk.Things

    init() throws { things = try #require(Desk.current) }

    @Test(arguments: BadInput.all)
    func `One line says what is wrong, and nothing is lost`(input: BadInput) async throws {
        try await withTemporaryFolder { spare in
            let folder = spare.appending(path: "desk")
            try FileManager.default.copyItem(at: things.folder, to: folder)
            if let text = input.configuration {
                try Data(text.utf8).write(to: folder.appending(path: "lucstats.json"))
            }
            let before = try contents(of: folder)
            let rows = try rowCounts(folder)

            let outcome = try await Program.run(
                input.words.map { ["SERVER": things.server, "PORT": "\(things.port)"][$0] ?? $0 },
                in: folder, key: input.key)

            #expect(outcome.code == input.code)
            #expect(outcome.output == "")
            let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 2 && lines.last == "", "\(outcome.errors)")
            #expect(outcome.errors.hasPrefix("lucstats: "))
            for part in input.says {
                #expect(outcome.errors.contains(part), "\(outcome.errors)")
            }
            for noise in ["Optional(", "Error Domain", "Code=", "Swift.", "Fatal", "kQ7"] {
                #expect(!outcome.errors.contains(noise), "\(outcome.errors)")
            }

            #expect(try rowCounts(folder) == rows)
            let after = try contents(of: folder)
            #expect(Set(after.keys) == Set(before.keys))
            for (name, bytes) in before { #expect(after[name] == bytes, "\(name) was changed") }
        }
    }

    /// Every file but what lies beside a warehouse while it is in use.
    private func contents(of folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        where !["-wal", "-shm", ".lock"].contains(where: name.hasSuffix) {
            contents[name] = FileManager.default.contents(atPath: folder.appending(path: name).path)
        }
        return contents
    }

    /// The rows in every table of the good warehouse, which must be sound.
    private func rowCounts(_ folder: URL) throws -> [String: Value] {
        let path = folder.appending(path: "good.db").path
        let connection = try Warehouse.reading(path: path).connection
        #expect(try connection.pragma("integrity_check") == "ok")
        var tables: [String] = []
        try connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").forEach {
            if let name = try $0.text(0) { tables.append(name) }
        }
        var counts: [String: Value] = [:]
        for table in tables {
            counts[table] = try connection.prepare("SELECT count(*) FROM \"\(table)\"").scalar()
        }
        #expect(counts["pass"] == 1)
        return counts
    }
}
