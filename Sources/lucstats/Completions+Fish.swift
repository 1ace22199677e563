/// For fish.
extension Completions {
    static var fish: String {
        var text = "# fish completion for lucstats\ncomplete -c lucstats -f\n"
        let all = names(shown)
        for command in shown {
            text += "complete -c lucstats -n \"not __fish_seen_subcommand_from \(all)\" "
            text += "-a \(command.name) -d '\(fishText(command.summary))'\n"
        }
        for command in shown {
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
                    if option.value != nil { text += fishValues(option.values) }
                    text += " -d '\(fishText(option.help))'\n"
                    guard case .assignments(let operands) = option.values else { continue }
                    for operand in operands where !operand.all.isEmpty {
                        text += "complete -c lucstats -n \"\(condition); and "
                        text += "__fish_seen_subcommand_from \(operand.operand)\" "
                        text += "-l \(option.name) -x -a '\(operand.words)'\n"
                    }
                }
                switch leaf.operandValues {
                case .any, .assignments: break
                case .file, .folder: text += "complete -c lucstats -n \"\(condition)\" -F\n"
                case .oneOf(let words), .listOf(let words):
                    text += "complete -c lucstats -n \"\(condition)\" "
                    text += "-a '\(words.joined(separator: " "))'\n"
                }
            }
        }
        return text
    }

    /// `-r`: it takes a value; `-x`: and files are none.
    private static func fishValues(_ values: Option.Values) -> String {
        switch values {
        case .any: " -x"
        case .file: " -r -F"
        case .folder: " -x -a '(__fish_complete_directories)'"
        case .oneOf(let words): " -x -a '\(words.joined(separator: " "))'"
        case .listOf(let words):
            " -x -a '(__fish_complete_list , \"string join \\n \(words.joined(separator: " "))\")'"
        // By the operand: lines of their own.
        case .assignments: " -x"
        }
    }

    private static func fishText(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    }
}
