/// An option of a command, as help texts show it and the parser takes it.
struct Option: Sendable {
    let name: String
    /// What stands for the value in help texts; `nil` for a switch.
    let value: String?
    let help: String
    /// Whether it may be given more than once.
    var repeats = false
}

/// A command of the program.
struct Command: Sendable {
    let name: String
    let summary: String
    /// What may follow without an option's name, as help texts show it: `[NAME]`.
    var operands = ""
    var mostOperands = 0
    var options: [Option] = []
    /// What help texts say after the summary.
    var notes = ""
    let run: @Sendable (Arguments) async throws -> Void
}

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
                "\(command.name) needs --\(name). See: lucstats \(command.name) --help")
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
            guard let option = command.options.first(where: { $0.name == name }) else {
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
                "\(command.name) does not take \"\(operands[command.mostOperands])\". "
                    + "See: lucstats \(command.name) --help")
        }
    }

    private static func unknown(_ name: String, _ command: Command) -> Failure {
        let near = nearest(to: name, among: command.options.map(\.name))
        let hint = near.map { " Did you mean --\($0)?" } ?? ""
        return Failure(
            .usage,
            "\(command.name) has no option --\(name).\(hint) "
                + "See: lucstats \(command.name) --help")
    }
}

/// The most similar of some names: one that begins so, or by edit distance; `nil` when none is
/// near.
func nearest(to word: String, among names: [String]) -> String? {
    if word.count > 2, let whole = names.first(where: { $0.hasPrefix(word) }) { return whole }
    func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let replaced = corner + (x == y ? 0 : 1)
                corner = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
    let scored = names.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 3) else {
        return nil
    }
    return best.0
}
