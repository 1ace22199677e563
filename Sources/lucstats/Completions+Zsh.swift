/// For zsh.
extension Completions {
    static var zsh: String {
        var text = """
            #compdef lucstats
            # zsh completion for lucstats
            _lucstats() {
                local context state line
                _arguments -C '(- *)--help[tell what there is]' '(- *)--version[print the version]' \\
                    '1:command:->command' '*::argument:->argument'
                case $state in
                    command)
                        _values command \(values(shown)) ;;
                    argument)
                        case $words[1] in

            """
        for command in shown {
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
        text += "            esac ;;\n    esac\n}\n"
        for (name, operands) in assignments { text += zshFunction(name, operands) }
        return text + "_lucstats \"$@\"\n"
    }

    /// Offers what may be assigned for the operand that stands among the words.
    private static func zshFunction(_ name: String, _ operands: [Option.Assignments]) -> String {
        let cases = operands.filter { !$0.all.isEmpty }.map {
            "            \($0.operand)) compadd \"$@\" -S \"\" -- \($0.words); return ;;\n"
        }
        return """
            \(name)() {
                local word
                for word in $words; do
                    case $word in
            \(cases.joined())        esac
                done
            }

            """
    }

    private static func values(_ commands: [Command]) -> String {
        commands.map { "'\($0.name)[\(zshText($0.summary))]'" }.joined(separator: " ")
    }

    private static func arguments(of command: Command, indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        var specifications = options(of: command).map { option in
            let value =
                option.value.map { ":\(zshText($0)):\(zshAction(of: option, of: command))" } ?? ""
            // The value may follow as a word of its own, or after "=".
            let equals = option.value == nil ? "" : "="
            let end = "[\(zshText(option.help))]\(value)'"
            guard let short = option.short else {
                return "'\(option.repeats ? "*" : "")--\(option.name)\(equals)\(end)"
            }
            let exclusion = option.repeats ? "'*'" : "'(-\(short) --\(option.name))'"
            return "\(exclusion){-\(short),--\(option.name)\(equals)}'\(end)"
        }
        if command.maximumOperands > 0 {
            specifications.append(
                "'1:\(zshText(command.operands)):\(zshAction(command.operandValues))'")
        }
        return "\(space)_arguments \\\n"
            + specifications.map { "\(space)    \($0)" }.joined(separator: " \\\n")
    }

    private static func zshAction(of option: Option, of command: Command) -> String {
        guard case .assignments = option.values else { return zshAction(option.values) }
        return assignmentFunction(of: option, of: command)
    }

    private static func zshAction(_ values: Option.Values) -> String {
        switch values {
        case .any: ""
        case .file: "_files"
        case .folder: "_files -/"
        case .oneOf(let words): "(\(words.joined(separator: " ")))"
        case .listOf(let words): " _values -s , value \(words.joined(separator: " "))"
        // Those of an option are functions of their own.
        case .assignments: ""
        }
    }

    private static func zshText(_ text: String) -> String {
        text.replacing("'", with: "'\\''").replacing("[", with: "\\[").replacing("]", with: "\\]")
            .replacing(":", with: "\\:")
    }
}
