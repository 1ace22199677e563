internal import CivilTime

/// A table whose cells are coloured: by how a ratio stands to its target, or by amount.
struct HeatMap {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    private var draw: Draw { context.section.draw }
    private var order: RowOrder { RowOrder(draw.order) }
    private var language: Language { context.language }

    private struct Lane {
        let name: String
        let sort: Cell
        var weight = 0.0
        var cells: [Cell: Record] = [:]
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        guard let column = context.section.columns.first, let across = draw.across else { return }
        let key = records.keyColumn
        let nameColumn = key.map { String($0.dropLast(3)) + "_name" }
        guard let down = draw.down ?? nameColumn else {
            throw context.section.place.error("draw.down", "is missing")
        }
        try context.require(
            context.section.columns.map(\.name) + [across, down]
                + [order.needs, column.target].compactMap { $0 }, in: records)
        let isBySubject = down == nameColumn
        let rows =
            isBySubject
            ? records.each
            : try key == nil
                ? records.all
                : context.tables.rows(
                    of: context.subject ?? .null, context.section.query, context.section.parameters)
        let places = try order.isWorstFirst ? RowOrder.placesWorstFirst(context.tables) : [:]
        var lanes: [Cell: Lane] = [:]
        for row in rows {
            let identity = isBySubject ? row[key ?? down] : row[down]
            var lane =
                lanes[identity]
                ?? Lane(
                    name: (draw.downFormat ?? .text).text(row[down], in: language), sort: row[down])
            if let place = places[identity] {
                lane.weight = -Double(place)
            } else {
                lane.weight += order.needs.flatMap { row.number($0) } ?? 0
            }
            lane.cells[row[across]] = row
            lanes[identity] = lane
        }
        func hasValue(_ lane: Lane) -> Bool {
            lane.cells.values.contains { !$0[column.name].isNull }
        }
        // A weekday that was never observed is a row of gaps; a subject without a value is none.
        let ranked = lanes.values
            .filter { lane in
                hasValue(lane)
                    || !isBySubject
                        && lane.cells.values.contains { $0.number("observed_seconds") == 0 }
            }
            .sorted { Self.isBefore($0, $1) }
        guard ranked.contains(where: hasValue) else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let shown = Array(ranked.prefix(draw.limit ?? ranked.count))
        if shown.count < ranked.count {
            html.element(
                "p", ["class": "intro"],
                text: context.words(
                    order.isWorstFirst
                        ? language(
                            "\(shown.count) of \(ranked.count), worst first.",
                            "\(shown.count) von \(ranked.count), die schlechtesten zuerst.")
                        : language(
                            "The \(shown.count) busiest of \(ranked.count).",
                            "\(shown.count) von \(ranked.count): die mit den meisten Anrufen.")))
        }
        // Of a running period nothing that lies ahead is shown.
        let end = context.tables.elapsedAt ?? .infinity
        let heads = try heads(across, rows.filter { ($0.number("start_at") ?? 0) < end })
        let missed = try gapHours()
        let rules = try across == "start" ? RuleMarks(context) : nil
        let isFirm = try Coverage(context.tables).isFirm
        let changed = Set(rows.filter { rules?.hold(from: $0) ?? false }.map { $0[across] })
        func write(_ column: Column, _ html: inout HTMLWriter) {
            if context.subject == nil {
                let used = shown.flatMap { lane in
                    heads.compactMap { head in
                        style(
                            column, lane.cells[head], 1, isMissed: missed.contains(head),
                            isFirm: isFirm)
                    }
                }
                legend(
                    column, shown, Set(used), changed.isEmpty ? nil : rules?.words(),
                    isFirm: isFirm, &html)
            }
            table(column, shown, heads, missed, changed, isFirm: isFirm, &html)
        }
        guard draw.choices > 1 else {
            write(column, &html)
            return
        }
        switched(Array(context.section.columns.prefix(draw.choices)), &html, write)
    }

    /// One table a column, of which a reader chooses one: radio buttons, which need no script.
    private func switched(
        _ columns: [Column], _ html: inout HTMLWriter,
        _ table: (Column, inout HTMLWriter) -> Void
    ) {
        let group = "\(context.section.id)-show"
        html.element(
            "div", ["class": "switch", "role": "radiogroup", "aria-label": context.section.title]
        ) { box in
            for (index, column) in columns.enumerated() {
                box.void(
                    "input",
                    [
                        "type": "radio", "name": group, "id": "\(group)-\(index)",
                        "checked": index == 0 ? "" : nil,
                    ])
                box.element("label", ["for": "\(group)-\(index)"], text: column.plainTitle)
            }
            for column in columns {
                box.element("div", ["class": "choice"]) { table(column, &$0) }
            }
        }
    }

    private static func isBefore(_ a: Lane, _ b: Lane) -> Bool {
        if a.weight != b.weight { return a.weight > b.weight }
        if let x = a.sort.number, let y = b.sort.number { return x < y }
        return a.sort.plainText < b.sort.plainText
    }

    /// Every value from the first to the last: hours without a call are shown too.
    private func heads(_ across: String, _ rows: [Record]) throws -> [Cell] {
        let values = Set(rows.map { $0[across] })
        let numbers = values.compactMap(\.number)
        if draw.acrossFormat == .hour, let first = numbers.min(), let last = numbers.max(),
            first >= 0, last < 24
        {
            return (Int64(first)...Int64(last)).map(Cell.integer)
        }
        return values.sorted { a, b in
            if let x = a.number, let y = b.number { return x < y }
            return a.plainText < b.plainText
        }
    }

    private func headText(_ cell: Cell) -> String {
        switch draw.acrossFormat {
        case .hour: return cell.number == nil ? "" : Format.hour.text(cell, in: language)
        case .date: return day(cell.plainText)
        case let format?: return format.text(cell, in: language)
        case nil: return cell.plainText
        }
    }

    /// `Mon 16`; the first date of a week, and the month alone, where a cell is more than a day.
    private func day(_ start: String) -> String {
        let words = DateWords(language)
        guard let date = CivilDate(start.prefix(10)) else { return start }
        switch context.section.parameters["grain"] {
        case .text("month"): return words.shortMonth(date)
        case .text("week"): return words.short(date)
        default:
            let weekday = words.shortWeekday(date.weekday) ?? ""
            return "\(weekday)\u{A0}\(date.day)"
        }
    }

    private func legend(
        _ column: Column, _ shown: [Lane], _ used: Set<String>, _ changes: String?,
        isFirm: Bool, _ html: inout HTMLWriter
    ) {
        guard column.target != nil else { return amounts(column, shown, used, &html) }
        let judged = [
            (
                "q0",
                language(
                    "40 points or more below target", "40 Prozentpunkte oder mehr unter dem Ziel")
            ),
            ("q1", language("20 to 40 below", "20 bis 40 darunter")),
            ("q2", language("up to 20 below", "bis zu 20 darunter")),
            ("q3", language("target met", "Ziel erreicht")),
            ("qo", language("too close to call", "nicht entscheidbar")),
        ]
        let least = Format.percent.words(.real(Coverage.firmFrom), in: language)
        let unjudged = [
            (
                "qn",
                language(
                    "no verdict: under \(least) of the time observed",
                    "keine Aussage: unter \(least) der Zeit erfasst")
            )
        ]
        let others = [
            (
                "few",
                context.words(language("fewer than 10 calls", "weniger als 10 Anrufe"))
            ),
            ("qg", language("no data", "keine Daten")),
        ]
        html.element("ul", ["class": "legend"]) { list in
            if column.format == .percent {
                let title = column.plainTitle
                list.element("li", text: language("\(title) in percent:", "\(title) in Prozent:"))
            }
            for (style, text) in (isFirm ? judged : unjudged) + others where used.contains(style) {
                list.element("li") { item in
                    Legend.swatch(style, &item)
                    item.text(text)
                }
            }
            if let changes {
                list.element("li") { item in
                    Legend.line("rule", &item)
                    item.text(changes)
                }
            }
        }
    }

    /// From nothing to the largest amount.
    private func amounts(
        _ column: Column, _ lanes: [Lane], _ used: Set<String>, _ html: inout HTMLWriter
    ) {
        let largest = lanes.flatMap(\.cells.values).compactMap { $0.number(column.name) }.max()
        html.element("ul", ["class": "legend"]) { list in
            list.element("li") { item in
                item.text("\(column.plainTitle): \(column.format.text(0, in: language))")
                item.element("span", ["class": "scale"]) { scale in
                    for shade in 0...4 { Legend.swatch("h\(shade)", &scale) }
                }
                item.text(column.format.text(largest ?? 0, in: language))
            }
            guard used.contains("qg") else { return }
            list.element("li") { item in
                Legend.swatch("qg", &item)
                item.text(language("no data", "keine Daten"))
            }
        }
    }

    private func table(
        _ column: Column, _ lanes: [Lane], _ heads: [Cell], _ missed: Set<Cell>,
        _ changed: Set<Cell>, isFirm: Bool, _ html: inout HTMLWriter
    ) {
        let largest =
            lanes.flatMap(\.cells.values).compactMap { $0.number(column.name) }.max() ?? 1
        let hasTips = lanes.count * heads.count <= 400 && context.subject == nil
        html.element(
            "div",
            [
                "class": "scroll", "role": "group", "tabindex": "0",
                "aria-label": language(
                    "\(context.section.title), heat map", "\(context.section.title), Heatmap"),
            ]
        ) { region in
            region.element("table", ["class": "heat"]) { table in
                table.element(
                    "caption",
                    text: "\(context.section.title): \(column.plainTitle)"
                        + (column.format == .percent ? ", %" : ""))
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("td") { _ in }
                        for cell in heads {
                            row.element(
                                "th",
                                ["scope": "col", "class": changed.contains(cell) ? "rule" : nil],
                                text: headText(cell))
                        }
                    }
                }
                table.element("tbody") { body in
                    for lane in lanes {
                        body.element("tr") { row in
                            row.element("th", ["scope": "row"]) {
                                $0.element("bdi", text: lane.name)
                            }
                            for cell in heads {
                                self.cell(
                                    column, lane.cells[cell], largest, hasTips,
                                    isMissed: missed.contains(cell), isFirm: isFirm, &row)
                            }
                        }
                        body.breakLine()
                    }
                }
            }
        }
    }

    private func cell(
        _ column: Column, _ row: Record?, _ largest: Double, _ hasTips: Bool, isMissed: Bool,
        isFirm: Bool, _ html: inout HTMLWriter
    ) {
        let style = style(column, row, largest, isMissed: isMissed, isFirm: isFirm)
        guard let row, let value = row.number(column.name) else {
            html.openEnded("td", ["class": style], text: "")
            return
        }
        let target = column.target.flatMap { row.number($0) }
        let isEmpty = column.format != .percent && value == 0
        let text =
            isEmpty
            ? ""
            : column.format == .percent
                ? JudgedPercent(value, target: target, decimals: 0, language).number
                : column.format.text(value, in: language)
        let tip =
            hasTips
            ? context.section.columns.map { "\($0.plainTitle) \(context.text($0, row))" }
                .joined(separator: "\n") : nil
        html.openEnded(
            "td", ["class": (style ?? "") + (isMissed ? " gapped" : ""), "data-tip": tip],
            text: text)
    }

    /// The class of a cell: how it stands to its target, or its amount; `nil` for an hour without calls.
    private func style(
        _ column: Column, _ row: Record?, _ largest: Double, isMissed: Bool, isFirm: Bool
    ) -> String? {
        guard let row, let value = row.number(column.name) else {
            return isMissed || row?.number("observed_seconds") == 0 ? "qg" : nil
        }
        if column.format == .percent, let count = row.number("offered"),
            count < Verdict.minimumCalls
        {
            return "few"
        }
        let target = column.target.flatMap { row.number($0) }
        let shade = Verdict(column.name, target: target, in: row).shade(value)
        return shade.map { isFirm ? $0 : "qn" }
            ?? "h\(min(4, Int(value / max(largest, 1e-9) * 5)))"
    }

    /// Hours of a single day of which more than half was not observed.
    private func gapHours() throws -> Set<Cell> {
        guard draw.acrossFormat == .hour, context.tables.facts.period.days == 1 else { return [] }
        let gaps = Gap.distinct(try context.tables.records("coverage-gaps"))
        guard !gaps.isEmpty else { return [] }
        var hours: [Int64: (missed: Double, all: Double)] = [:]
        for row in try context.tables.records("intervals").all {
            guard let start = row.number("start_at"), let end = row.number("end_at"),
                let hour = row.text("local_time").flatMap({ Int64($0.prefix(2)) })
            else { continue }
            let missed = gaps.reduce(0) { $0 + max(0, min($1.endAt, end) - max($1.startAt, start)) }
            hours[hour, default: (0, 0)].missed += missed
            hours[hour, default: (0, 0)].all += end - start
        }
        return Set(hours.filter { $0.value.missed * 2 > $0.value.all }.keys.map(Cell.integer))
    }
}
