import Foundation
import SQLite
import Testing

/// Queries and definitions that somebody else wrote.
@Suite(Desk()) struct HostileQueryTests {
    let things: Desk.Things

    init() throws { things = try #require(Desk.current) }

    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

    private func query(_ words: String...) async throws -> Program.Outcome {
        try await Program.run(["query", "--warehouse", "good.db"] + words, in: things.folder)
    }

    @Test(arguments: [
        ("busiest-intervals", ["most=abc"], "most takes a count such as 20, not abc"),
        ("busiest-intervals", ["most=-1"], "most takes a count"),
        ("busiest-intervals", ["most=1.5"], "most takes a count"),
        ("busiest-intervals", ["most="], "most needs a value: it takes a count such as 20"),
        ("utilization-by-unit", ["total=yes"], "total takes 0 or 1, not yes"),
        ("busiest-intervals", ["start_at=today", "end_at=1"], "start_at takes a whole number"),
        ("erlang-c", ["handle_seconds=fast"], "handle_seconds takes a number of seconds"),
        ("erlang-c", ["handle_seconds=nan"], "handle_seconds takes a number of seconds"),
        ("erlang-c", ["handle_seconds=inf"], "handle_seconds takes a number of seconds"),
        ("erlang-c", ["cals=3"], "Did you mean calls?"),
        ("busiest-intervals", ["most=3", "most=4"], "most is given twice"),
    ])
    func `A parameter of another kind is refused`(
        name: String, parameters: [String], says: String
    ) async throws {
        let outcome = try await Program.run(
            ["query", name, "--warehouse", "good.db"] + parameters.flatMap { ["--param", $0] },
            in: things.folder)
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test func `A period and the parameters that it sets are not given together`() async throws {
        let outcome = try await query(
            "busiest-intervals", "--period", "2026-11-24", "--param", "end_at=1795561200000")
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("--period sets end_at"), "\(outcome.errors)")
    }

    @Test func `A parameter that is not set is refused unless it has a default`() async throws {
        let unset = try await query("--sql", "SELECT :a, :b", "--param", "a=1")
        #expect(unset.code == 64)
        #expect(unset.errors.contains("The query needs --param b=VALUE"))
        let nameless = try await query("--sql", "SELECT ?1")
        #expect(nameless.code == 64)
        let described = try await query(
            "--sql", "-- parameter: a [count] how many\nSELECT :a AS a")
        #expect(
            described.errors.contains("--param a=VALUE: how many [count]"), "\(described.errors)")
        let set = try await query(
            "--sql", "-- parameter: a [text] a name\nSELECT typeof(:a) AS t, :b AS b", "--param",
            "a=4711", "--param", "b=2", "--format", "csv")
        #expect(set.output == "t,b\r\ntext,2\r\n")
        #expect(try await query("erlang-c", "--format", "csv").code == 0)
    }

    @Test(arguments: [
        "ATTACH '/tmp/never.db' AS n", "PRAGMA journal_mode = DELETE", "BEGIN", "DELETE FROM pass",
        "CREATE TEMP TABLE t (a)", "VACUUM INTO '/tmp/never.db'",
    ])
    func `A query that does more than read is refused`(sql: String) async throws {
        let outcome = try await query("--sql", sql)
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("Queries are read-only"))
        #expect(!FileManager.default.fileExists(atPath: "/tmp/never.db"))
    }

    @Test func `A value that cannot be calculated with is bad data, and a wrong text is not`()
        async throws
    {
        let sum = "SELECT sum(a) FROM (SELECT 9223372036854775807 AS a UNION ALL SELECT 1)"
        let overflow = try await query("--sql", sum)
        #expect(overflow.code == 65)
        #expect(overflow.errors.contains("integer overflow"))
        let wrong = try await query("--sql", "SELECT warmth")
        #expect(wrong.code == 64)
        #expect(wrong.errors == "lucstats: Invalid SQL: no such column: warmth.\n")
    }

    @Test func `CSV for Excel is asked for by its style alone`() async throws {
        let excel = try await query("--sql", "SELECT '=1' AS a, 0.5 AS b", "--csv", "excel")
        #expect(excel.output.contains("a;b\r\n'=1;0,5\r\n"))
        let plain = try await query("--sql", "SELECT '=1' AS a, 0.5 AS b", "--format", "csv")
        #expect(plain.output == "a,b\r\n=1,0.5\r\n")
        let both = try await query("--sql", "SELECT 1", "--csv", "excel", "--format", "json")
        #expect(both.code == 64)
    }

    @Test(arguments: ["", "2>&1"])
    func `Output that nobody takes is within the time too`(messages: String) async throws {
        let begun = ContinuousClock.now
        let outcome = try await Program.run(
            [
                "query", "--warehouse", "good.db", "--timeout", "1s", "--format", "csv", "--sql",
                Self.endless,
            ], in: things.folder,
            launcher: [
                "/bin/bash", "-c", "\"$@\" \(messages) | sleep 8; exit ${PIPESTATUS[0]}", "bash",
            ])
        #expect(outcome.code == 75)
        #expect(messages != "" || outcome.errors.contains("took longer than 1s"))
        #expect(ContinuousClock.now - begun < .seconds(20))
    }

    @Test(arguments: ["table", "csv", "tsv", "json", "jsonl", "markdown"])
    func `Millions of rows take no memory`(format: String) async throws {
        let program = try Program(
            [
                "query", "--warehouse", "good.db", "--timeout", "6s", "--format", format, "--sql",
                Self.endless.replacing("SELECT i FROM n", with: "SELECT i, hex(i) AS text FROM n"),
            ], in: things.folder, launcher: ["/bin/sh", "-c", "exec \"$@\" >/dev/null", "sh"])
        let peak = try await program.peakMemory()
        #expect(try await program.outcome().code == 75)
        #expect((1000..<60_000).contains(peak), "\(peak) kB")
    }

    @Test func `An export of many rows takes no more memory than one of few`() async throws {
        try await withTemporaryFolder { spare in
            let folder = spare.appending(path: "desk")
            try FileManager.default.copyItem(at: things.folder, to: folder)
            let writer = try Connection(
                path: folder.appending(path: "good.db").path, mode: .readWrite)
            try writer.execute(
                """
                INSERT INTO label (text) WITH RECURSIVE n (i) AS
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000)
                SELECT 'a long word of a server, whose number is ' || i FROM n
                """)
            let program = try Program(
                ["warehouse", "export", "--warehouse", "good.db", "--to", "export"], in: folder)
            let peak = try await program.peakMemory()
            #expect(try await program.outcome().code == 0)
            #expect((1000..<100_000).contains(peak), "\(peak) kB")
            let labels = folder.appending(path: "export/data/label").path
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: labels).first)
            let size = try FileManager.default.attributesOfItem(atPath: labels + "/" + name)[.size]
            #expect(size as? Int ?? 0 > 30_000_000)
        }
    }

    /// A folder of definitions with one query.
    private func report(
        _ sql: String, columns: String = #"{"name": "n", "title": "N", "format": "count"}"#,
        _ words: String..., body: (Program.Outcome, URL) throws -> Void
    ) async throws {
        try await withTemporaryFolder { spare in
            let folder = spare.appending(path: "desk")
            try FileManager.default.copyItem(at: things.folder, to: folder)
            let own = folder.appending(path: "own")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            try Data(sql.replacing("HERE", with: folder.path).utf8).write(
                to: own.appending(path: "mine.sql"))
            let page =
                #"{"title": "M", "sections": [{"id": "a", "title": "A", "query": "mine", "columns": [\#(columns)], "draw": {"kind": "table"}}]}"#
            try Data(page.utf8).write(to: own.appending(path: "mine.json"))
            let outcome = try await Program.run(
                [
                    "report", "--warehouse", "good.db", "--period", "2026-11-24", "--out", "r",
                    "--definitions", "own",
                ] + words, in: folder)
            try body(outcome, folder)
        }
    }

    @Test(arguments: [
        ("ATTACH 'HERE/never' AS n", "read-only"), ("DELETE FROM pass", "read-only"),
        ("SELECT load_extension('HERE/never') AS n", "not authorized"),
        ("SELECT fts3_tokenizer('simple', x'4141414141414141') AS n", "not authorized"),
        ("SELECT hex(zeroblob(100000000)) AS n", "a value of more than 8000000 bytes"),
        ("SELECT 9223372036854775807 AS n", "neither a count nor a time"),
        ("SELECT 1e300 AS n", "neither a count nor a time"),
    ])
    func `A definition's query may only read, and give what a page can hold`(
        sql: String, says: String
    ) async throws {
        try await report(sql) { outcome, folder in
            #expect(outcome.code == 65, "\(outcome.errors)")
            #expect(outcome.errors.contains(says), "\(outcome.errors)")
            #expect(outcome.errors.contains("mine"), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "never").path))
        }
    }

    @Test func `A definition's query that holds U+0000 is refused, with its file`() async throws {
        try await report("SELECT 1 AS n -- \0, 2 AS m") { outcome, _ in
            #expect(outcome.code == 65, "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains("own/mine.sql holds the character U+0000"))
        }
    }

    @Test func `Standard input without an end is no query, and takes no memory`() async throws {
        let program = try Program(
            ["query", "-", "--warehouse", "good.db"], in: things.folder,
            launcher: ["/bin/sh", "-c", "exec \"$@\" </dev/zero", "sh"])
        let peak = try await program.peakMemory()
        let outcome = try await program.outcome()
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("Standard input cannot be read as a query"))
        #expect(peak < 60_000, "\(peak) kB")
    }

    @Test func `A definition's query has to end in time, and in reasonable size`() async throws {
        try await report(
            Self.endless.replacing("SELECT i FROM", with: "SELECT max(i) AS n FROM"), "--timeout",
            "2s"
        ) {
            outcome, _ in
            #expect(outcome.code == 75)
            #expect(outcome.errors.contains("--timeout"))
        }
        try await report(Self.endless.replacing("SELECT i FROM", with: "SELECT 1 AS n FROM")) {
            outcome, _ in
            #expect(outcome.code == 65)
            #expect(outcome.errors.contains("more than 1000000 rows"), "\(outcome.errors)")
        }
    }
}
