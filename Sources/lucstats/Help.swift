/// Help texts, made from the tables of commands and options.
enum Help {
    static var overview: String {
        let shown = LucStats.commands + [helpCommand]
        let width = shown.map(\.name.count).max() ?? 0
        let lines = shown.map { "  \(padded($0.name, width))  \($0.summary)" }
        return """
            lucstats \(LucStats.version): history and reports for a LUCS contact centre

            usage: lucstats COMMAND [OPTION …]

            \(lines.joined(separator: "\n"))

            lucstats help COMMAND describes a command. The API key comes from LUCSTATS_API_KEY, from the
            file that LUCSTATS_API_KEY_FILE names, or from systemd's credential api_key.
            """
    }

    static func text(of command: Command) -> String {
        let usage = ["lucstats", command.path, command.operands].filter { !$0.isEmpty }
        var text = "usage: \(usage.joined(separator: " ")) [OPTION …]\n\n\(command.summary)"
        guard command.subcommands.isEmpty else {
            text += "\n" + table(command.subcommands.map { ($0.name, $0.summary) })
            return text + "\n\nlucstats help \(command.path) SUBCOMMAND describes a subcommand."
        }
        return text + "\n" + table(command.allOptions.map { ($0.usage, $0.help) })
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        let indent = "\n" + String(repeating: " ", count: width + 4)
        return rows.map { name, text in
            "\n  \(padded(name, width))  "
                + wrapped(text, to: 106 - width).joined(separator: indent)
        }.joined()
    }

    /// The lines of a text, broken between words.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + word.count < width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Option {
    /// `-w, --warehouse FILE`; without a short form as many blanks.
    var usage: String {
        let names = (short.map { "-\($0), " } ?? "    ") + "--\(name)"
        return ([names] + [value].compactMap(\.self)).joined(separator: " ")
    }
}

extension Command {
    /// Itself, or where it has subcommands, those.
    var leaves: [Command] { subcommands.isEmpty ? [self] : subcommands.flatMap(\.leaves) }
}

/// Describes commands, and prints what a package is made of, from the same tables.
let helpCommand = Command(
    name: "help",
    summary: "Describe a command; print the manual, completions or configuration keys.",
    operands: "[COMMAND [SUBCOMMAND]]", maximumOperands: 2,
    operandValues: .oneOf(LucStats.commands.map(\.name)),
    options: [
        Option(name: "man", value: nil, help: "the man page, in roff"),
        Option(
            name: "completions", value: "SHELL", help: "for bash, zsh or fish",
            values: .oneOf(Completions.shells.keys.sorted())),
        Option(
            name: "configuration", value: "FORM",
            help: "the configuration file: reference (Markdown) or example",
            values: .oneOf(["reference", "example"])),
    ],
    run: { arguments in
        if arguments.has("man") {
            Terminal.result(ManPage.text)
        } else if let shell = arguments.value("completions") {
            guard let completions = Completions.shells[shell] else {
                throw Failure(.usage, "There are completions for bash, zsh and fish, not \(shell).")
            }
            Terminal.result(completions())
        } else if let form = arguments.value("configuration") {
            switch form {
            case "reference": Terminal.result(ConfigurationReference.markdown)
            case "example": Terminal.result(ConfigurationReference.example())
            default:
                throw Failure(
                    .usage, "--configuration takes reference or example, not \(form).")
            }
        } else if let name = arguments.operands.first {
            Terminal.result(try Help.text(of: name, arguments.operands.dropFirst().first) + "\n")
        } else {
            Terminal.result(Help.overview + "\n")
        }
    })

extension Help {
    /// The help of a command by its name, or of its subcommand.
    fileprivate static func text(of name: String, _ subcommand: String?) throws -> String {
        let command = try LucStats.command(name, among: LucStats.commands + [helpCommand])
        guard let subcommand else { return text(of: command) }
        return text(of: try LucStats.command(subcommand, among: command.subcommands, of: command))
    }
}
