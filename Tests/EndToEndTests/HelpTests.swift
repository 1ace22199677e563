import Foundation
import Testing

@testable import lucstats

@Suite struct HelpTests {
    private func ask(_ words: String...) async throws -> String {
        let outcome = try await Program.run(
            words, in: FileManager.default.temporaryDirectory, key: nil)
        #expect(outcome.code == 0)
        #expect(outcome.errors == "")
        return outcome.output
    }

    @Test func `The version is one line on standard output`() async throws {
        for word in ["--version", "-V"] {
            #expect(try await ask(word) == "lucstats \(LucStats.version)\n")
        }
    }

    @Test(arguments: ["--help", "-h", "help"])
    func `The overview names every command`(word: String) async throws {
        let text = try await ask(word)
        for command in LucStats.commands { #expect(text.contains("  \(command.name) ")) }
    }

    @Test func `No two options of a command have the same letter`() {
        for command in LucStats.commands.flatMap(\.leaves) + [helpCommand] {
            let letters = command.allOptions.compactMap(\.short)
            #expect(Set(letters).count == letters.count, "\(command.path)")
            #expect(!letters.contains("h") && !letters.contains("V"))
        }
    }

    @Test(arguments: LucStats.commands.map(\.name))
    func `The help of a command tells every option, within the width of a terminal`(
        name: String
    ) async throws {
        let command = try #require(LucStats.commands.first { $0.name == name })
        let text = try await ask(name, "--help")
        #expect(text == (try await ask(name, "-h")))
        #expect(text == (try await ask("help", name)))
        #expect(text.hasPrefix("usage: lucstats \(name)"))
        #expect(text.contains(command.summary))
        let running = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for option in command.options {
            let words = "--\(option.name)" + (option.value.map { " \($0)" } ?? "") + " "
            let short = option.short.map { "  -\($0), " } ?? "      "
            #expect(text.contains(short + words))
            #expect(running.contains(option.help))
        }
        for line in text.split(separator: "\n") { #expect(line.count <= 110, "\(line)") }
    }
}
