/// Scripts that let a shell complete commands, options and values.
enum Completions {
    static let shells: [String: @Sendable () -> String] = [
        "bash": { bash }, "zsh": { zsh }, "fish": { fish },
    ]

    static let help = Option(
        name: "help", short: "h", value: nil, help: "print what it takes")

    /// The commands that a shell offers.
    static let shown = LucStats.commands + [helpCommand]

    static func options(of command: Command) -> [Option] { command.allOptions + [help] }

    static func names(_ commands: [Command]) -> String {
        commands.map(\.name).joined(separator: " ")
    }
}
