/// A table: one row a subject, and the row of all together at its end.
struct FigureTable {
    let context: SectionContext
    private var section: Section { context.section }
    private var columns: [Column] = []
    /// Whether each figure tells its place in `report.json`: in very long tables that is too much.
    private var hasPaths = true

    init(_ context: SectionContext) {
        self.context = context
    }

    mutating func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        columns = section.columns.filter { !$0.isOptional || records.columns.contains($0.name) }
        let order = section.draw.order
        try context.require(
            (columns + section.draw.stack).map(\.name)
                + [order].compactMap { $0 }.filter { $0 != "query" }, in: records)
        var rows = order == "query" ? records.all : records.each
        if let subject = context.subject {
            rows = try context.tables.rows(of: subject, section.query, section.parameters)
        } else if let order, order != "query" {
            rows = rows.enumerated().sorted { a, b in
                (b.element.number(order) ?? 0, a.offset) < (a.element.number(order) ?? 0, b.offset)
            }.map(\.element)
        }
        guard !rows.isEmpty else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let all = rows.count
        if let limit = section.draw.limit { rows = Array(rows.prefix(limit)) }
        hasPaths = rows.count <= 200
        let longest = rows.map { StateBar.sum(section, $0) }.max() ?? 0
        if !section.draw.stack.isEmpty { Legend.states(section.draw.stack, &html) }
        html.element(
            "div",
            [
                "class": "scroll", "role": "region", "tabindex": "0",
                "aria-label": context.language(
                    "\(section.title), table", "\(section.title), Tabelle"),
            ]
        ) { region in
            region.element("table", ["class": rows.count > 8 ? "sortable long" : "sortable"]) {
                table in
                table.element("caption", text: section.title)
                head(&table)
                table.element("tbody") { body in
                    for record in rows { row(record, isTotal: false, longest: longest, &body) }
                }
                if order != "query", context.subject == nil, records.keyColumn != nil,
                    let total = records.total, all > 1
                {
                    table.element("tfoot") { foot in
                        row(total, isTotal: true, longest: longest, &foot)
                    }
                }
            }
        }
        if rows.count < all {
            html.element(
                "p", ["class": "intro"],
                text: context.language(
                    "The first \(rows.count) of \(all).", "Die ersten \(rows.count) von \(all)."))
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
                        ]
                    ) { cell in
                        cell.element("span", text: column.title)
                        DefinitionLink.write(column, context.language, &cell)
                    }
                }
                if !section.draw.stack.isEmpty {
                    row.element(
                        "th", ["scope": "col", "class": "stack"],
                        text: context.language("Time by state", "Zeit je Zustand"))
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
                    row.element("th", ["scope": "row", "data-value": cell.plainText]) { name in
                        name.element(
                            "bdi",
                            text: isTotal
                                ? context.language("All together", "Alle zusammen")
                                : column.format.text(cell, in: context.language))
                    }
                } else {
                    figure(column, record, cell, isTotal: isTotal, &row)
                }
            }
            if !section.draw.stack.isEmpty {
                row.element("td", ["class": "stack"]) { cell in
                    StateBar.write(context, record, scale: isTotal ? 0 : longest, &cell)
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
                "data-figure": hasPaths ? context.path(column, row: record) : nil,
                "data-value": column.format == .text ? nil : Self.sortable(cell),
            ]
        ) { html in
            if case .missed = verdict {
                html.element(
                    "span",
                    ["class": "sign", "title": context.language("below target", "unter dem Ziel")],
                    text: "▼\u{A0}")
            }
            let text = column.format.text(cell, in: context.language)
            if column.format == .text && !cell.isNull {
                html.element("bdi", text: text)
            } else {
                html.text(isTotal && !column.format.isNumeric ? "" : text)
            }
        }
    }

    /// Rounded where the figure has more digits than order needs.
    private static func sortable(_ cell: Cell) -> String {
        guard case .real(let value) = cell, value.isFinite, abs(value) < 1e12 else {
            return cell.plainText
        }
        if abs(value) >= 1000 { return Cell.real(value.rounded()).plainText }
        return Cell.real((value * 10_000).rounded() / 10_000).plainText
    }
}
