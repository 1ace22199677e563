/// What was given to a command, checked against its options.
struct Arguments: Sendable {
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]
    private let command: Command

    func value(_ name: String) -> String? { values[name]?.last }
    func values(_ name: String) -> [String] { values[name] ?? [] }
    func has(_ name: String) -> Bool { values[name] != nil }

    func required(_ name: String) throws -> String {
        guard let value = value(name) else {
            throw Failure(
                .usage,
                "\(command.path) needs --\(name). See: lucstats \(command.path) --help")
        }
        return value
    }

    /// Takes `--name value`, `--name=value`, `-n value` and `-nvalue`; `--` ends the options, and
    /// `-` alone is an operand.
    init(_ words: [String], for command: Command) throws {
        self.command = command
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands.append(contentsOf: rest)
                break
            } else if word.hasPrefix("--") {
                let parts = word.dropFirst(2).split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(parts[0])
                guard let option = command.allOptions.first(where: { $0.name == name }) else {
                    throw Failure.unknownOption(name, of: command)
                }
                try take(option, parts.count == 2 ? String(parts[1]) : nil, &rest)
            } else if word.hasPrefix("-"), word != "-" {
                try takeShort(word.dropFirst(), &rest)
            } else {
                operands.append(word)
            }
        }
        guard operands.count <= command.maximumOperands else {
            throw Failure(
                .usage,
                "\(command.path) does not take \"\(operands[command.maximumOperands])\". "
                    + "See: lucstats \(command.path) --help")
        }
    }

    /// Takes the letters after a hyphen: switches, and at the end an option with its value.
    private mutating func takeShort(
        _ letters: Substring, _ rest: inout ArraySlice<String>
    ) throws {
        var letters = letters
        while let letter = letters.popFirst() {
            guard let option = command.allOptions.first(where: { $0.short == letter }) else {
                throw Failure(
                    .usage,
                    "\(command.path) has no option -\(letter). "
                        + "See: lucstats \(command.path) --help")
            }
            let hasValue = option.value != nil && !letters.isEmpty
            try take(option, hasValue ? String(letters) : nil, &rest)
            if option.value != nil { return }
        }
    }

    /// - Parameter attached: the value that stands in the same word.
    private mutating func take(
        _ option: Option, _ attached: String?, _ rest: inout ArraySlice<String>
    ) throws {
        let name = option.name
        guard let form = option.value else {
            guard attached == nil else { throw Failure(.usage, "--\(name) takes no value.") }
            values[name] = [""]
            return
        }
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else {
            throw Failure(.usage, "--\(name) needs a value: --\(name) \(form)")
        }
        guard option.repeats || values[name] == nil else {
            throw Failure(.usage, "--\(name) was given twice.")
        }
        values[name, default: []].append(value)
    }
}

extension Failure {
    fileprivate static func unknownOption(_ name: String, of command: Command) -> Failure {
        if ["api-key", "apikey", "key", "token", "password"].contains(name.lowercased()) {
            return Failure(
                .usage,
                "The API key is not taken from an argument, where other users could see it. Set the "
                    + "variable LUCSTATS_API_KEY, or name a file in LUCSTATS_API_KEY_FILE.")
        }
        let hint = NearestName.question(
            for: name, among: command.allOptions.map(\.name), prefix: "--")
        return Failure(
            .usage,
            "\(command.path) has no option --\(name). \(hint.map { "\($0) " } ?? "")"
                + "See: lucstats \(command.path) --help")
    }
}
