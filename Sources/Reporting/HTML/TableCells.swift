/// The head and the cells of a table.
struct TableCells {
    private let context: SectionContext
    private let columns: [Column]
    /// Whether each figure names its place in `report.json`: in very long tables that is too much.
    private let hasPaths: Bool
    private let longest: Double
    /// Figures of the previous period, by the query that gives them.
    private let before: [String: [Cell: Record]]
    /// Whether the previous period was polled so differently that figures compare only roughly.
    private let isRough: Bool
    private let key: String
    /// Whether enough was observed for coloured verdicts.
    private let isFirm: Bool
    /// Whether a column of its own says to which team each belongs.
    private let hasTeam: Bool
    /// Whether services have targets of their own, so that each cell names its own.
    private let isTargetOwn: Bool
    /// `Target: 80% in 20 s`, where all have the same.
    let sharedTarget: String?

    private static let maximumPaths = 200

    init(_ context: SectionContext, _ rows: TableRows) throws {
        self.context = context
        let section = context.section
        let records = try context.records()
        key = records.keyColumn ?? ""
        let all = rows.shown + rows.folded
        var before: [String: [Cell: Record]] = [:]
        for query in Set(section.columns.compactMap(\.change)) {
            before[query] = try context.tables.before(query)
        }
        self.before = before
        isRough =
            try !before.isEmpty
            && context.tables.previous().flatMap(context.tables.otherSpacing) != nil
        let subject = key
        columns = section.columns.filter { column in
            // Where every change is open, a column of them says nothing.
            if let change = column.change {
                return all.contains { row in
                    before[change]?[row[subject]].map {
                        !Change.isOpen(column.name, now: row, then: $0)
                    } ?? false
                }
            }
            return !column.isOptional || all.contains { !$0[column.name].isNull }
        }
        let own = columns.filter { $0.query == nil }.map(\.name)
        let order = [section.draw.order].compactMap { $0 }.filter {
            !["query", "worst"].contains($0)
        }
        try context.require(own + section.draw.stack.map(\.name) + order, in: records)
        hasTeam = columns.contains { $0.name == "organization_unit" }
        hasPaths = all.count <= Self.maximumPaths
        longest = all.map { StateBar.sum(section, $0) }.max() ?? 0
        isFirm = try Coverage(context.tables).isFirm
        let goals = Set(all.map { Self.goal($0, context.language) })
        let isJudged = columns.contains { $0.target != nil } && records.query == "service-figures"
        isTargetOwn = isJudged && goals.count > 1
        let one = goals.first.flatMap(\.self)
        sharedTarget =
            isJudged && goals.count == 1
            ? one.map { context.language("Target: \($0)", "Ziel: \($0)") } : nil
    }

    /// `80% in 20 s`
    private static func goal(_ row: Record, _ language: Language) -> String? {
        guard let target = row.number("target") else { return nil }
        let share = Format.percent.words(.real(target), in: language)
        guard row.number("threshold_seconds") != nil else { return share }
        return share + " in " + Format.duration.words(row["threshold_seconds"], in: language)
    }

    func head(_ table: inout HTMLWriter) {
        table.element("thead") { head in
            head.element("tr") { row in
                for column in columns {
                    row.element(
                        "th",
                        [
                            "scope": "col", "class": column.format.style,
                            "title": column.note,
                        ]
                    ) { context.title(column, &$0) }
                }
                if !context.section.draw.stack.isEmpty {
                    row.element(
                        "th", ["scope": "col", "class": "stack"],
                        text: context.language("Time by state", "Zeit je Zustand"))
                }
            }
        }
        table.breakLine()
    }

    func row(_ record: Record, isTotal: Bool, _ body: inout HTMLWriter) {
        let cause =
            columns.contains { $0.query == "page-causes" }
            ? try? context.tables.cause(of: record) : nil
        body.element("tr") { row in
            for (position, column) in columns.enumerated() {
                let source = column.query == nil ? record : cause
                let cell = source?[column.name] ?? .null
                if position == 0 {
                    row.element("th", ["scope": "row", "data-value": cell.plainText]) { name in
                        name.element(
                            "bdi",
                            text: isTotal ? "Total" : self.name(column, record, cell))
                    }
                } else if let change = column.change {
                    self.change(column, record, before[change]?[record[key]], &row)
                } else {
                    figure(column, record, cell, isTotal: isTotal, &row)
                }
            }
            if !context.section.draw.stack.isEmpty {
                row.element("td", ["class": "stack"]) { cell in
                    // A sum of many agents has no place on the scale of one.
                    if !isTotal { StateBar.write(context, record, scale: longest, &cell) }
                }
            }
        }
        body.breakLine()
    }

    /// What a row is about; with the team where another agent has the same name.
    private func name(_ column: Column, _ record: Record, _ cell: Cell) -> String {
        if hasDate(column, record) { return DateWords(context.language).clock(cell, .dateTime) }
        let name = context.text(cell, column.format)
        guard column.name == "agent_name", !hasTeam else { return name }
        return context.tables.told(name, of: record["agent_id"])
    }

    /// Whether a time needs its date on the page of a single day too.
    private func hasDate(_ column: Column, _ record: Record) -> Bool {
        column.format == .dateTime && record.number("has_dates") == 1
    }

    private func change(
        _ column: Column, _ record: Record, _ before: Record?, _ row: inout HTMLWriter
    ) {
        let now = record.number(column.name)
        let then = before?.number(column.name)
        let isFew = min(record.number("offered") ?? 10, before?.number("offered") ?? 10) < 10
        guard let now, let then, !isFew else {
            row.element(
                "td", ["class": "n soft", "data-label": column.plainTitle, "data-value": ""],
                text: Format.undefined)
            return
        }
        let words = ChangeWords(context.language, isRough: isRough)
        let isOpen = Change.isOpen(column.name, now: record, then: before)
        row.element(
            "td",
            [
                "class": "n soft", "data-label": column.plainTitle,
                "data-value": Self.sortable(.real(now - then)),
                "title": isOpen ? words.unclear : nil,
            ],
            text: isOpen
                ? context.language("unclear", "unklar")
                : words.short(from: then, to: now, column.format))
    }

    private func figure(
        _ column: Column, _ record: Record, _ cell: Cell, isTotal: Bool, _ row: inout HTMLWriter
    ) {
        let target = column.target.flatMap { record.number($0) }
        let verdict = Verdict(column.name, target: target, in: record)
        let judged = isFirm ? verdict.style : target.map { _ in "grey" }
        let style = [column.format.style, judged].compactMap { $0 }
        row.element(
            "td",
            [
                "class": style.isEmpty ? nil : style.joined(separator: " "),
                "data-label": column.plainTitle,
                "data-figure": hasPaths ? context.path(column, row: record) : nil,
                "data-value": column.format == .text ? nil : Self.sortable(cell),
            ]
        ) { html in
            let text =
                hasDate(column, record)
                ? DateWords(context.language).clock(cell, .dateTime) : text(column, cell, target)
            guard let target, let value = cell.number, column.format == .percent else {
                if column.format == .text && !cell.isNull {
                    html.element("bdi", text: text)
                } else {
                    html.text(isTotal && !column.format.isNumeric ? "" : text)
                }
                return
            }
            html.element("span") { judged in
                if verdict.isMissed && isFirm {
                    judged.element(
                        "span",
                        [
                            "class": "sign",
                            "title": context.language("below target", "unter dem Ziel"),
                        ], text: "\(Verdict.missedSign)\u{A0}")
                }
                if verdict.isOpen {
                    judged.element(
                        "span",
                        [
                            "class": "sign",
                            "title": context.language("too close to call", "nicht entscheidbar"),
                        ], text: "≈\u{A0}")
                }
                judged.text(text)
                bullet(value, target, &judged)
                if isTargetOwn, let goal = Self.goal(record, context.language) {
                    judged.element("small", ["class": "goal"], text: goal)
                }
            }
        }
    }

    private func text(_ column: Column, _ cell: Cell, _ target: Double?) -> String {
        guard column.format == .percent, let target, let value = cell.number else {
            return context.text(cell, column.format)
        }
        return JudgedPercent(value, target: target, context.language).text
    }

    /// A bar with a tick at the target.
    private func bullet(_ value: Double, _ target: Double, _ html: inout HTMLWriter) {
        let width = Coordinate.text(min(1, max(0, value)) * 100)
        html.element(
            "svg",
            [
                "class": "bullet", "viewBox": "0 0 100 8", "preserveAspectRatio": "none",
                "aria-hidden": "true",
            ]
        ) { svg in
            svg.element(
                "path", ["class": "level", "d": "M0 2h\(width)v4h-\(width)", "fill": "#0072b2"]
            ) { _ in }
            svg.element(
                "path",
                [
                    "class": "tick", "d": "M\(Coordinate.text(target * 100)) 0v8",
                    "stroke": "#16202b", "stroke-width": "2",
                ]
            ) { _ in }
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

extension Format {
    /// The class of cells: numbers stand at the right, times on one line.
    fileprivate var style: String? {
        switch self {
        case .count, .whole, .percent, .duration, .decimal: "n"
        case .dateTime, .time, .date, .weekday, .hour: "t"
        case .yesNo, .word, .channel, .text: nil
        }
    }
}
