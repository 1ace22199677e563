import Foundation
import SQLite
import Testing
import Warehouse

/// Standard input, output and error that are closed, full, or that nobody reads any more.
@Suite(Desk()) struct StandardStreamTests {
    let things: Desk.Things

    init() throws { things = try #require(Desk.current) }

    /// Commands that print a result.
    private static let printing = [
        ["query"], ["query", "services", "--about"], ["query", "services", "--sql-text"],
        ["query", "--warehouse", "good.db", "--format", "csv", "--sql", "SELECT 1 AS a"],
        ["warehouse", "describe"], ["warehouse", "describe", "task"],
        ["warehouse", "metadata", "--warehouse", "good.db"],
        ["warehouse", "targets", "--warehouse", "good.db"],
        ["status", "--warehouse", "good.db"],
        [
            "report", "--warehouse", "good.db", "--period", "2026-11-24", "--format", "json",
            "--stdout",
        ],
        ["report", "--warehouse", "good.db", "--period", "2026-11-24", "--out", "reports"],
        ["get", "users", "--server", "http://127.0.0.1:PORT"],
        ["doctor", "--server", "http://127.0.0.1:PORT"],
        ["--help"], ["--version"], ["help", "query"], ["help", "--man"],
        ["help", "--completions", "bash"], ["help", "--configuration", "reference"],
    ]

    /// Runs the program by a line of bash, in which `"$@"` is the program with its words.
    private func run(_ words: [String], line: String, in folder: URL? = nil) async throws
        -> Program.Outcome
    {
        try await Program.run(
            words.map { $0.replacing("PORT", with: "\(things.port)") },
            in: folder ?? things.folder, launcher: ["/bin/bash", "-c", line, "bash"])
    }

    @Test(arguments: printing, [">&-", ">/dev/full", ">&- <&-"])
    func `A result that cannot be written is one line and 73`(
        words: [String], redirection: String
    ) async throws {
        let outcome = try await run(words, line: "\"$@\" \(redirection)")
        #expect(outcome.code == 73, "\(words) \(redirection): \(outcome.code) \(outcome.errors)")
        let lines = outcome.errors.split(separator: "\n").filter { $0.contains("standard output") }
        #expect(lines.count == 1, "\(words): \(outcome.errors)")
        let reason = redirection == ">/dev/full" ? "No space left on device" : "Bad file descriptor"
        #expect(lines.first?.hasSuffix(": \(reason).") == true, "\(outcome.errors)")
    }

    @Test(arguments: printing, ["", "trap '' PIPE; "])
    func `A reader that has ended ends the program in silence, by SIGPIPE`(
        words: [String], before: String
    ) async throws {
        // The reader is gone by the time of the first byte.
        let line = "\(before)(sleep 0.3; exec \"$@\") | exec true; exit ${PIPESTATUS[0]}"
        let outcome = try await run(words, line: line)
        #expect(outcome.code == 128 + SIGPIPE, "\(words): \(outcome.code) \(outcome.errors)")
        #expect(!outcome.errors.contains("standard output"), "\(words): \(outcome.errors)")
    }

    @Test func `A reader that takes the first line gets it whole`() async throws {
        let sql = """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n
            """
        for format in ["csv", "tsv", "json", "jsonl", "table", "markdown"] {
            let outcome = try await run(
                ["query", "--warehouse", "good.db", "--format", format, "--sql", sql],
                line: "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}")
            #expect(outcome.code == 128 + SIGPIPE, "\(format): \(outcome.errors)")
            #expect(outcome.errors == "" && !outcome.output.isEmpty, "\(format)")
        }
    }

    @Test func `Messages without a place do not reach the files that are being written`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let warehouse = things.folder.appending(path: "good.db").path
            func files(_ name: String) throws -> [String: Data] {
                let root = folder.appending(path: name)
                var files: [String: Data] = [:]
                for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
                    files[path] = try? Data(contentsOf: root.appending(path: path))
                }
                return files
            }
            for (name, closed) in [("open", ""), ("closed", "<&- >&- 2>&-"), ("error", "2>&-")] {
                for words in [
                    ["warehouse", "snapshot", "\(name)/s.db"],
                    ["warehouse", "extract", "\(name)/e.db"],
                    ["warehouse", "export", "--to", "\(name)/export"],
                ] {
                    try FileManager.default.createDirectory(
                        at: folder.appending(path: name), withIntermediateDirectories: true)
                    let outcome = try await run(
                        words + ["--warehouse", warehouse], line: "\"$@\" \(closed)", in: folder)
                    #expect(outcome.code == 0, "\(words) \(closed): \(outcome.errors)")
                }
                let made = try files(name)
                #expect(made.count > 20)
                for (path, bytes) in try files("open") where !path.hasSuffix(".db") {
                    #expect(made[path] == bytes, "\(path) \(closed)")
                }
                for copy in ["s.db", "e.db"] {
                    let connection = try Connection(
                        path: folder.appending(path: "\(name)/\(copy)").path, mode: .readOnly)
                    #expect(try connection.pragma("integrity_check") == "ok", "\(copy) \(closed)")
                }
            }
        }
    }

    @Test func `Without standard error or input, a failure keeps its code`() async throws {
        let wrong = ["query", "--warehouse", "good.db", "--sql", "SELECT warmth"]
        for line in ["\"$@\" 2>&-", "\"$@\" 2>/dev/full", "\"$@\" <&- >&- 2>&-"] {
            #expect(try await run(wrong, line: line).code == 64, "\(line)")
        }
        let input = try await run(["query", "-", "--warehouse", "good.db"], line: "\"$@\" <&-")
        #expect(input.code == 64 && input.errors.contains("Standard input cannot be read"))
    }

    @Test func `A reader of messages that has ended does not end the work`() async throws {
        try await withTemporaryFolder { folder in
            let line = "(sleep 0.3; exec \"$@\") 2>&1 >/dev/null | exec true; exit ${PIPESTATUS[0]}"
            let warehouse = things.folder.appending(path: "good.db").path
            let outcome = try await run(
                ["warehouse", "export", "--warehouse", warehouse, "--to", "export"], line: line,
                in: folder)
            #expect(outcome.code == 0)
            #expect(
                FileManager.default.fileExists(
                    atPath: folder.appending(path: "export/manifest.json").path))
        }
    }
}
