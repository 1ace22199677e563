/// For bash.
extension Completions {
    static var bash: String {
        let leaves = LucStats.commands.flatMap(\.leaves) + [helpCommand]
        let groups = LucStats.commands.filter { !$0.subcommands.isEmpty }
        var text = """
            # bash completion for lucstats
            _lucstats() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                local command=${COMP_WORDS[1]} word
                COMPREPLY=()
                # For bash "=" is a word of its own: --format=csv, by=channel.
                if [ "$current" = = ]; then
                    current=
                elif [ "$previous" = = ]; then
                    previous=${COMP_WORDS[COMP_CWORD-2]}
                fi
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
                text += bashCases(of: option, of: command)
            }
        }
        text += "    esac\n    case $command in\n"
        for command in leaves {
            let words = options(of: command).map { "--\($0.name)" }.joined(separator: " ")
            var operands = ""
            switch command.operandValues {
            case .any, .assignments: break
            case .file, .folder: operands = " $(compgen -f -- \"$current\")"
            case .oneOf(let words), .listOf(let words):
                operands = " " + words.joined(separator: " ")
            }
            text += "        \"\(command.path)\")\n"
            text +=
                "            COMPREPLY=($(compgen -W \"\(words)\(operands)\" -- \"$current\")) ;;\n"
        }
        text += "    esac\n}\n"
        for (name, operands) in assignments {
            text += bashFunction(name, operands)
        }
        return text + "complete -F _lucstats lucstats\n"
    }

    /// Prints what may be assigned for the operand that stands among the words; with an argument,
    /// the values of the parameter of that name.
    private static func bashFunction(_ name: String, _ operands: [Option.Assignments]) -> String {
        var text = """
            \(name)() {
                local word
                for word in "${COMP_WORDS[@]}"; do
                    case $word:$1 in

            """
        for operand in operands where !operand.all.isEmpty {
            let names = operand.all.map { "\($0.name)=" }.joined(separator: " ")
            text += "            \(operand.operand):) echo \"\(names)\"; return ;;\n"
            for parameter in operand.all where !parameter.choices.isEmpty {
                text += "            \(operand.operand):\(parameter.name)) "
                text += "echo \"\(parameter.choices.joined(separator: " "))\"; return ;;\n"
            }
        }
        return text + "        esac\n    done\n}\n"
    }

    /// What is offered for the value of an option.
    private static func bashCases(of option: Option, of command: Command) -> String {
        let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
        let patterns = names.map { "\"\(command.path):\($0)\"" }.joined(separator: "|")
        return switch option.values {
        case .any: bashCase(patterns)
        case .file: bashCase(patterns, "-f", before: "compopt -o filenames 2>/dev/null")
        case .folder: bashCase(patterns, "-d", before: "compopt -o filenames 2>/dev/null")
        case .oneOf(let words): bashCase(patterns, "-W \"\(words.joined(separator: " "))\"")
        case .listOf(let words):
            bashCase(
                patterns, "-P \"$word\" -W \"\(words.joined(separator: " "))\"",
                of: "${current##*,}",
                before: "word=${current%\"${current##*,}\"}")
        case .assignments(let operands):
            bashCase(
                patterns, "-W \"$(\(assignmentFunction(of: option, of: command)))\"",
                before: "compopt -o nospace 2>/dev/null")
                + bashCase(
                    Set(operands.flatMap(\.all).map(\.name)).sorted()
                        .map { "\"\(command.path):\($0)\"" }.joined(separator: "|"),
                    "-W \"$(\(assignmentFunction(of: option, of: command)) \"$previous\")\"")
        }
    }

    private static func bashCase(
        _ patterns: String, _ words: String? = nil, of current: String = "$current",
        before: String? = nil
    ) -> String {
        var lines = ["        \(patterns))"]
        if let before { lines.append("            \(before)") }
        if let words {
            lines.append("            COMPREPLY=($(compgen \(words) -- \"\(current)\"))")
        }
        return lines.joined(separator: "\n") + "\n            return ;;\n"
    }
}
