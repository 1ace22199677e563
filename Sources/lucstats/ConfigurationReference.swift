/// The reference of the configuration file and an example, made from the table of its keys.
enum ConfigurationReference {
    private indirect enum Node {
        case key(ConfigurationKey)
        case object([(name: String, Node)])
    }

    private static let tree = node(ConfigurationKey.all.map { ($0.name[...], $0) })

    private static func node(_ keys: [(path: Substring, key: ConfigurationKey)]) -> Node {
        var names: [Substring] = []
        var groups: [Substring: [(Substring, ConfigurationKey)]] = [:]
        for (path, key) in keys {
            if path.isEmpty { return .key(key) }
            let name = path.prefix { $0 != "." }
            if groups[name] == nil { names.append(name) }
            groups[name, default: []].append((path.dropFirst(name.count + 1), key))
        }
        return .object(names.map { (String($0), node(groups[$0] ?? [])) })
    }

    /// A file with every key and what it means. Those that every site has to say are there to be
    /// changed; the others stand in comments.
    ///
    /// - Parameter live: the first names of the keys that are not comments; `nil` for all.
    static func example(
        live: Set<String>? = ["servers", "warehouse", "timeZone", "every", "out"]
    ) -> String {
        guard case .object(let members) = tree else { return "" }
        var text = """
            // The configuration of lucstats: JSON with comments. Each key may be left out. Options
            // on the command line count for more. The API key does not belong in here.
            {

            """
        for (number, (name, node)) in members.enumerated() {
            if number > 0 { text += "\n" }
            let isLive = live?.contains(name) ?? true
            for line in lines(name, node) {
                text += "  \(isLive || line.hasPrefix("//") ? "" : "// ")\(line)\n"
            }
        }
        return text + "}\n"
    }

    private static func lines(_ name: String, _ node: Node, in parent: String = "") -> [String] {
        let name = name == "*" ? names[parent] ?? "Claims" : name
        switch node {
        case .key(let key):
            let help = Help.wrapped(key.help.replacing("`", with: ""), to: 88).map { "// \($0)" }
            let standard = key.standard.isEmpty ? [] : ["// Without it: \(key.standard)."]
            return help + standard + ["\"\(name)\": \(key.example),"]
        case .object(let members):
            let inner = members.flatMap { lines($0.name, $0.1, in: name) }.map { "  \($0)" }
            return ["\"\(name)\": {"] + inner + ["},"]
        }
    }

    /// What stands for any name in the example, by the name of the object around it.
    private static let names = [
        "memberNames": "task.queueStarted", "default": "Mon-Fri", "Claims": "Mon-Fri",
        "closedDays": "2026-12-25",
    ]

    /// The reference as Markdown.
    static var markdown: String {
        var text = """
            # The configuration file

            JSON with comments and trailing commas. The file is the one that `--config FILE` names,
            else the one that the variable `LUCSTATS_CONFIG` names, else the first of
            `./lucstats.json`, `$XDG_CONFIG_HOME/lucstats/lucstats.json` (`~/.config` if the
            variable is not set) and `/etc/lucstats/lucstats.json` that belongs to you or to root.
            `lucstats doctor` says which file it is.

            Every key may be left out. A key that is not listed here is an error that names the
            nearest known one. Options take precedence over the environment, the environment over
            the file, and the file over the defaults. `lucstats help --configuration example`
            prints a file to start from.

            | key | value | without it | meaning | option |
            |---|---|---|---|---|

            """
        for key in ConfigurationKey.all {
            let option = key.option.map { "`--\($0)`" } ?? ""
            text +=
                "| `\(key.name)` | \(key.kind.text) | \(key.standard) | \(key.help) | \(option) |\n"
        }
        text += """

            `*` stands for the name or identifier of a service, for weekdays, for a date or for the
            name of a member, as the key says. Durations are whole numbers with a
            unit: `500ms`, `30s`, `5m`, `24h`, `400d`.

            ## The environment

            | variable | meaning |
            |---|---|

            """
        for (name, meaning) in EnvironmentVariable.all { text += "| `\(name)` | \(meaning) |\n" }
        return text
    }
}

extension ConfigurationKey.Kind {
    var text: String {
        switch self {
        case .text: "text"
        case .texts: "list of texts"
        case .textOrTexts: "text, or list of texts"
        case .wholeNumber: "whole number"
        case .number: "number"
        case .boolean: "true or false"
        }
    }
}

/// What the program takes from its environment.
enum EnvironmentVariable {
    static let all: [(name: String, meaning: String)] = [
        (
            "LUCSTATS_CONFIG",
            "The configuration file, if `--config` does not name one."
        ),
        ("LUCSTATS_API_KEY", "The API key. It is never taken from an argument."),
        ("LUCSTATS_API_KEY_FILE", "A file that holds the API key."),
        (
            "CREDENTIALS_DIRECTORY",
            "Set by systemd: a folder whose file `api_key` holds the API key, and `customer_key` "
                + "the one for customers' pseudonyms."
        ),
        (
            "LUCSTATS_CUSTOMER_KEY_FILE",
            "A file that holds the key for customers' pseudonyms, in place of the one that is made "
                + "beside the warehouse."
        ),
    ]
}
