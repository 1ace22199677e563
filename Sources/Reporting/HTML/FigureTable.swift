/// A table: one row a subject, and the row of all together at its end.
struct FigureTable {
    let context: SectionContext
    private var section: Section { context.section }
    private var columns: [Column] = []

    init(_ context: SectionContext) {
        self.context = context
    }

    mutating func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        columns = section.columns.filter { !$0.isOptional || records.columns.contains($0.name) }
        try context.require((columns + section.draw.stack).map(\.name), in: records)
        let rows = records.each
        guard !rows.isEmpty else {
            html.element("p", ["class": "empty"], text: section.empty)
            return
        }
        let longest = rows.map { StateBar.sum(section, $0) }.max() ?? 0
        if !section.draw.stack.isEmpty { Legend.states(section.draw.stack, &html) }
        html.element(
            "div",
            [
                "class": "scroll", "role": "region", "tabindex": "0",
                "aria-label": "\(section.title), table",
            ]
        ) { region in
            region.element("table", ["class": rows.count > 8 ? "sortable long" : "sortable"]) {
                table in
                table.element("caption", text: section.title)
                head(&table)
                table.element("tbody") { body in
                    for record in rows { row(record, isTotal: false, longest: longest, &body) }
                }
                if records.keyColumn != nil, let total = records.total, rows.count > 1 {
                    table.element("tfoot") { foot in
                        row(total, isTotal: true, longest: longest, &foot)
                    }
                }
            }
        }
    }

    private func head(_ table: inout HTMLWriter) {
        table.element("thead") { head in
            head.element("tr") { row in
                for column in columns {
                    row.element(
                        "th",
                        [
                            "scope": "col", "class": column.format.isNumeric ? "n" : nil,
                            "title": column.note,
                        ], text: column.title)
                }
                if !section.draw.stack.isEmpty {
                    row.element("th", ["scope": "col", "class": "stack"], text: "Time by state")
                }
            }
        }
        table.breakLine()
    }

    private func row(
        _ record: Record, isTotal: Bool, longest: Double, _ body: inout HTMLWriter
    ) {
        body.element("tr") { row in
            for (position, column) in columns.enumerated() {
                let cell = record[column.name]
                if position == 0 {
                    row.element(
                        "th",
                        ["scope": "row", "data-value": cell.plainText]
                    ) { name in
                        name.element(
                            "bdi", text: isTotal ? "All together" : column.format.text(cell))
                    }
                } else {
                    figure(column, record, cell, isTotal: isTotal, &row)
                }
            }
            if !section.draw.stack.isEmpty {
                row.element("td", ["class": "stack"]) { cell in
                    StateBar.write(section, record, scale: isTotal ? 0 : longest, &cell)
                }
            }
        }
        body.breakLine()
    }

    private func figure(
        _ column: Column, _ record: Record, _ cell: Cell, isTotal: Bool,
        _ row: inout HTMLWriter
    ) {
        let verdict = Verdict(cell, target: column.target.flatMap { record.number($0) })
        let style = [
            column.format.isNumeric ? "n" : nil, verdict == .none ? nil : verdict.style,
        ].compactMap { $0 }
        row.element(
            "td",
            [
                "class": style.isEmpty ? nil : style.joined(separator: " "),
                "data-figure": context.path(column, row: record), "data-value": cell.plainText,
            ]
        ) { html in
            if case .missed = verdict {
                html.element("span", ["class": "sign", "title": "below target"], text: "▼\u{A0}")
            }
            if column.format == .text && !cell.isNull {
                html.element("bdi", text: column.format.text(cell))
            } else {
                html.text(isTotal && column.format == .text ? "" : column.format.text(cell))
            }
        }
    }
}
