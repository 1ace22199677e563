import Warehouse

let warehouseDescribeCommand = Command(
    name: "describe", summary: "Describe every table and view, or one and its columns.",
    operands: "[NAME]", maximumOperands: 1,
    operandValues: .oneOf(DataDictionary.analystViews),
    options: [
        .warehouse,
        Option(
            name: "format", short: "f", value: "F", help: "text (default), markdown or mermaid",
            values: .oneOf(["text", "markdown", "mermaid"])),
    ],
    run: { arguments in
        // The words of the warehouse itself, where one is named: it may be of another version.
        let dictionary =
            arguments.has("warehouse")
            ? try DataDictionary(
                Warehouse.reading(path: arguments.warehousePath(Configuration())).connection)
            : try DataDictionary.ofThisProgram()
        guard let name = arguments.operands.first else {
            switch arguments.value("format") ?? "text" {
            case "text": Terminal.result(dictionary.overview)
            case "markdown": Terminal.result(dictionary.markdown)
            case "mermaid": Terminal.result(dictionary.diagram + "\n")
            case let other:
                throw Failure(.usage, "--format is text, markdown or mermaid, not \(other).")
            }
            return
        }
        guard let relation = dictionary.relations.first(where: { $0.name == name }) else {
            let hint = NearestName.question(
                for: name, among: dictionary.relations.map(\.name))
            throw Failure(
                .usage,
                "There is no table or view \(name). "
                    + (hint ?? "lucstats warehouse describe lists them all."))
        }
        Terminal.result(relation.text)
    })

extension DataDictionary {
    fileprivate var overview: String {
        let rest = relations.filter { !Self.analystViews.contains($0.name) }
        let groups = [
            ("Views for analysts", forAnalysts), ("Tables", rest.filter { !$0.isView }),
            ("Building blocks", rest.filter(\.isView)),
        ]
        let width = relations.map(\.name.count).max() ?? 0
        return groups.map { title, relations in
            let lines = relations.map { "  \(Help.padded($0.name, width))  \($0.meaning)" }
            return title + "\n" + lines.joined(separator: "\n") + "\n"
        }
        .joined(separator: "\n")
    }
}

extension DataDictionary.Relation {
    fileprivate var text: String {
        let width = columns.map(\.name.count).max() ?? 0
        let units = columns.map { $0.type.count + $0.unit.count + 3 }.max() ?? 0
        let lines = columns.map { column in
            let type = Help.padded("\(column.type) [\(column.unit)]", units)
            return "  \(Help.padded(column.name, width))  \(type)  \(column.meaning), "
                + "e.g. \(column.example)"
        }
        return "\(name): \(meaning)\n\n" + lines.joined(separator: "\n") + "\n"
    }
}
