import CivilTime
import Foundation
import SQLite
import Testing
import Warehouse

@testable import lucstats

/// What people expect of any command line.
@Suite struct ConventionTests {
    /// A warehouse with one pass at 2026-11-24 08:15:10.250 in Zurich.
    private func withWarehouse(_ body: (URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "w.db").path
            try Warehouse.create(path: path, timeZone: "Europe/Zurich")
            try Connection(path: path, mode: .readWrite).execute(
                """
                INSERT INTO pass (started_at, finished_at, requests, user_states, tasks, failures)
                VALUES (1795504510250, 1795504511000, 9, 60, 41, 0)
                """)
            try await body(folder)
        }
    }

    private func run(
        _ words: String..., in folder: URL, environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await Program.run(words, in: folder, key: nil, environment: environment)
    }

    @Test func `A table shows local times and rounded numbers, other forms every digit`()
        async throws
    {
        try await withWarehouse { folder in
            let sql = "SELECT started_at, 2 / 3.0 AS share, 'a' AS word FROM pass"
            let table = try await run("query", "-w", "w.db", "--sql", sql, in: folder).output
            #expect(
                table == """
                                 started_at  share  word
                    ───────────────────────  ─────  ────
                    2026-11-24 08:15:10.250  0.667  a

                    """)
            let csv = try await run("query", "-w", "w.db", "--sql", sql, "-fcsv", in: folder).output
            #expect(csv == "started_at,share,word\r\n1795504510250,0.6666666666666666,a\r\n")
            let excel = try await run(
                "query", "-w", "w.db", "--sql", sql, "--csv", "excel", in: folder)
            let line = "2026-11-24 08:15:10;0,6666666666666666;a\r\n"
            #expect(excel.output.hasSuffix("started_at;share;word\r\n" + line))
        }
    }

    @Test func `A query comes from a file, from standard input or from one's own folder`()
        async throws
    {
        try await withWarehouse { folder in
            let own = folder.appending(path: "own", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: false)
            let query = own.appending(path: "mine.sql")
            try Data("SELECT tasks FROM pass".utf8).write(to: query)
            let expected = "tasks\r\n41\r\n"
            for words in [["own/mine.sql"], ["mine", "--definitions", "own"]] {
                let outcome = try await Program.run(
                    ["query", "-w", "w.db", "--format", "csv"] + words, in: folder, key: nil)
                #expect(outcome.output == expected, "\(words) \(outcome.errors)")
            }
            let program = try Program.path()
            let piped = try Tool.text(
                "sh", "-c",
                "'\(program)' query - -w '\(folder.path)/w.db' -f csv < '\(query.path)'")
            #expect(piped == expected)
        }
    }

    @Test func `The configuration is found where it is usually kept, in this order`() async throws {
        try await withWarehouse { folder in
            func configuration(_ path: String, _ name: String) throws {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("{\"warehouse\": \"\(name).db\"}".utf8).write(to: file)
            }
            /// The warehouse that was looked for; none of them is there.
            func found(_ environment: [String: String]) async throws -> String {
                let outcome = try await run("status", in: folder, environment: environment)
                return outcome.errors
            }
            var environment = ["HOME": folder.appending(path: "home").path]
            try configuration("home/.config/lucstats/lucstats.json", "home")
            #expect(try await found(environment).contains("at home.db"))
            environment["XDG_CONFIG_HOME"] = folder.appending(path: "xdg").path
            try configuration("xdg/lucstats/lucstats.json", "xdg")
            #expect(try await found(environment).contains("at xdg.db"))
            try configuration("lucstats.json", "here")
            #expect(try await found(environment).contains("at here.db"))
            try configuration("named.json", "named")
            environment["LUCSTATS_CONFIG"] = "named.json"
            #expect(try await found(environment).contains("at named.db"))
            let option = try await run(
                "status", "-c", "lucstats.json", in: folder, environment: environment)
            #expect(option.errors.contains("at here.db"))
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can give a file away"))
    func `A configuration of another user is passed over unless it is named`() async throws {
        try await withWarehouse { folder in
            let file = folder.appending(path: "lucstats.json")
            try Data(#"{"warehouse": "evil.db"}"#.utf8).write(to: file)
            #expect(chown(file.path, 65534, 65534) == 0)
            let outcome = try await run("status", in: folder, environment: ["HOME": folder.path])
            #expect(outcome.code == 64 && outcome.errors.contains("--warehouse"))
        }
    }

    @Test func `The status of a warehouse is four lines, or JSON`() async throws {
        try await withWarehouse { folder in
            let text = try await run("status", "-w", "w.db", in: folder)
            let lines = text.output.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0].hasPrefix("last pass  2026-11-24 08:15:10, "))
            #expect(lines[0].hasSuffix(" ago: 41 tasks, 60 agents, 9 requests"))
            #expect(lines[3].contains("w.db, "))
            #expect(lines[3].hasSuffix(", data since 2026-11-24, time zone Europe/Zurich"))
            let json = try await run("status", "-w", "w.db", "-f", "json", in: folder)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(object["lastPass"] as? String == "2026-11-24T07:15:10.250Z")
            #expect(object["timeZone"] as? String == "Europe/Zurich")
        }
    }

    @Test func `The status says what is true of agent states, and of a day without passes`()
        async throws
    {
        try await withWarehouse { folder in
            let connection = try Connection(
                path: folder.appending(path: "w.db").path, mode: .readWrite)
            func lines() async throws -> [Substring] {
                try await run("status", "-w", "w.db", in: folder).output.split(separator: "\n")
            }
            // Agent states were not due.
            try connection.execute("UPDATE pass SET user_states = NULL")
            let idle = try await lines()
            #expect(idle[0].hasSuffix(" ago: 41 tasks, 9 requests"), "\(idle)")
            #expect(idle[2] == "polling    no passes in the last 24 hours")
            try connection.execute(
                "INSERT INTO pass_failure SELECT pass_key, 'user states', NULL, 'x' FROM pass")
            let failed = try await lines()
            #expect(
                failed[0].hasSuffix(" ago: 41 tasks, agent states missing, 9 requests"), "\(failed)"
            )
        }
    }

    @Test func `A quiet command prints no message, and its errors all the same`() async throws {
        try await withWarehouse { folder in
            let words = ["warehouse", "verify", "-w", "w.db"]
            #expect(try await Program.run(words, in: folder, key: nil).errors.contains("is sound"))
            let quiet = try await Program.run(words + ["-q"], in: folder, key: nil)
            #expect(quiet.code == 0 && quiet.errors == "")
            let together = try await run("warehouse", "verify", "-qw", "w.db", in: folder)
            #expect(together.code == 0 && together.errors == "")
            // A value that looks like the option is not the option.
            let value = try await run(
                "warehouse", "verify", "-w", "w.db", "--days", "-q", in: folder)
            #expect(value.code == 64 && value.errors.contains("--days"))
            let wrong = try await run("warehouse", "verify", "-qw", "no.db", in: folder)
            #expect(wrong.code == 74 && wrong.errors.contains("no.db"))
        }
    }

    @Test func `A report names its page first`() async throws {
        try await withTemporaryFolder { folder in
            let observation = try await Observation(
                path: folder.appending(path: "w.db").path, hours: 10...10)
            let day = try #require(observation.polls.first)
            let zone = try #require(LocalCalendar(identifier: "Europe/Zurich"))
            let outcome = try await run(
                "report", "-w", "w.db", "-p", zone.date(at: day).description, "-o", "out",
                in: folder)
            #expect(outcome.code == 0, "\(outcome.errors)")
            let files = outcome.output.split(separator: "\n")
            #expect(files.first?.hasSuffix("/report.html") == true)
            #expect(files.count > 3)
        }
    }
}
