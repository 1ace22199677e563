/// Scripts that let a shell complete commands, options and values.
enum Completions {
    static let shells: [String: @Sendable () -> String] = [
        "bash": { bash }, "zsh": { zsh }, "fish": { fish },
    ]

    private static let help = Option(
        name: "help", short: "h", value: nil, help: "print what it takes")

    private static func options(of command: Command) -> [Option] { command.allOptions + [help] }

    // MARK: bash

    private static var bash: String {
        let leaves = LucStats.commands.flatMap(\.leaves)
        let groups = LucStats.commands.filter { !$0.subcommands.isEmpty }
        var text = """
            # bash completion for lucstats
            _lucstats() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                local command=${COMP_WORDS[1]} word
                COMPREPLY=()
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "\(names(LucStats.commands)) help --help --version" -- "$current"))
                    return
                fi
                case $command in

            """
        for group in groups {
            text += """
                    \(group.name))
                        for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
                            case $word in
                                \(group.subcommands.map(\.name).joined(separator: "|"))) command="\(group.name) $word"; break ;;
                            esac
                        done
                        if [ "$command" = \(group.name) ]; then
                            COMPREPLY=($(compgen -W "\(names(group.subcommands)) --help" -- "$current"))
                            return
                        fi ;;

                """
        }
        text += "    esac\n    case $command:$previous in\n"
        for command in leaves {
            for option in command.allOptions where option.value != nil {
                let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
                let patterns = names.map { "\"\(command.path):\($0)\"" }
                text += "        \(patterns.joined(separator: "|")))\n"
                switch option.values {
                case .any: text += "            return ;;\n"
                case .file:
                    text += "            compopt -o filenames 2>/dev/null\n"
                    text += "            COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
                case .folder:
                    text += "            compopt -o filenames 2>/dev/null\n"
                    text += "            COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n"
                case .oneOf(let words):
                    let list = words.joined(separator: " ")
                    text +=
                        "            COMPREPLY=($(compgen -W \"\(list)\" -- \"$current\")); return ;;\n"
                }
            }
        }
        text += "    esac\n    case $command in\n"
        for command in leaves {
            let words = options(of: command).map { "--\($0.name)" }.joined(separator: " ")
            var operands = ""
            switch command.operandValues {
            case .any: break
            case .file, .folder: operands = " $(compgen -f -- \"$current\")"
            case .oneOf(let words): operands = " " + words.joined(separator: " ")
            }
            text += "        \"\(command.path)\")\n"
            text +=
                "            COMPREPLY=($(compgen -W \"\(words)\(operands)\" -- \"$current\")) ;;\n"
        }
        return text + "    esac\n}\ncomplete -F _lucstats lucstats\n"
    }

    private static func names(_ commands: [Command]) -> String {
        commands.map(\.name).joined(separator: " ")
    }

    // MARK: zsh

    private static var zsh: String {
        var text = """
            #compdef lucstats
            # zsh completion for lucstats
            _lucstats() {
                local context state line
                _arguments -C '(- *)--help[tell what there is]' '(- *)--version[print the version]' \\
                    '1:command:->command' '*::argument:->argument'
                case $state in
                    command)
                        _values command \(values(LucStats.commands)) ;;
                    argument)
                        case $words[1] in

            """
        for command in LucStats.commands {
            text += "                \(command.name))\n"
            if command.subcommands.isEmpty {
                text += arguments(of: command, indent: 20) + " ;;\n"
                continue
            }
            text +=
                "                    _arguments -C '1:subcommand:->sub' '*::argument:->subargument'\n"
            text += "                    case $state in\n"
            text +=
                "                        sub) _values subcommand \(values(command.subcommands)) ;;\n"
            text += "                        subargument)\n"
            text += "                            case $words[1] in\n"
            for subcommand in command.subcommands {
                text += "                                \(subcommand.name))\n"
                text += arguments(of: subcommand, indent: 36) + " ;;\n"
            }
            text += "                            esac ;;\n                    esac ;;\n"
        }
        return text + "            esac ;;\n    esac\n}\n_lucstats \"$@\"\n"
    }

    private static func values(_ commands: [Command]) -> String {
        commands.map { "'\($0.name)[\(zshText($0.summary))]'" }.joined(separator: " ")
    }

    private static func arguments(of command: Command, indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        var specifications = options(of: command).map { option in
            let value = option.value.map { ":\(zshText($0)):\(zshAction(option.values))" } ?? ""
            let end = "[\(zshText(option.help))]\(value)'"
            guard let short = option.short else {
                return "'\(option.repeats ? "*" : "")--\(option.name)\(end)"
            }
            let exclusion = option.repeats ? "'*'" : "'(-\(short) --\(option.name))'"
            return "\(exclusion){-\(short),--\(option.name)}'\(end)"
        }
        if command.mostOperands > 0 {
            specifications.append(
                "'1:\(zshText(command.operands)):\(zshAction(command.operandValues))'")
        }
        return "\(space)_arguments \\\n"
            + specifications.map { "\(space)    \($0)" }.joined(separator: " \\\n")
    }

    private static func zshAction(_ values: Option.Values) -> String {
        switch values {
        case .any: ""
        case .file: "_files"
        case .folder: "_files -/"
        case .oneOf(let words): "(\(words.joined(separator: " ")))"
        }
    }

    private static func zshText(_ text: String) -> String {
        text.replacing("'", with: "'\\''").replacing("[", with: "\\[").replacing("]", with: "\\]")
            .replacing(":", with: "\\:")
    }

    // MARK: fish

    private static var fish: String {
        var text = "# fish completion for lucstats\ncomplete -c lucstats -f\n"
        let all = names(LucStats.commands)
        for command in LucStats.commands {
            text += "complete -c lucstats -n \"not __fish_seen_subcommand_from \(all)\" "
            text += "-a \(command.name) -d '\(fishText(command.summary))'\n"
        }
        for command in LucStats.commands {
            let subcommands = names(command.subcommands)
            for subcommand in command.subcommands {
                text += "complete -c lucstats -n \"__fish_seen_subcommand_from \(command.name); "
                text += "and not __fish_seen_subcommand_from \(subcommands)\" "
                text += "-a \(subcommand.name) -d '\(fishText(subcommand.summary))'\n"
            }
            for leaf in command.leaves {
                let isSub =
                    leaf.parent == nil ? "" : "; and __fish_seen_subcommand_from \(leaf.name)"
                let condition = "__fish_seen_subcommand_from \(command.name)\(isSub)"
                for option in options(of: leaf) {
                    text += "complete -c lucstats -n \"\(condition)\" -l \(option.name)"
                    if let short = option.short { text += " -s \(short)" }
                    if option.value != nil { text += " -r" + fishValues(option.values) }
                    text += " -d '\(fishText(option.help))'\n"
                }
                switch leaf.operandValues {
                case .any: break
                case .file, .folder: text += "complete -c lucstats -n \"\(condition)\" -F\n"
                case .oneOf(let words):
                    text += "complete -c lucstats -n \"\(condition)\" "
                    text += "-a '\(words.joined(separator: " "))'\n"
                }
            }
        }
        return text
    }

    private static func fishValues(_ values: Option.Values) -> String {
        switch values {
        case .any: ""
        case .file: " -F"
        case .folder: " -a '(__fish_complete_directories)'"
        case .oneOf(let words): " -a '\(words.joined(separator: " "))'"
        }
    }

    private static func fishText(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    }
}
