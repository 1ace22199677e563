import Foundation
import SQLite
import Testing

/// What `query` makes of its options, and of texts that are none.
@Suite(Desk()) struct QueryOptionTests {
    let things: Desk.Things

    init() throws { things = try #require(Desk.current) }

    private func query(_ words: String...) async throws -> Program.Outcome {
        try await Program.run(["query", "--warehouse", "good.db"] + words, in: things.folder)
    }

    @Test(arguments: [
        ("+41791234567", "text,+41791234567"), ("007", "text,007"), ("1e3", "text,1e3"),
        ("-0", "text,-0"), ("20", "integer,20"), ("-3", "integer,-3"), ("0.5", "real,0.5"),
        ("99999999999999999999", "text,99999999999999999999"), ("", "text,"),
    ])
    func `A value without a header is a number only as SQLite writes it`(
        value: String, row: String
    ) async throws {
        let outcome = try await query(
            "--format", "csv", "--param", "c=\(value)", "--sql", "SELECT typeof(:c) AS t, :c AS c")
        #expect(outcome.output == "t,c\r\n\(row)\r\n", "\(outcome.errors)")
    }

    @Test(arguments: [
        ("service-figures", "by=foo", "--param by takes service or channel, not foo."),
        ("service-figures", "grain=hour", "grain takes period, day or interval, not hour."),
    ])
    func `A word that a header does not list is refused`(
        name: String, parameter: String, says: String
    ) async throws {
        let outcome = try await query(name, "--param", parameter, "--period", "2026-11-24")
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }

    @Test func `A name of a service that matches nothing is said, and is no error`() async throws {
        let outcome = try await query(
            "queue-length", "--param", "service=Nope", "--period", "2026-11-24")
        #expect(outcome.code == 0)
        #expect(outcome.errors.contains("No service is called Nope."), "\(outcome.errors)")
    }

    @Test func `An option that would change nothing is refused by name`() async throws {
        let service = try await service()
        let gaps = try await query(
            "coverage-gaps", "--agent", "Nobody", "--period", "2026-11-24")
        #expect(gaps.code == 64)
        #expect(gaps.errors.contains("coverage-gaps is not restricted by --agent."))
        let file = things.folder.appending(path: "own.sql")
        try Data("SELECT count(*) AS n FROM service_day".utf8).write(to: file)
        let own = try await query("own.sql", "--service", service)
        #expect(own.code == 64)
        #expect(own.errors.contains("own is not restricted by --service."), "\(own.errors)")
        try Data("SELECT count(*) AS n FROM task".utf8).write(to: file)
        #expect(try await query("own.sql", "--service", service).code == 0)
    }

    private func service() async throws -> String {
        let connection = try Connection(
            path: things.folder.appending(path: "good.db").path, mode: .readOnly)
        let name = try connection.prepare("SELECT min(name) FROM service").scalar()
        guard case .text(let text)? = name else { return "" }
        return text
    }

    @Test func `A query that would end at U+0000 is refused`() async throws {
        let file = things.folder.appending(path: "nul.sql")
        try Data("SELECT 1 AS a\0 FROM nothing".utf8).write(to: file)
        let outcome = try await query("nul.sql")
        #expect(outcome.code == 65)
        #expect(outcome.errors.contains("nul.sql holds the character U+0000"))
    }

    @Test func `A file that is not there is said to be missing`() async throws {
        let outcome = try await query("none.sql")
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("There is no file none.sql."), "\(outcome.errors)")
    }

    @Test(arguments: ["json", "jsonl"])
    func `Two columns of one name are refused in an object`(format: String) async throws {
        let outcome = try await query("--format", format, "--sql", "SELECT 1 AS a, 2 AS a")
        #expect(outcome.code == 64 && outcome.output == "")
        #expect(outcome.errors.contains("The column a is there twice"), "\(outcome.errors)")
    }

    @Test(arguments: [
        (["--format", "csv"], "a,b,c\r\nInfinity,-Infinity,\r\n"),
        (["--csv", "bom"], "a,b,c\r\nInfinity,-Infinity,\r\n"),
        (["--csv", "excel"], "a;b;c\r\nInfinity;'-Infinity;\r\n"),
        (["--format", "tsv"], "a\tb\tc\nInfinity\t-Infinity\t\\N\n"),
        (["--format", "jsonl"], #"{"a":"Infinity","b":"-Infinity","c":null}"# + "\n"),
        (
            ["--format", "markdown"],
            "| a | b | c |\n| ---: | ---: | --- |\n| Infinity | -Infinity |  |\n"
        ),
    ])
    func `Infinity is the same word in every format, and what is not a number is NULL`(
        options: [String], text: String
    ) async throws {
        let sql = "SELECT 9e999 AS a, -9e999 AS b, 9e999 - 9e999 AS c"
        let outcome = try await Program.run(
            ["query", "--warehouse", "good.db", "--sql", sql] + options, in: things.folder)
        #expect(outcome.output == text)
    }

    @Test func `Infinity is a text in JSON and a number in a table`() async throws {
        let sql = "SELECT 9e999 AS a UNION ALL SELECT 1.5"
        let json = try await query("--format", "json", "--sql", sql)
        #expect(
            json.output
                == """
                [
                  {
                    "a": "Infinity"
                  },
                  {
                    "a": 1.5
                  }
                ]

                """)
        let table = try await query("--sql", sql)
        #expect(table.output == "       a\n────────\nInfinity\n     1.5\n")
    }

    @Test(arguments: [
        ("..", "lucs"), (".", "lucs"), ("/", "lucs"), ("a/.centre.db", "centre"), ("x.y.db", "x"),
    ])
    func `Metadata names the database after its file, if that has a name`(
        path: String, name: String
    ) async throws {
        let outcome = try await Program.run(
            ["warehouse", "metadata", "--warehouse", path], in: things.folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"databases\": {\n    \"\(name)\": {"))
    }

    @Test func `A text in double quotes gets a hint`() async throws {
        let outcome = try await query("--sql", "SELECT \"x\"")
        #expect(outcome.errors.contains("A text stands in single quotes: 'x'."))
    }

    @Test func `A file that is no warehouse is said to be what it is`() async throws {
        let empty = things.folder.appending(path: "empty.db")
        try Data().write(to: empty)
        let none = try await Program.run(
            ["query", "services", "--warehouse", "empty.db"], in: things.folder)
        #expect(none.code == 65)
        #expect(none.errors.contains("empty.db is empty."), "\(none.errors)")
        let made = try await Program.run(
            ["warehouse", "extract", "extract.db", "--warehouse", "good.db"], in: things.folder)
        #expect(made.code == 0)
        let extract = try await Program.run(
            ["query", "services", "--warehouse", "extract.db"], in: things.folder)
        #expect(extract.code == 65)
        #expect(extract.errors.contains("extract.db is an extract"), "\(extract.errors)")
        let writer = try Connection(
            path: things.folder.appending(path: "good.db").path, mode: .readWrite)
        try writer.execute("UPDATE setting SET value = 'Mars/Base' WHERE name = 'timeZone'")
        let mars = try await query("services")
        #expect(mars.code == 65)
        #expect(mars.errors.contains("timeZone of good.db is Mars/Base"), "\(mars.errors)")
    }
}
