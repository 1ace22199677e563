import Queries

extension LibraryQuery {
    /// Every query that comes with the program, by name.
    public static let all: [LibraryQuery] = Queries.all.sorted { $0.key < $1.key }
        .map { LibraryQuery(name: $0.key, sql: $0.value) }

    /// Whether it is there for a part of the report's page alone.
    public var isOfPage: Bool { name.hasPrefix("page-") }

    /// The queries for people.
    public static let listed = all.filter { !$0.isOfPage }

    /// The library as a list: the name of each query and what it answers.
    public static var list: String {
        let shown = listed
        let width = shown.map(\.name.count).max() ?? 0
        return shown.map { query in
            query.name + String(repeating: " ", count: width - query.name.count) + "  "
                + (query.question.isEmpty ? query.title : query.question) + "\n"
        }
        .joined()
    }

    /// What it answers, what it takes and what it gives, for a terminal.
    public var about: String {
        var lines = ["\(name): \(title)", "", question, ""]
        let names = parameters.map(\.name) + columns.map(\.name)
        let width = names.map(\.count).max() ?? 0
        func line(_ name: String, _ unit: String, _ meaning: String) -> String {
            let pad = String(repeating: " ", count: width - name.count)
            return "  \(name)\(pad)  [\(unit)] \(meaning)"
        }
        if !parameters.isEmpty { lines.append("parameters") }
        for parameter in parameters {
            let standard = parameter.standard.map { "; default \($0)" } ?? ""
            lines.append(line(parameter.name, parameter.unit, parameter.meaning + standard))
        }
        lines.append("columns")
        lines += columns.map { line($0.name, $0.unit, $0.meaning) }
        if !notes.isEmpty { lines += [""] + notes }
        return (lines + ["", example]).joined(separator: "\n") + "\n"
    }
}
