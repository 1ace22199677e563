import Foundation
import Testing

@testable import lucstats

/// Help, man page, completions and the configuration's reference say what the tables say.
@Suite struct OptionTableTests {
    let commands = LucStats.commands.flatMap(\.leaves)
    private let project = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    func ask(_ words: String...) async throws -> String {
        let outcome = try await Program.run(
            words, in: FileManager.default.temporaryDirectory, key: nil)
        #expect(outcome.code == 0 && outcome.errors == "")
        return outcome.output
    }

    func withFile(_ text: String, _ body: (String) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "lucstats.1")
            try Data(text.utf8).write(to: file)
            try body(file.path)
        }
    }

    // MARK: Commands and options

    @Test func `Subcommands tell their options as well`() async throws {
        for command in commands where command.parent != nil {
            let words = command.path.split(separator: " ").map(String.init) + ["--help"]
            let outcome = try await Program.run(
                words, in: FileManager.default.temporaryDirectory, key: nil)
            #expect(outcome.output.hasPrefix("usage: lucstats \(command.path) "))
            for option in command.allOptions {
                #expect(outcome.output.contains("  \(option.usage) "), "\(option.name)")
                #expect(outcome.output.contains(option.help))
            }
            for line in outcome.output.split(separator: "\n") { #expect(line.count <= 110) }
        }
    }

    @Test func `The man page has every command, option, key, variable and exit code`()
        async throws
    {
        let page = try await ask("help", "--man")
        for command in commands {
            let section = ".SS \"lucstats \(command.path.replacing("-", with: "\\-"))\"\n"
            let start = try #require(page.range(of: section), "\(command.path)")
            let rest = page[start.upperBound...]
            let own = rest[..<(rest.range(of: "\n.S")?.lowerBound ?? rest.endIndex)]
            for option in command.options {
                let short = option.short.map { "-\($0), " } ?? ""
                let name = "\(short)--\(option.name)".replacing("-", with: "\\-")
                #expect(own.contains(".BI \"\(name)\""), "\(command.path) \(option.name)")
            }
        }
        for key in ConfigurationKey.all { #expect(page.contains(".BR \"\(key.name)\" ")) }
        for (name, _) in EnvironmentVariable.all { #expect(page.contains(".B \(name)\n")) }
        for code in ExitCode.allCases { #expect(page.contains(".B \(code.rawValue)\n")) }
    }

    @Test(.enabled(if: Tool.isThere("man"), "man is not installed"))
    func `The man page is set without a warning`() async throws {
        try await withFile(try await ask("help", "--man")) { (file: String) throws in
            let said = try Tool.text(
                "sh", "-c",
                "LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z '\(file)' "
                    + "2>&1 >/dev/null")
            #expect(said == "")
        }
    }

    @Test(.enabled(if: Tool.isThere("mandoc"), "mandoc is not installed"))
    func `mandoc finds nothing amiss in the man page`() async throws {
        try await withFile(try await ask("help", "--man")) { (file: String) throws in
            #expect(try Tool.text("mandoc", "-T", "lint", "-W", "warning", file) == "")
        }
    }

    // MARK: The configuration

    @Test func `The reference in the documentation is the one of the table`() async throws {
        let file = project.appending(path: "docs/configuration.md")
        let kept = try String(contentsOf: file, encoding: .utf8)
        let made = try await ask("help", "--configuration", "reference")
        #expect(
            kept == made,
            "make it anew: lucstats help --configuration reference > docs/configuration.md")
        for key in ConfigurationKey.all { #expect(made.contains("| `\(key.name)` |")) }
    }

    @Test func `The example has every key, and can be read, as it is and with all keys live`()
        async throws
    {
        let example = try await ask("help", "--configuration", "example")
        for key in ConfigurationKey.all {
            let name = key.name.split(separator: ".").last ?? ""
            // A star stands for any name.
            let member = name == "*" ? "\"" : "\"\(name)\""
            #expect(example.contains("\(member): \(key.example)"), "\(key.name)")
        }
        for text in [example, ConfigurationReference.example(live: nil)] {
            try await withFile(text) { (file: String) throws in
                let configuration = try Configuration.read(file)
                #expect(configuration.servers?.isEmpty == false)
            }
        }
        try await withFile(ConfigurationReference.example(live: nil)) { (file: String) throws in
            #expect(empty(in: try Configuration.read(file), at: "") == [])
        }
    }

    /// The members that hold nothing, however deep.
    private func empty(in value: Any, at path: String) -> [String] {
        Mirror(reflecting: value).children.flatMap { name, child -> [String] in
            let place = path + "." + (name ?? "")
            let mirror = Mirror(reflecting: child)
            guard mirror.displayStyle == .optional else { return [] }
            guard let inner = mirror.children.first?.value else { return [place] }
            return Mirror(reflecting: inner).displayStyle == .struct
                ? empty(in: inner, at: place) : []
        }
    }

    @Test func `Every member of the configuration has its key, and options that exist`() throws {
        let members = Set(Mirror(reflecting: Configuration()).children.compactMap(\.label))
        let keys = Set(ConfigurationKey.all.map { String($0.name.prefix { $0 != "." }) })
        #expect(keys == members)
        let options = Set(commands.flatMap { $0.options.map(\.name) })
        for key in ConfigurationKey.all {
            if let option = key.option { #expect(options.contains(option), "\(key.name)") }
            #expect(key.help.hasSuffix("."), "\(key.name)")
        }
    }

    // MARK: What is written elsewhere

    /// Lines that run the program, in the package's files and in the documentation.
    private func commandLines() throws -> [(file: String, words: [String])] {
        var lines: [(String, [String])] = []
        for file in [
            "README.md", "docs/operations.md", "packaging/lucstats.cron",
            "packaging/lucstats.service", "packaging/lucstats-report.service",
            "packaging/lucstats-prune.service",
        ] {
            let text = try String(
                contentsOf: project.appending(path: file), encoding: .utf8)
            for line in text.replacing("\\\n", with: " ").split(separator: "\n") {
                let line = line.prefix { $0 != ">" && $0 != "|" }
                let words = line.split { " `".contains($0) }.map(String.init)
                guard
                    let place = words.firstIndex(where: {
                        $0 == "/usr/bin/lucstats" || $0 == "ExecStart=/usr/bin/lucstats"
                    })
                        ?? (line.hasPrefix("lucstats ") ? 0 : nil)
                        ?? (file.hasSuffix(".cron")
                            ? words.lastIndex(of: "lucstats").flatMap {
                                words.contains("*") && $0 > 5 ? $0 : nil
                            } : nil)
                else { continue }
                let rest = words[(place + 1)...].prefix { !$0.hasPrefix("#") && $0 != "&&" }
                lines.append((file, Array(rest)))
            }
        }
        return lines
    }

    @Test func `Command lines in the documentation and the package are ones that it takes`()
        throws
    {
        let lines = try commandLines()
        #expect(Set(lines.map(\.file)).count == 6)
        for (file, words) in lines {
            let first = try #require(words.first, "\(file)")
            guard first != "help" else { continue }
            let command = try #require(
                LucStats.commands.first { $0.name == first }, "\(file): \(words)")
            var rest = Array(words.dropFirst())
            var leaf = command
            if let sub = command.subcommands.first(where: { $0.name == rest.first }) {
                leaf = sub
                rest.removeFirst()
            }
            do {
                _ = try Arguments(rest, for: leaf)
            } catch {
                Issue.record("\(file): \(words): \(error)")
            }
        }
    }
}
