/// The comments of one `CREATE` statement, given to the columns that they stand beside.
struct SchemaComments {
    private(set) var meaning = ""
    private(set) var columns: [DataDictionary.Column]

    init(_ sql: String, columns known: [(name: String, type: String)]) {
        var texts = [String](repeating: "", count: known.count)
        var current: Int?
        var next = 0
        let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
        // A view without a list of columns tells only what it is, before its query.
        let hasList = Self.code(of: lines.first ?? "").hasSuffix("(")
        for (number, line) in lines.enumerated() {
            let code = Self.code(of: line)
            if number > 0 {
                if !code.isEmpty, !hasList || code.hasPrefix(")") { break }
                let word = code.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                if next < known.count, word == known[next].name {
                    current = next
                    next += 1
                } else if !code.isEmpty, next == known.count, Self.isConstraint(code) {
                    break
                }
            }
            guard let comment = Self.comment(of: line) else { continue }
            if let current {
                texts[current] += (texts[current].isEmpty ? "" : " ") + comment
            } else {
                meaning += (meaning.isEmpty ? "" : " ") + comment
            }
        }
        columns = zip(known, texts).map { Self.column($0.name, $0.type, $1) }
    }

    private static func code(of line: Substring) -> Substring {
        let code = line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line
        return Substring(
            code.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(\.self))
    }

    private static func comment(of line: Substring) -> String? {
        guard let start = line.firstRange(of: "--")?.upperBound else { return nil }
        return String(line[start...].drop { $0 == " " })
    }

    private static func isConstraint(_ code: Substring) -> Bool {
        ["PRIMARY KEY (", "UNIQUE (", "CHECK (", "FOREIGN KEY ("].contains(where: code.hasPrefix)
    }

    /// Takes `TYPE meaning [unit], e.g. example` apart.
    private static func column(
        _ name: String, _ declared: String, _ text: String
    ) -> DataDictionary.Column {
        var column = DataDictionary.Column(
            name: name, type: declared, meaning: "", unit: "", example: "")
        var rest = Substring(text)
        if let type = ["TEXT", "INTEGER", "REAL", "ANY"].first(where: { rest.hasPrefix($0 + " ") })
        {
            column.type = type
            rest = rest.dropFirst(type.count + 1)
        }
        if let marker = rest.ranges(of: ", e.g. ").last {
            column.example = String(rest[marker.upperBound...])
            rest = rest[..<marker.lowerBound]
        }
        if rest.last == "]", let open = rest.lastIndex(of: "[") {
            column.unit = String(rest[rest.index(after: open)...].dropLast())
            rest = rest[..<open]
        }
        column.meaning = rest.split(separator: " ").joined(separator: " ")
        return column
    }
}
