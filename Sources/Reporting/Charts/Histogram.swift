/// Upright bars side by side, one a row of the query: stacked where there are several columns.
struct Histogram {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        let columns = context.section.columns
        try context.require(
            columns.map(\.name) + ["from_seconds", "to_seconds"], in: records)
        let rows = try context.tables.rows(
            of: context.subject ?? .null, context.section.query, context.section.parameters)
        let sums = rows.map { row in columns.reduce(0) { $0 + (row.number($1.name) ?? 0) } }
        let total = sums.reduce(0, +)
        guard total > 0 else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        if columns.count > 1 { Legend.series(columns, &html) }
        let largest = sums.max() ?? 1
        let missedBelow = try missedBelow()
        func isAtLeast(_ row: Record) -> Bool {
            (row.number("from_seconds") ?? 0) < missedBelow
        }
        html.element("table", ["class": "bars"]) { table in
            table.element("caption", text: context.section.title)
            table.element("tbody") { body in
                for (row, sum) in zip(rows, sums) {
                    body.element("tr") { line in
                        line.element("th", ["scope": "row"], text: label(row))
                        line.element("td", ["class": "track"]) { cell in
                            bar(row, sum, largest, &cell)
                        }
                        line.element(
                            "td", ["class": "n"],
                            text: (isAtLeast(row) ? "≥\u{A0}" : "")
                                + Format.count.text(sum, in: context.language))
                        line.element(
                            "td", ["class": "n share"],
                            text: Format.percent.text(sum / total, in: context.language))
                    }
                }
            }
        }
        if rows.contains(where: isAtLeast) { atLeastNote(missedBelow, &html) }
    }

    /// Callers who gave up after a shorter wait may have come and gone between two polls, in seconds;
    /// 0 where the histogram is about something else.
    private func missedBelow() throws -> Double {
        guard context.section.columns.contains(where: { $0.name == "abandoned" }) else { return 0 }
        let figures = try context.tables.records("service-figures", ["grain": .text("period")])
        let row = figures.all.first { $0["service_id"] == context.subject ?? .null }
        return row?.number("call_spacing_high_seconds") ?? 0
    }

    private func atLeastNote(_ seconds: Double, _ html: inout HTMLWriter) {
        let spacing = Format.duration.words(.real(seconds), in: context.language)
        html.element(
            "p", ["class": "note"],
            text: context.language(
                "≥: some that were abandoned within \(spacing) may be missing: data was collected up "
                    + "to \(spacing) apart.",
                "≥: Was innerhalb von \(spacing) abgebrochen wurde, kann fehlen: Die Daten wurden in "
                    + "Abständen von bis zu \(spacing) erfasst."))
    }

    /// `10–20 s`, `1–2 min`, `10 min or more`.
    private func label(_ row: Record) -> String {
        let from = row.number("from_seconds") ?? 0
        guard let to = row.number("to_seconds") else {
            return Format.duration.words(.real(from), in: context.language)
                + context.language(" or more", " oder mehr")
        }
        return to <= 60
            ? "\(Int(from))–\(Int(to))\u{A0}s" : "\(Int(from / 60))–\(Int(to / 60))\u{A0}min"
    }

    private func bar(
        _ row: Record, _ sum: Double, _ largest: Double, _ html: inout HTMLWriter
    ) {
        guard sum > 0 else { return }
        let words = context.section.columns.map { "\($0.plainTitle) \(context.text($0, row))" }
            .joined(separator: ", ")
        html.element(
            "svg",
            [
                "viewBox": "0 0 1000 10", "preserveAspectRatio": "none", "role": "img",
                "aria-label": words,
            ]
        ) { svg in
            var x = 0.0
            for (index, column) in context.section.columns.enumerated() {
                let width = (row.number(column.name) ?? 0) / largest * 1000
                guard width > 0 else { continue }
                svg.element(
                    "path",
                    [
                        "class": "solid c\(index % 5)",
                        "d": "M\(Coordinate.whole(x)) 0H\(Coordinate.whole(x + width))V10H"
                            + Coordinate.whole(x),
                    ]
                ) { _ in }
                x += width
            }
        }
    }
}
