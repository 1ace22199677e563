/// The forms in which a query's rows are printed.
enum QueryFormat: String, CaseIterable {
    case table, csv, tsv, json, jsonl, markdown

    static let names = "table, csv, tsv, json, jsonl or markdown"

    static let option = Option(
        name: "format", short: "f", value: "F", help: "\(names) (default: table)",
        values: .oneOf(allCases.map(\.rawValue).sorted()))
}

extension QueryFormat {
    /// - Throws: ``Failure`` for columns that an object could not hold beside each other.
    func check(_ columns: [String]) throws {
        guard self == .json || self == .jsonl else { return }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column).inserted {
            throw Failure(
                .usage,
                "The column \(column) is there twice, which \(rawValue) cannot hold. Give one of them "
                    + "another name by AS.")
        }
    }
}

extension Arguments {
    /// What `--format` asks for.
    func queryFormat() throws -> QueryFormat {
        let name = value("format") ?? QueryFormat.table.rawValue
        guard let format = QueryFormat(rawValue: name) else {
            throw Failure(.usage, "--format is \(QueryFormat.names), not \(name).")
        }
        return format
    }
}
