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

    /// The name of the shell's function that knows what may be assigned.
    static func assignmentFunction(of option: Option, of command: Command) -> String {
        "_lucstats_\(command.path.replacing(" ", with: "_"))_\(option.name)"
    }

    /// The functions of all options that take assignments, by name.
    static var assignments: [(function: String, operands: [Option.Assignments])] {
        shown.flatMap(\.leaves).flatMap { command in
            command.allOptions.compactMap { option in
                guard case .assignments(let operands) = option.values else { return nil }
                return (assignmentFunction(of: option, of: command), operands)
            }
        }
    }

    static func names(_ commands: [Command]) -> String {
        commands.map(\.name).joined(separator: " ")
    }
}
