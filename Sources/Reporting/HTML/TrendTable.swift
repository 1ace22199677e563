internal import CivilTime

/// This period above the comparable ones before it, the latest first, and their usual range.
struct TrendTable {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    private var language: Language { context.language }

    func write(_ html: inout HTMLWriter) throws {
        guard let trend = try context.tables.trend() else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let columns = context.section.columns
        let now = try columns.map { column in
            try column.query.map {
                try context.tables.records($0, context.section.parameters).total
            } ?? context.records().total
        }
        let title = context.section.title
        if trend.isSoFar {
            let isDay = context.tables.facts.period.unit == .day
            html.element(
                "p", ["class": "intro"],
                text: isDay
                    ? language(
                        "Each day up to the same time.", "Jeder Tag bis zur selben Uhrzeit.")
                    : language(
                        "Each up to the same day and time.",
                        "Jeweils bis zum selben Tag und zur selben Uhrzeit."))
        }
        html.element(
            "div",
            [
                "class": "scroll", "role": "region", "tabindex": "0",
                "aria-label": language("\(title), table", "\(title), Tabelle"),
            ]
        ) { region in
            region.element("table", ["class": "cards"]) { table in
                table.element("caption", text: title)
                head(columns, &table)
                table.element("tbody") { body in
                    let period = DateWords(language).title(context.tables.facts.period)
                    row(period, isNow: true, columns, &body) { now[$0]?[columns[$0].name] }
                    for past in trend.rows.reversed() {
                        row(self.title(of: past), columns, &body) { past[columns[$0].name] }
                    }
                }
                table.element("tfoot") { range(trend, columns, &$0) }
            }
        }
    }

    /// The period of a row, which begins on its first date.
    private func title(of row: Record) -> String {
        let period = context.tables.facts.period
        guard let first = row.text("first_date").flatMap({ CivilDate($0) }),
            let days = row.number("days"),
            let past = Period(
                first: first, end: first.adding(days: period.unit == .day ? 1 : Int(days)))
        else { return row["unit"].plainText }
        // Of a running period only the same part of each is counted.
        guard period.unit != .day, let elapsed = context.tables.elapsedDate else {
            return DateWords(language).title(past)
        }
        let last = first.adding(days: elapsed.dayNumber - period.first.dayNumber)
        let part = Period(first: first, end: min(last, past.last).adding(days: 1))
        return DateWords(language).span(part ?? past)
    }

    private func head(_ columns: [Column], _ table: inout HTMLWriter) {
        table.element("thead") { head in
            head.element("tr") { row in
                row.element("th", ["scope": "col"], text: language("Period", "Zeitraum"))
                for column in columns {
                    row.element("th", ["scope": "col", "class": "n"]) { cell in
                        context.title(column, &cell)
                    }
                }
            }
        }
        table.breakLine()
    }

    private func row(
        _ title: String, isNow: Bool = false, _ columns: [Column], _ body: inout HTMLWriter,
        _ cell: (Int) -> Cell?
    ) {
        body.element("tr", ["class": isNow ? "now" : nil]) { row in
            row.element("th", ["scope": "row"], text: title)
            for (index, column) in columns.enumerated() {
                row.element(
                    "td", ["class": "n", "data-label": column.plainTitle],
                    text: column.format.text(cell(index) ?? .null, in: language))
            }
        }
        body.breakLine()
    }

    private func range(_ trend: Trend, _ columns: [Column], _ foot: inout HTMLWriter) {
        guard columns.contains(where: { trend.range($0.name) != nil }) else { return }
        foot.element("tr") { row in
            row.element("th", ["scope": "row"], text: language("Usual range", "Üblich"))
            for column in columns {
                row.element(
                    "td", ["class": "n", "data-label": column.plainTitle],
                    text: trend.range(column.name).map { range in
                        column.format.text(range.lowerBound, in: language) + "–"
                            + column.format.text(range.upperBound, in: language)
                    } ?? Format.undefined)
            }
        }
    }
}
