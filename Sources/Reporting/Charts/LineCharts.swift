internal import CivilTime

/// Columns over the period, of everything together, in one panel or several above each other.
struct LineCharts {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        let columns = context.section.columns.filter {
            !$0.isOptional || records.columns.contains($0.name)
        }
        try context.require(
            columns.map(\.name) + columns.compactMap(\.target) + ["start", "start_at", "end_at"],
            in: records)
        let rows = try context.rowsOverTime()
        guard let span = try context.page.span(of: rows, columns) else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let axis = try TimeAxis(context.tables, context.language).cropped(
            toHoursFrom: span.lowerBound, to: span.upperBound,
            days: context.tables.facts.period.days)
        let shown = rows.filter {
            ($0.number("end_at") ?? 0) > axis.startAt && ($0.number("start_at") ?? 0) < axis.endAt
        }
        let (name, isNew) = context.page.name(of: axis)
        if isNew { axis.define(name, context.language, &html) }
        let number = context.page.nextChart()
        let isFirm = try Coverage(context.tables).isFirm
        let rules = try columns.contains { $0.target != nil } ? RuleMarks(context) : nil
        html.element("div", ["class": "panels"]) { panels in
            var first = 0
            for (title, columns) in self.panels(columns) {
                ChartPanel(
                    context: context, title: title, columns: columns, firstColumn: first,
                    table: "t\(number)", rows: shown, axis: axis, axisName: name,
                    rules: columns.contains { $0.target != nil } ? rules : nil, isFirm: isFirm
                ).write(&panels)
                first += columns.count
            }
        }
        table(columns, shown, id: "t\(number)", &html)
    }

    /// The data behind the charts.
    private func table(
        _ columns: [Column], _ rows: [Record], id: String, _ html: inout HTMLWriter
    ) {
        let language = context.language
        let title = language("Show as table", "Als Tabelle")
        let ordered = panels(columns).flatMap { panel in panel.1.map { (panel.0, $0) } }
        html.element("details", ["class": "data"]) { fold in
            fold.element("summary", text: title)
            fold.element(
                "div",
                [
                    "class": "scroll", "role": "group", "tabindex": "0",
                    "aria-label": context.section.title,
                ]
            ) { region in
                region.element("table", ["id": id]) { table in
                    table.element("thead") { head in
                        head.element("tr") { row in
                            row.element("th", ["scope": "col"], text: language("From", "Von"))
                            for (panel, column) in ordered {
                                row.element(
                                    "th", ["scope": "col"],
                                    text: panel == column.plainTitle
                                        ? panel : "\(panel): \(column.plainTitle)")
                            }
                        }
                    }
                    table.element("tbody") { body in
                        for record in rows {
                            body.void("tr")
                            body.openEnded("th", text: context.when(record))
                            for (_, column) in ordered {
                                body.openEnded("td", text: context.text(column, record))
                            }
                        }
                    }
                }
            }
        }
        html.breakLine()
    }

    private func panels(_ all: [Column]) -> [(String, [Column])] {
        var panels: [(String, [Column])] = []
        for column in all {
            let title = column.panel ?? context.section.title
            if let index = panels.firstIndex(where: { $0.0 == title }) {
                panels[index].1.append(column)
            } else {
                panels.append((title, [column]))
            }
        }
        return panels
    }
}
