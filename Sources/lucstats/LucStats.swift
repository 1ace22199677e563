import Foundation

@main
struct LucStats {
    static let version = "0.1.0"
    /// The day of this version, for the man page.
    static let released = "2026-11-24"

    static let commands: [Command] = [
        demoCommand, simulateCommand, collectCommand, statusCommand, reportCommand, queryCommand,
        getCommand, doctorCommand, warehouseCommand,
    ]

    static func main() async {
        StandardStreams.prepare()
        // Its remarks would go to the system's log: that a thread may not have the priority which
        // only root may give it. Whoever looks for a fault of its own sets the variable.
        setenv("LIBDISPATCH_LOG", "NO", 0)
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            try chooseLog(words)
            try await run(words)
        } catch let examined as EarlyExit {
            exit(examined.code.rawValue)
        } catch {
            let failure = Failure(error)
            Terminal.endProgress()
            Log.failure(failure)
            exit(failure.code.rawValue)
        }
    }

    /// Before anything can go wrong, so that it is told as asked.
    private static func chooseLog(_ words: [String]) throws {
        for (number, word) in words.enumerated() {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.first == "--log-format",
                let text = pair.count == 2 ? pair[1] : words.dropFirst(number + 1).first
            else { continue }
            guard let format = Log.Format(rawValue: text) else {
                throw Failure(.usage, "--log-format is text or json, not \(text).")
            }
            Log.format = format
        }
    }

    static func run(_ words: [String]) async throws {
        guard let first = words.first else {
            let names = commands.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "Name a command: \(names). See: lucstats --help")
        }
        switch first {
        case "--version", "-V":
            Terminal.result("lucstats \(version)\n")
        case "--help", "-h":
            Terminal.result(Help.overview + "\n")
        case "help":
            try await run(helpCommand, Array(words.dropFirst()))
        default:
            try await run(try command(first, among: commands), Array(words.dropFirst()))
        }
    }

    /// - Parameter parent: the command whose subcommands these are.
    /// - Throws: ``Failure`` (usage) with the nearest name.
    static func command(
        _ name: String, among commands: [Command], of parent: Command? = nil
    ) throws -> Command {
        if let command = commands.first(where: { $0.name == name }) { return command }
        let path = parent.map { "\($0.path) " } ?? ""
        let subcommands = commands.flatMap(\.subcommands)
        // A subcommand that was given without its command has its own name before any near one.
        let hint =
            subcommands.first { $0.name == name }.map { "Did you mean \($0.path)?" }
            ?? NearestName.question(for: name, among: commands.map(\.name), prefix: path)
            ?? NearestName.question(
                for: name, among: subcommands.map(\.name)
            ) { name in subcommands.first { $0.name == name }?.path ?? name }
        let rest = hint.map { " \($0)" } ?? ""
        throw Failure(
            .usage, "There is no command \(path)\(name).\(rest) See: lucstats \(path)--help")
    }

    private static func run(_ command: Command, _ words: [String]) async throws {
        var words = words
        let names = command.subcommands.map(\.name)
        if let place = words.firstIndex(where: names.contains),
            let subcommand = command.subcommands.first(where: { $0.name == words[place] })
        {
            words.remove(at: place)
            try await run(subcommand, words)
        } else if words.contains("--help") || words.contains("-h") {
            Terminal.result(Help.text(of: command) + "\n")
        } else if let first = command.subcommands.first {
            let word = words.first { !$0.hasPrefix("-") }
            let hint = word.flatMap { NearestName.question(for: $0, among: names) }
            throw Failure(
                .usage,
                "\(command.name) takes \(names.joined(separator: ", ")); for example: lucstats "
                    + "\(first.path). \(hint.map { "\($0) " } ?? "")"
                    + "See: lucstats \(command.name) --help")
        } else {
            let arguments = try Arguments(words, for: command)
            Log.isQuiet = arguments.has("quiet")
            try await command.run(arguments)
        }
    }
}
