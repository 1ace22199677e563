internal import CivilTime

/// One lane a service, coloured by how a ratio stands to its target over the period.
struct HeatLanes {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        guard let column = context.section.columns.first, let key = records.keyColumn else {
            throw ReportError.badDefinition(
                file: "The report's section \(context.section.id)", member: "",
                "needs a query with an id column")
        }
        let order = context.section.draw.order
        try context.require(
            [column.name, "start_at", "end_at", "start"]
                + [order, column.target].compactMap { $0 },
            in: records)
        let judged = records.each.filter { !$0[column.name].isNull }
        let axis = try TimeAxis(context.tables).cropped(
            toHoursFrom: judged.compactMap { $0.number("start_at") }.min(),
            to: judged.compactMap { $0.number("end_at") }.max(),
            days: context.tables.facts.period.days)
        let byKey = Dictionary(grouping: records.each) { $0[key] }
        let ranked = byKey.values.map { rows in
            (
                rows: rows,
                weight: rows.compactMap { row in order.flatMap { row.number($0) } }
                    .reduce(0, +), name: rows[0][String(key.dropLast(3)) + "_name"].plainText,
                key: rows[0][key].plainText
            )
        }.sorted { ($1.weight, $0.name, $0.key) < ($0.weight, $1.name, $1.key) }
        guard !ranked.isEmpty else {
            html.element("p", ["class": "empty"], text: context.section.empty)
            return
        }
        legend(&html)
        let shown = ranked.prefix(context.section.draw.limit ?? 20)
        if shown.count < ranked.count {
            html.element(
                "p", ["class": "intro"],
                text: "The \(shown.count) busiest of \(ranked.count) are shown.")
        }
        let lanes = Lanes(axis: axis, title: context.section.title)
        lanes.write(&html) { list in
            for service in shown {
                lanes.lane(service.name, description: column.title, &list) { svg in
                    for row in service.rows { cell(column, row, axis, &svg) }
                }
            }
        }
    }

    private func legend(_ html: inout HTMLWriter) {
        let steps = [
            ("q0", "40 points below target or worse"), ("q1", "20 to 40 below"),
            ("q2", "up to 20 below"), ("q3", "target met"), ("q4", "no calls"),
        ]
        html.element("ul", ["class": "legend"]) { list in
            for (style, text) in steps {
                list.element("li") { item in
                    Legend.swatch(style, &item)
                    item.text(text)
                }
            }
        }
    }

    private func cell(
        _ column: Column, _ row: Record, _ axis: TimeAxis, _ svg: inout HTMLWriter
    ) {
        guard let value = row.number(column.name) else { return }
        let target = column.target.flatMap { row.number($0) } ?? 0.8
        let style =
            value >= target
            ? "q3" : value >= target - 0.2 ? "q2" : value >= target - 0.4 ? "q1" : "q0"
        let x = axis.position(row.number("start_at") ?? 0) * 1000
        let width = axis.position(row.number("end_at") ?? 0) * 1000 - x
        svg.element(
            "rect",
            [
                "class": style, "x": Coordinate.text(x), "width": Coordinate.text(width),
                "height": "10",
            ]
        ) { rect in
            let isByDay = context.tables.facts.bucketGrain == "day"
            let when =
                isByDay
                ? String(row["start"].plainText.prefix(10)) : Format.time.text(row["start"])
            let others = context.section.columns.map {
                "\($0.title) \($0.format.text(row[$0.name]))"
            }
            rect.element("title", text: ([when] + others).joined(separator: "\n"))
        }
    }
}
