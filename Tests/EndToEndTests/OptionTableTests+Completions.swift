import Foundation
import QueryLibrary
import Testing

@testable import lucstats

extension OptionTableTests {
    @Test func `bash completes commands, options and values`() async throws {
        var script =
            try await ask("help", "--completions", "bash") + """
                ask() {
                    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
                    _lucstats 2>/dev/null
                    (IFS=' '; echo "${COMPREPLY[*]}")
                }

                """
        var expected: [String] = []
        func expect(_ line: String, _ words: [String]) {
            script += "ask \(line)\n"
            expected.append(words.joined(separator: " "))
        }
        expect("lucstats ''", LucStats.commands.map(\.name) + ["help", "--help", "--version"])
        expect("lucstats wa", ["warehouse"])
        for group in LucStats.commands where !group.subcommands.isEmpty {
            expect("lucstats \(group.name) ''", group.subcommands.map(\.name) + ["--help"])
        }
        for command in commands {
            let options = command.allOptions.map { "--\($0.name)" } + ["--help"]
            expect("lucstats \(command.path) --", options)
            for option in command.allOptions {
                let words: [String]
                switch option.values {
                case .oneOf(let choices): words = choices
                case .listOf(let choices):
                    words = choices
                    expect(
                        "lucstats \(command.path) --\(option.name) x,",
                        choices.map { "x,\($0)" })
                case .any, .file, .folder, .assignments: continue
                }
                expect("lucstats \(command.path) --\(option.name) ''", words)
                // bash takes --name=value apart.
                expect("lucstats \(command.path) --\(option.name) =", words)
                if let short = option.short {
                    expect("lucstats \(command.path) -\(short) ''", words)
                }
            }
        }
        expect("lucstats collect --config /etc/hostn", ["/etc/hostname"])
        expect("lucstats warehouse snapshot /etc/hostn", ["/etc/hostname"])
        expect("lucstats query service-fig", ["service-figures"])
        expect("lucstats collect --for ''", [])
        expect("lucstats report --format html,c", ["html,csv"])
        expect("lucstats report --format = html,c", ["html,csv"])
        expect("lucstats query service-figures --param gr", ["grain="])
        for query in LibraryQuery.listed {
            let own = Completions.assignments[0].operands.first { $0.operand == query.name }
            expect("lucstats query \(query.name) --param ''", own?.all.map { "\($0.name)=" } ?? [])
        }
        expect("lucstats query --period yesterday staffing --param sp", ["split="])
        expect("lucstats query --param sp", [])
        expect("lucstats query mine.sql --param ''", [])
        expect("lucstats query services --param by = ''", [])
        expect("lucstats query service-figures --param grain =", ["period", "day", "interval"])
        expect("lucstats query service-figures --param by = ch", ["channel"])
        expect("lucstats query staffing --param split = ''", ["0", "1"])
        expect("lucstats help --completions z", ["zsh"])
        expect("lucstats help wareh", ["warehouse"])
        let found = try Tool.text("bash", "-c", script)
        #expect(
            found?.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
                String.init) == expected)
    }

    @Test(
        .enabled(if: Tool.isThere("zsh"), "zsh is not installed"))
    func `zsh completes commands, options and values`() async throws {
        let text = try await ask("help", "--completions", "zsh")
        for command in commands {
            for option in command.allOptions {
                let long = "--\(option.name)" + (option.value == nil ? "" : "=")
                let names = option.short.map { "{-\($0),\(long)}'" } ?? long
                #expect(text.contains("\(names)["), "\(command.path) \(option.name)")
            }
        }
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "_lucstats").path
            try Data(text.utf8).write(to: URL(filePath: file))
            #expect(try Tool.text("zsh", "-n", file) == "")
            // A shell that a person sits at, in a terminal of its own.
            let script = """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell "PS1=; stty cols 200 -echo; fpath=('\(folder.path)' \\$fpath)
                autoload -Uz compinit; compinit -u -D; LISTMAX=0; print READY"
                zpty -r shell said '*READY*'
                zpty -n -w shell 'lucstats warehouse prune --'$'\\t'
                zpty -r -m shell said '*--warehouse*'
                print -r -- "$said"
                zpty -n -w shell $'\\C-u''lucstats query service-f'$'\\t'
                zpty -r -m shell said '*service-figures*'
                print -r -- "$said"
                complete() {
                    zpty -n -w shell $'\\C-u'"lucstats $1"$'\\t'
                    zpty -r -m shell said "*$2*"
                    print -r -- "$said"
                }
                complete 'query staffing --param sp' 'split='
                complete 'query service-figures --param grain=i' 'grain=interval'
                complete 'query erlang-c --param c' 'calls='
                complete 'report --format html,m' 'html,mail'
                complete 'report --language=d' 'language=de'
                complete 'help wareh' 'help warehouse'
                zpty -d shell
                """
            let said = try #require(try Tool.text("timeout", "60", "zsh", "-fc", script))
            for option in warehousePruneCommand.allOptions {
                #expect(said.contains("--\(option.name)"), "\(option.name): \(said)")
            }
            for word in [
                "service-figures", "split=", "grain=interval", "calls=", "html,mail",
                "language=de", "help warehouse",
            ] {
                #expect(said.contains(word), "\(word): \(said)")
            }
        }
    }

    @Test(.enabled(if: Tool.isThere("fish"), "fish is not installed"))
    func `fish completes commands, options and values`() async throws {
        let text = try await ask("help", "--completions", "fish")
        try await withFile(text) { (file: String) throws in
            #expect(try Tool.text("fish", "-n", file) == "")
            func complete(_ line: String) throws -> Set<String> {
                let said = try Tool.text(
                    "fish", "-c", "source '\(file)'; complete -C '\(line)'")
                return Set(
                    (said ?? "").split(separator: "\n").map {
                        String($0.prefix { $0 != "\t" })
                    })
            }
            #expect(try complete("lucstats ").isSuperset(of: LucStats.commands.map(\.name)))
            #expect(
                try complete("lucstats warehouse ") == Set(warehouseCommand.subcommands.map(\.name))
            )
            for command in commands {
                let options = Set(command.allOptions.map { "--\($0.name)" } + ["--help"])
                #expect(try complete("lucstats \(command.path) --") == options, "\(command.path)")
            }
            #expect(
                try complete("lucstats collect --log-format ").isSuperset(of: ["text", "json"]))
            #expect(try complete("lucstats report --format html,c") == ["html,csv"])
            #expect(
                try complete("lucstats report --csv=")
                    == ["--csv=plain", "--csv=bom", "--csv=excel"])
            #expect(try complete("lucstats collect --for ") == [])
            #expect(
                try complete("lucstats query service-figures --param by=")
                    == ["by=service", "by=channel"])
            for query in LibraryQuery.listed {
                let own = Completions.assignments[0].operands.first { $0.operand == query.name }
                #expect(
                    try complete("lucstats query \(query.name) --param ")
                        == Set(own?.all.flatMap(\.words) ?? []), "\(query.name)")
            }
            #expect(try complete("lucstats query --param ") == [])
            #expect(try complete("lucstats help --completions z") == ["zsh"])
        }
    }
}
