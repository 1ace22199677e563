/// The forms in which a query's rows are printed.
enum QueryFormat: String, CaseIterable {
    case table, csv, tsv, json, jsonl, markdown

    static let names = "table, csv, tsv, json, jsonl or markdown"

    static let option = Option(
        name: "format", short: "f", value: "F", help: "\(names) (default: table)",
        values: .oneOf(allCases.map(\.rawValue).sorted()))
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
