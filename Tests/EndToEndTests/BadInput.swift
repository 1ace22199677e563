import Foundation
import LucsSimulator
import SQLite
import Testing

/// Something that cannot work, and what the program has to say about it.
struct BadInput: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// `SERVER` stands for the address of a server, `PORT` for its port.
    let words: [String]
    let code: Int32
    /// What the one line must name.
    let says: [String]
    var key: String? = Program.key
    /// What `lucstats.json` holds.
    var configuration: String?

    init(
        _ description: String, _ line: String, _ code: Int32, says: String...,
        key: String? = Program.key,
        configuration: String? = nil
    ) {
        testDescription = description
        words = line.split(separator: " ").map(String.init)
        self.code = code
        self.says = says
        self.key = key
        self.configuration = configuration
    }
}

extension BadInput {
    private static let collect = "collect --server SERVER --warehouse"
    private static let report = "report --period 2026-11-24"

    static let all =
        commands + accesses + warehouses + outputs + periods + queries + configurations
        + simulators + replays

    static let commands = [
        BadInput("no command", "", 64, says: "Name a command", "--help"),
        BadInput("an unknown command", "colect", 64, says: "colect", "Did you mean collect?"),
        BadInput(
            "an unknown option", "collect --servr SERVER --warehouse good.db", 64, says: "--servr",
            "Did you mean --server?"),
        BadInput(
            "an option of another command", "report --warehouse good.db --every 5s", 64,
            says: "report has no option --every", "report --help"),
        BadInput(
            "an option without its value", "collect --warehouse", 64, says: "--warehouse FILE"),
        BadInput(
            "an option given twice", "report --warehouse good.db --warehouse good.db", 64,
            says: "--warehouse was given twice"),
        BadInput(
            "a word too many", "report good.db", 64, says: "does not take \"good.db\"",
            "report --help"),
        BadInput(
            "collecting without a warehouse", "collect --server SERVER", 64, says: "--warehouse"),
        BadInput("a report without a warehouse", "report", 64, says: "--warehouse"),
        BadInput("a query without a warehouse", "query service-figures", 64, says: "--warehouse"),
        BadInput("an unknown thing to do with a warehouse", "warehouse polish", 64, says: "verify"),
        BadInput("an unknown endpoint", "get usr --server SERVER", 64, says: "Did you mean user"),
        BadInput("an endpoint without its id", "get user --server SERVER", 64, says: "--id"),
        BadInput(
            "a duration that is none", "\(collect) good.db --every soon", 64, says: "--every", "30s"
        ),
        BadInput("a letter that is no option", "report -z", 64, says: "-z", "report --help"),
        BadInput("an option with an empty value", "report --out=", 64, says: "--out DIR"),
        BadInput("help for what there is not", "help colect", 64, says: "Did you mean collect?"),
        BadInput("a subcommand alone", "prune", 64, says: "Did you mean warehouse prune?"),
        BadInput(
            "a subcommand like a command", "export --to x", 64,
            says: "Did you mean warehouse export?"),
        BadInput(
            "a key as an argument", "collect --api-key kQ7", 64, says: "LUCSTATS_API_KEY",
            "not taken from an argument"),
        BadInput("a number that is none", "\(collect) good.db --passes 0", 64, says: "--passes"),
    ]

    static let accesses = [
        BadInput(
            "a wrong key", "\(collect) good.db", 77, says: "the server refused the key", "Check",
            key: "kQ7-wrong"),
        BadInput(
            "a wrong key, all day long", "\(collect) good.db --every 1s --for 1m", 77,
            says: "the server refused the key", key: "kQ7-wrong"),
        BadInput("no key", "\(collect) good.db", 78, says: "LUCSTATS_API_KEY", key: nil),
        BadInput("an empty key", "\(collect) good.db", 78, says: "LUCSTATS_API_KEY", key: " "),
        BadInput(
            "a key that cannot be one", "\(collect) good.db", 78, says: "API key",
            key: "kQ7 two words"),
        BadInput("no server", "collect --warehouse good.db", 64, says: "--server"),
        BadInput(
            "an address without a scheme", "collect --server lucs1 --warehouse good.db", 64,
            says: "Write http://lucs1:4444"),
        BadInput(
            "two addresses in one",
            "collect --server http://lucs1:4444,http://lucs2:4444 --warehouse good.db", 64,
            says: "write --server once for each"),
        BadInput(
            "an address with a version", "collect --server http://lucs1:4444/v2.0 -w good.db", 64,
            says: "Leave out /v2.0"),
        BadInput(
            "an address without a port", "collect --server http://127.0.0.1 -w good.db", 69,
            says: "add :4444"),
        BadInput(
            "another time zone than the warehouse has",
            "\(collect) good.db --time-zone Europe/London", 64, says: "Europe/Zurich",
            "cannot be changed"),
        BadInput(
            "a server that cannot be reached",
            "collect --server http://127.0.0.1:1 --warehouse good.db", 69,
            says: "http://127.0.0.1:1", "Check"),
        BadInput(
            "an API version that there is not", "\(collect) good.db --api-version v3", 78,
            says: "v2.0, v1.0 or auto"),
    ]

    /// Every command that opens a warehouse must refuse these.
    static let warehouses: [BadInput] =
        [
            (collect, 65), (report + " --warehouse", 65), ("query service-figures --warehouse", 65),
            ("warehouse verify --warehouse", 65), ("warehouse snapshot new.db --warehouse", 65),
        ].flatMap { (command: String, code: Int32) in
            let verb = command.prefix { $0 != " " }
            return [
                BadInput(
                    "\(verb): no database", "\(command) text.db", code, says: "not a database"),
                BadInput(
                    "\(verb): another program's database", "\(command) foreign.db", code,
                    says: "no lucstats warehouse"),
                BadInput(
                    "\(verb): the warehouse of a newer version", "\(command) newer.db", code,
                    says: "newer", "Update"),
            ]
        } + [
            BadInput(
                "a report of no file", "\(report) --warehouse no.db", 74, says: "no.db", "collect"),
            BadInput(
                "a query of no file", "query period --warehouse no.db", 74, says: "no.db", "collect"
            ),
            BadInput("a folder as warehouse", "\(collect) .", 64, says: "folder"),
            BadInput(
                "a time zone that there is not", "\(collect) new.db --time-zone Mars/Base", 78,
                says: "Mars/Base", "Europe/Zurich"),
        ]

    static let outputs = [
        BadInput(
            "reports below a file", "\(report) --warehouse good.db --out text.db/reports", 73,
            says: "text.db", "--out"),
        BadInput(
            "reports where nothing can be made",
            "\(report) --warehouse good.db --out /proc/reports",
            73, says: "/proc/reports", "--out"),
        BadInput("a demo below a file", "demo --out text.db/demo", 73, says: "text.db"),
        BadInput("a new warehouse below a file", "\(collect) text.db/new.db", 73, says: "text.db"),
        BadInput(
            "a snapshot below a file", "warehouse snapshot text.db/copy --warehouse good.db", 73,
            says: "text.db/copy"),
        BadInput(
            "a snapshot over a file", "warehouse snapshot text.db --warehouse good.db", 73,
            says: "text.db exists already"),
        BadInput(
            "a new warehouse over the old one", "warehouse init --warehouse good.db", 73,
            says: "good.db exists already"),
        BadInput(
            "an unknown format", "\(report) --warehouse good.db --format docx", 64, says: "docx",
            "html"),
        BadInput(
            "an unknown language", "\(report) --warehouse good.db --language fr", 64, says: "fr",
            "en or de"),
        BadInput(
            "an unknown style of CSV", "\(report) --warehouse good.db --csv tabs", 64,
            says: "tabs", "excel"),
        BadInput(
            "several formats for standard output", "\(report) --warehouse good.db --stdout", 64,
            says: "--format"),
        BadInput(
            "a folder of definitions that is not there",
            "\(report) --warehouse good.db --definitions nowhere", 78, says: "nowhere"),
        BadInput(
            "a service that is not there", "\(report) --warehouse good.db --service Nobody", 64,
            says: "Nobody"),
    ]

    static let periods: [BadInput] =
        [
            ("nonsense", "yesterday"), ("2026-02-30", "28 days"),
            ("2026-11-24/2026-11-24", "Write 2026-11-24"),
        ].map { period, says in
            BadInput(
                "the period \(period)", "report --warehouse good.db --period \(period)", 64,
                says: period, says)
        } + [
            BadInput(
                "a report of a day that was not collected",
                "report --warehouse good.db --period 2020-01-01", 65, says: "2020-01-01",
                "collection_pass"),
            BadInput(
                "a query of a day that was not collected",
                "query service-figures --warehouse good.db --period 2020-01-01", 65,
                says: "2020-01-01"),
        ]

    static let queries = [
        BadInput(
            "an unknown query", "query service-figure --warehouse good.db", 64,
            says: "Did you mean service-figures?"),
        BadInput(
            "a file of a query that is not there", "query own.sql --warehouse good.db", 64,
            says: "There is no file own.sql"),
        BadInput(
            "a query by name and by text", "query services --sql SELECT\t1 --warehouse good.db", 64,
            says: "not both"),
        BadInput(
            "a query with an error", "query --sql SELECT\nwarmth --warehouse good.db", 64,
            says: "no such column: warmth"),
        BadInput(
            "a query that would change something",
            "query --sql DELETE\tFROM\tpass --warehouse good.db",
            64, says: "Queries are read-only"),
    ]

    static let configurations =
        [
            ("an unknown member", #"{"serverz": []}"#, "serverz", "servers"),
            (
                "an unknown member further in", #"{"limits": {"persecond": 2}}"#,
                "limits.persecond", "perSecond"
            ),
            (
                "an unknown member of a service",
                #"{"serviceLevel": {"services": {"Claims": {"threshold": 9}}}}"#,
                "serviceLevel.services.Claims.threshold", "thresholdSeconds"
            ),
            ("text for a list", #"{"servers": "http://lucs1:4444"}"#, "servers", "a list"),
            ("a number in a list of texts", #"{"servers": [4444]}"#, "servers[0]", "text"),
            (
                "a fraction for a whole number", #"{"paging": {"size": 1.5}}"#, "paging.size",
                "whole number"
            ),
            (
                "a rule that makes no sense", #"{"serviceLevel": {"target": 80}}"#,
                "serviceLevel.target", "0 to 1"
            ),
            ("a duration that is none", #"{"every": "often"}"#, "every", "30s"),
            (
                "a keeping that there is not", #"{"customerIdentifiers": "some"}"#,
                "customerIdentifiers", "masked"
            ),
            ("a list without an end", #"{"servers": ["#, "line 1, column 14", "bracket ]"),
            (
                "a comma missing", "{\n  // often\n  \"every\": \"30s\"\n  \"keep\": \"9d\"\n}",
                "line 4, column 3", "comma"
            ),
            ("a quote missing", "{\"every\": \"30s\n}", "line 1, column 11", "closing quote"),
            ("a colon missing", "{every \"30s\"}", "line 1, column 8", "colon"),
            ("a value missing", "{every: }", "line 1, column 9", "a value is missing"),
            ("text after its end", "{} {}", "line 1, column 4", "more after the end"),
            ("a comment without an end", "{ /* }", "line 1, column 3", "*/"),
            ("no object", "[]", "the whole file", "object"),
            (
                "U+0000 in a path", #"{"warehouse": "a\u0000b"}"#, "line 1, column 17",
                "contains the character U+0000"
            ),
            (
                "U+0000 in the name of a member", #"{"na\u0000me": 1}"#, "line 1, column 5",
                "contains the character U+0000"
            ),
            ("half of a character", #"{"name": "\ud83d"}"#, "line 1, column 11", "half"),
            (
                "a path with single backslashes", #"{"caFile": "C:\Data"}"#, "line 1, column 15",
                "a backslash in a text is written twice"
            ),
            ("a word without quotes", "{every: often}", "line 1, column 9", "in quotes"),
            (
                "an exponent without digits", "{limits: {perSecond: 1e+}}", "line 1, column 22",
                "not a number"
            ),
        ].map {
            BadInput(
                "the configuration has \($0)", "collect --config lucstats.json --warehouse good.db",
                78,
                says: "lucstats.json", $2, $3, configuration: $1)
        } + [
            BadInput(
                "a configuration that is not there", "collect --config no.json", 78, says: "no.json"
            )
        ]

    static let simulators = [
        BadInput(
            "a port that is taken", "simulate --port PORT", 69, says: "in use", "another port"),
        BadInput(
            "a second port that is taken", "simulate --port 0 --second-port PORT", 69,
            says: "in use", "another port"),
        BadInput("a port that there is not", "simulate --port 65536", 64, says: "--port", "65535"),
        BadInput("a speed that is none", "simulate --port 0 --speed 0", 64, says: "--speed"),
        BadInput(
            "the truth below a file", "simulate --port 0 --truth text.db/truth", 73,
            says: "text.db"),
    ]

    static let replays: [BadInput] =
        ["--frozen 9", "--services 3", "--agents 7", "--seed 2"].map {
            let option = String($0.prefix { $0 != " " })
            return BadInput(
                "recorded calls and \(option)", "simulate --replay calls.csv \($0)", 64,
                says: option, "--replay")
        }
        + ["--days 3", "--services 3", "--seed 2", "--unequal"].map {
            let option = String($0.prefix { $0 != " " })
            return BadInput(
                "a demo of recorded calls and \(option)", "demo --replay calls.csv \($0)", 64,
                says: option, "--replay cannot be combined")
        }
        + ["1998-12-31", "2000-01-05"].map {
            BadInput(
                "a demo of a day that has no calls", "demo --replay calls.csv --day \($0)", 64,
                says: "no calls of \($0)", "calls of 1999-01-05;", "--day")
        }
        + ["--from 1999-01-05", "--time-zone Asia/Jerusalem"].map {
            let option = String($0.prefix { $0 != " " })
            return BadInput(
                "\(option) without recorded calls", "simulate --port 0 \($0)", 64, says: option,
                "--replay FILE")
        } + [
            BadInput(
                "recorded calls that are not there", "simulate --replay no.csv", 74,
                says: "no.csv", "Check"),
            BadInput(
                "recorded calls without their columns", "simulate --replay text.db", 65,
                says: "text.db", "line 1", "the header lacks vru_line"),
            BadInput(
                "a recorded call that cannot be read", "simulate --replay bad.csv", 65,
                says: "bad.csv", "line 3", "q_exit is \"9:61:00\""),
            BadInput(
                "a replay from no time", "simulate --replay calls.csv --from morning", 64,
                says: "--from", "morning", "1999-01-05T08:00"),
            BadInput(
                "a replay from a day that is not there",
                "simulate --replay calls.csv --from 2000-01-05", 64, says: "2000-01-05",
                "1999-01-05 to 1999-01-05"),
            BadInput(
                "a replay in a time zone that there is not",
                "simulate --replay calls.csv --time-zone Mars/Base", 78, says: "Mars/Base",
                "Asia/Jerusalem"),
        ]
}
