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

    /// Takes `--name value` and `--name=value`; `--` ends the options.
    init(_ words: [String], for command: Command) throws {
        self.command = command
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word != "--" else {
                if word == "--" {
                    operands.append(contentsOf: rest)
                    break
                }
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = command.allOptions.first(where: { $0.name == name }) else {
                throw Self.unknown(name, command)
            }
            if option.value == nil {
                guard parts.count == 1 else {
                    throw Failure(.usage, "--\(name) takes no value.")
                }
                values[name] = [""]
                continue
            }
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                throw Failure(.usage, "--\(name) needs a value: --\(name) \(option.value ?? "")")
            }
            guard option.repeats || values[name] == nil else {
                throw Failure(.usage, "--\(name) was given twice.")
            }
            values[name, default: []].append(value)
        }
        guard operands.count <= command.mostOperands else {
            throw Failure(
                .usage,
                "\(command.path) does not take \"\(operands[command.mostOperands])\". "
                    + "See: lucstats \(command.path) --help")
        }
    }

    private static func unknown(_ name: String, _ command: Command) -> Failure {
        let near = nearest(to: name, among: command.allOptions.map(\.name))
        let hint = near.map { " Did you mean --\($0)?" } ?? ""
        return Failure(
            .usage,
            "\(command.path) has no option --\(name).\(hint) "
                + "See: lucstats \(command.path) --help")
    }
}
