/// The man page lucstats(1), in roff's macros for manuals.
enum ManPage {
    static var text: String {
        var page = """
            .TH LUCSTATS 1 "\(LucStats.released)" "lucstats \(escaped(LucStats.version))" "User Commands"
            .SH NAME
            lucstats \\- history and reports for a LUCS contact centre
            .SH SYNOPSIS
            .B lucstats
            .I COMMAND
            .RI [ OPTION \\ ...]
            .SH DESCRIPTION
            The API of a Luware LUCS contact centre tells only what is true now.
            .B lucstats
            polls it again and again, keeps what changed in one SQLite file, the warehouse, and turns it
            into reports and tables.
            It only ever reads from LUCS.
            .SH COMMANDS

            """
        for command in LucStats.commands.flatMap(\.leaves) { page += section(of: command) }
        page += """
            .SH "OPTIONS OF EVERY COMMAND"
            .TP
            .B \\-h, \\-\\-help
            print what the command takes

            """
        page += Option.common.map(entry).joined()
        page += ".SH PERIODS\n"
        for (form, meaning) in PeriodForms.all {
            page += ".TP\n.B \(quoted(form))\n" + line(meaning)
        }
        page += ".PP\n" + line(PeriodForms.clockChange)
        page += ".SH \"CONFIGURATION FILE\"\n"
        page += "JSON with comments. A\n.B *\nstands for the name or identifier of a service.\n"
        for key in ConfigurationKey.all {
            page += ".TP\n.BR \(quoted(key.name)) \" (\(escaped(key.kind.text)))\"\n"
            page += line(key.help.replacing("`", with: ""))
            if !key.standard.isEmpty { page += line("Without it: \(key.standard).") }
        }
        page += ".SH ENVIRONMENT\n"
        for (name, meaning) in EnvironmentVariable.all {
            page += ".TP\n.B \(name)\n" + line(meaning.replacing("`", with: ""))
        }
        page += ".SH \"EXIT STATUS\"\n"
        for code in ExitCode.allCases {
            page += ".TP\n.B \(code.rawValue)\n" + line(code.meaning)
        }
        page += ".SH EXAMPLES\n"
        for (command, meaning) in Self.examples {
            page += ".TP\n.B \(quoted(command))\n" + line(meaning)
        }
        page += """
            .SH SIGNALS
            SIGTERM and SIGINT end
            .B collect
            within five seconds: between two passes at once, in the middle of one by dropping it,
            unless it is just being stored.
            A loop that is asked to end exits with 0, a single pass that is dropped with 75.
            A second signal ends it at once; that and SIGKILL cost no more than the pass under way.
            .SH FILES
            .TP
            .IR ./lucstats.json ", " ~/.config/lucstats/lucstats.json ", " /etc/lucstats/lucstats.json
            the configuration, the first of these that belongs to the user or to root, unless
            .B \\-\\-config
            or LUCSTATS_CONFIG names another; the packaged services use the last
            .TP
            .I /etc/lucstats/api_key
            the API key of the packaged services, for root alone
            .TP
            .I /var/lib/lucstats
            their warehouse and reports
            .SH "SEE ALSO"
            .BR sqlite3 (1),
            .BR systemctl (1)

            """
        return page
    }

    private static let examples = [
        ("lucstats demo", "Simulate 16 days and report on them, without any set-up."),
        (
            "lucstats doctor --server http://lucs1:4444 --write-config lucstats.json",
            "Check the server and the API key, and save what was found as the configuration."
        ),
        ("lucstats collect --for 24h", "Collect for a day, as the configuration says."),
        ("lucstats status", "See when the last pass was, and how much of 24 hours was observed."),
        ("lucstats report -p last-week -o /srv/reports", "Write the report of last week."),
        (
            "lucstats query service-level-by-interval -p yesterday --csv excel",
            "Print a query of the library as CSV for Excel."
        ),
        ("lucstats query own.sql", "Run a query of your own from a file."),
        (
            "lucstats warehouse prune --keep 400d --dry-run",
            "See what would be deleted, and delete nothing."
        ),
    ]

    private static func section(of command: Command) -> String {
        var text = ".SS \(quoted("lucstats \(command.path)"))\n"
        if !command.operands.isEmpty { text += ".RI \(quoted(command.operands))\n.PP\n" }
        text += line(command.summary.replacing("`", with: ""))
        return text + command.options.map(entry).joined()
    }

    private static func entry(_ option: Option) -> String {
        let value = option.value.map { " \" \" \(quoted($0))" } ?? ""
        let short = option.short.map { "-\($0), " } ?? ""
        return ".TP\n.BI \(quoted("\(short)--\(option.name)"))\(value)\n" + line(option.help)
    }

    /// A line of text that roff does not take for a request.
    private static func line(_ text: String) -> String {
        let text = escaped(text)
        return (text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : "") + text + "\n"
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// A hyphen that is typed is not one that parts a word.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "\"": escaped += "\\(dq"
            case "…": escaped += "..."
            case "×": escaped += "\\(mu"
            case let other: escaped.append(other)
            }
        }
        return escaped
    }
}
