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
        return text + "    esac\n}\ncomplete -F _lucstats lucstats\n"
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
        case .assignments(let parameters):
            bashCase(
                patterns, "-W \"\(parameters.map { "\($0.name)=" }.joined(separator: " "))\"",
                before: "compopt -o nospace 2>/dev/null")
                + parameters.filter { !$0.choices.isEmpty }.map {
                    bashCase(
                        "\"\(command.path):\($0.name)\"",
                        "-W \"\($0.choices.joined(separator: " "))\"")
                }.joined()
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
