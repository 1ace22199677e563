/// Help texts, made from the tables of commands and options.
enum Help {
    static var overview: String {
        let width = LucStats.commands.map(\.name.count).max() ?? 0
        let lines = LucStats.commands.map { "  \(padded($0.name, width))  \($0.summary)" }
        return """
            lucstats \(LucStats.version): history and reports for a LUCS contact centre

            usage: lucstats COMMAND [OPTION …]

            \(lines.joined(separator: "\n"))

            lucstats COMMAND --help tells more. The API key comes from LUCSTATS_API_KEY, from the
            file that LUCSTATS_API_KEY_FILE names, or from systemd's credential api_key.
            """
    }

    static func text(of command: Command) -> String {
        let usage = ["lucstats", command.name, command.operands].filter { !$0.isEmpty }
        var text = "usage: \(usage.joined(separator: " ")) [OPTION …]\n\n\(command.summary)"
        if !command.notes.isEmpty { text += "\n\n\(command.notes)" }
        let rows = command.options.map { option in
            (
                ["--\(option.name)", option.value].compactMap { $0 }.joined(separator: " "),
                option.help
            )
        }
        let width = rows.map(\.0.count).max() ?? 0
        if !rows.isEmpty { text += "\n" }
        for (option, help) in rows { text += "\n  \(padded(option, width))  \(help)" }
        return text
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
