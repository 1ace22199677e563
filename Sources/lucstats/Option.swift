/// An option of a command. Help texts, the man page and completions are made of these.
struct Option: Sendable {
    let name: String
    /// The letter of its short form: `w` for `-w`.
    var short: Character?
    /// What stands for the value in help texts; `nil` for a switch.
    let value: String?
    let help: String
    /// Whether it may be given more than once.
    var repeats = false
    var values = Values.any

    /// What a shell can offer for the value.
    enum Values: Sendable, Equatable {
        case any, file, folder
        case oneOf([String])
        /// Some of these, separated by commas.
        case listOf([String])
        /// `NAME=VALUE`, where the command's operand decides which names there are.
        case assignments([Assignments])
    }

    /// What may be assigned for one operand.
    struct Assignments: Sendable, Equatable {
        let operand: String
        let all: [Assignment]

        /// `by=service by=channel most=`.
        var words: String { all.flatMap(\.words).joined(separator: " ") }
    }

    /// A name that takes a value, and the values if there are only these.
    struct Assignment: Sendable, Equatable {
        let name: String
        let choices: [String]

        /// `by=service`, `by=channel`; `most=` if it takes any value.
        var words: [String] { choices.isEmpty ? ["\(name)="] : choices.map { "\(name)=\($0)" } }
    }
}

/// A command of the program.
struct Command: Sendable {
    let name: String
    let summary: String
    /// What may follow without an option's name, as help texts show it: `[NAME]`.
    var operands = ""
    var maximumOperands = 0
    /// What a shell can offer for the operands.
    var operandValues = Option.Values.any
    /// Its own options; every command has ``Option/common`` as well.
    var options: [Option] = []
    var run: @Sendable (Arguments) async throws -> Void = { _ in }
    /// Where there are some, the command's first word names one, and `run` is not used.
    var subcommands: [Command] = []
    /// The whole name: `warehouse prune`.
    var path: String { parent.map { "\($0) \(name)" } ?? name }
    var parent: String?

    /// Every option that it takes.
    var allOptions: [Option] { options + Option.common }
}

extension Option {
    /// The options of every command.
    static let common = [
        Option(
            name: "log-format", value: "F", help: "messages on standard error: text or json",
            values: .oneOf(["text", "json"])),
        Option(
            name: "quiet", short: "q", value: nil,
            help: "print no messages but warnings and errors"),
    ]
}
