import Foundation

@main
struct LucStats {
    static let version = "0.1.0"

    static let commands: [Command] = [
        demoCommand, simulateCommand, collectCommand, reportCommand, queryCommand, getCommand,
        doctorCommand, warehouseCommand,
    ]

    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch let examined as Examined {
            exit(examined.code.rawValue)
        } catch {
            let failure = Failure(error)
            Terminal.message("lucstats: \(failure.line)")
            exit(failure.code.rawValue)
        }
    }

    static func run(_ words: [String]) async throws {
        guard let first = words.first else {
            let names = commands.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "Name a command: \(names). See: lucstats --help")
        }
        switch first {
        case "--version":
            Terminal.result("lucstats \(version)\n")
        case "--help", "-h", "help":
            Terminal.result(Help.overview + "\n")
        default:
            guard let command = commands.first(where: { $0.name == first }) else {
                let near = nearest(to: first, among: commands.map(\.name))
                let hint = near.map { " Did you mean \($0)?" } ?? ""
                throw Failure(.usage, "There is no command \(first).\(hint) See: lucstats --help")
            }
            let rest = Array(words.dropFirst())
            if rest.contains("--help") || rest.contains("-h") {
                Terminal.result(Help.text(of: command) + "\n")
                return
            }
            try await command.run(try Arguments(rest, for: command))
        }
    }
}
