/// A row of large figures, those of everything together.
struct Tiles {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    private var language: Language { context.language }

    func write(_ html: inout HTMLWriter) throws {
        let own = try context.records()
        let isSummary = context.section.draw.kind == .summary || context.section.draw.hasTrend
        let change = isSummary ? try context.tables.previous() : nil
        let isRough = try change.flatMap(context.tables.otherSpacing) != nil
        let trend = isSummary ? try context.tables.trend() : nil
        let isFirm = try !isSummary || Coverage(context.tables).isFirm
        try html.element("div", ["class": "tiles"]) { tiles in
            for column in context.section.columns {
                // Agents outside the scope say nothing about what was chosen.
                if column.query == "agent-figures", !context.tables.scope.tells(.agents) {
                    continue
                }
                let records =
                    try column.query.map {
                        try context.tables.records($0, context.section.parameters)
                    } ?? own
                if column.isOptional && !records.columns.contains(column.name) { continue }
                try context.require([column.name], in: records)
                let row =
                    context.subject.flatMap { subject in
                        records.all.first { $0[records.keyColumn ?? ""] == subject }
                    } ?? records.total
                Tile(
                    context: context, column: column, row: row, query: records.query,
                    change: change, isRough: isRough, trend: trend, isFirm: isFirm
                ).write(&tiles)
            }
        }
    }
}

/// One large figure with its verdict, its change, and its usual range.
struct Tile {
    let context: SectionContext
    let column: Column
    let row: Record?
    let query: String
    let change: Change?
    /// Whether the previous period was polled so differently that figures compare only roughly.
    let isRough: Bool
    let trend: Trend?
    /// Whether enough was observed for a coloured verdict.
    let isFirm: Bool

    private var language: Language { context.language }
    private var cell: Cell { row?[column.name] ?? .null }

    func write(_ html: inout HTMLWriter) {
        let target = column.target.flatMap { row?.number($0) }
        let verdict = Verdict(column.name, target: target, in: row)
        let style = isFirm ? verdict.style ?? "plain" : "grey"
        html.element("div", ["class": "tile \(style)"]) { tile in
            tile.element("p", ["class": "label"]) { label in
                label.text(column.plainTitle)
                context.link(column, &label)
            }
            tile.element(
                "p",
                [
                    "class": "figure",
                    "data-figure": row.flatMap { context.path(column, query: query, row: $0) },
                    "data-value": cell.plainText,
                ], text: figure(target))
            if let words = verdict.words(language) {
                tile.element("p", ["class": "verdict"], text: context.words(words))
            }
            if verdict == .none, let open = OpenRange(column.name, in: row) {
                let range = open.text(language)
                tile.element(
                    "p", ["class": "note"],
                    text: language(
                        "possible, of those seen: \(range)",
                        "möglich, von den erfassten: \(range)"))
            }
            if let change, let now = cell.number { self.change(now, change, &tile) }
            if let trend, let now = cell.number {
                Sparkline(trend.values(column.name), now: now, target: target)
                    .write(column.plainTitle, language, &tile)
                range(trend, &tile)
            }
            if let note = column.note { tile.element("p", ["class": "note"], text: note) }
        }
    }

    private func figure(_ target: Double?) -> String {
        guard let target, let value = cell.number, column.format == .percent else {
            return column.format.text(cell, in: language)
        }
        return JudgedPercent(value, target: target, language).text
    }

    /// `▲ 2.1 points, from 76.7%`
    private func change(_ now: Double, _ change: Change, _ tile: inout HTMLWriter) {
        guard let before = change.number(column.name) else { return }
        tile.element("p", ["class": "change"]) { line in
            let step = ChangeWords(language, isRough: isRough).step(
                column, from: before, to: now, in: row, change)
            line.text(step + language(", from ", ", zuvor "))
            line.element(
                "span", ["data-figure": context.page.paths.previous(column.name)],
                text: column.format.text(before, in: language))
        }
    }

    private func range(_ trend: Trend, _ tile: inout HTMLWriter) {
        guard let range = trend.range(column.name) else { return }
        let low = column.format.text(range.lowerBound, in: language)
        let high = column.format.text(range.upperBound, in: language)
        tile.element(
            "p", ["class": "note"],
            text: trend.isSoFar
                ? language("usual by now \(low)–\(high)", "bis jetzt üblich \(low)–\(high)")
                : language("usual range \(low)–\(high)", "üblich \(low)–\(high)"))
    }
}

/// How a figure differs from an earlier one.
struct ChangeWords {
    let language: Language
    /// Whether the two compare only roughly: amounts are whole numbers then.
    let isRough: Bool

    init(_ language: Language, isRough: Bool = false) {
        self.language = language
        self.isRough = isRough
    }

    /// Ratios in percentage points, all else in percent of what it was; with a sign.
    func step(from before: Double, to now: Double, _ format: Format) -> String {
        if now == before { return language("unchanged", "unverändert") }
        let amount = amount(before, now, format)
        let isOne = amount.hasSuffix("1") && amount.count { $0.isNumber } == 1
        let points =
            isOne ? language("point", "Prozentpunkt") : language("points", "Prozentpunkte")
        let isAbout = isRough && amount.first?.isNumber == true
        return sign(before, now) + (isAbout ? language("about ", "rund ") : "") + amount
            + (format == .percent ? "\u{A0}" + points : "")
    }

    /// The same of a column, or that the data leave open in which direction it changed.
    func step(
        _ column: Column, from before: Double, to now: Double, in row: Record?, _ change: Change
    ) -> String {
        Change.isOpen(column.name, now: row, then: change.services)
            ? unclear : step(from: before, to: now, column.format)
    }

    /// The same for a table: `▲ 2.1`, `▼ 16%`.
    func short(from before: Double, to now: Double, _ format: Format) -> String {
        now == before ? "=" : sign(before, now) + amount(before, now, format)
    }

    /// That the data leave open whether it rose or fell.
    var unclear: String { language("no clear change", "keine klare Veränderung") }

    /// A figure as a reader sees it, so that the step fits the two figures.
    private static func shown(_ value: Double, _ format: Format) -> Double {
        switch format {
        case .percent: (value * 1000).rounded() / 1000
        case .duration, .count, .whole: value.rounded()
        default: value
        }
    }

    private func sign(_ before: Double, _ now: Double) -> String {
        now > before ? "▲\u{A0}" : "▼\u{A0}"
    }

    private func amount(_ before: Double, _ now: Double, _ format: Format) -> String {
        let (then, seen) = (Self.shown(before, format), Self.shown(now, format))
        switch format {
        case .percent where isRough:
            let points = (abs(now - before) * 100).rounded()
            return points < 1
                ? language("under 1", "unter 1")
                : Format.grouped(points, decimals: 0, language)
        case .percent:
            return then == seen
                ? language("under 0.1", "unter 0,1")
                : Format.grouped(abs(seen - then) * 100, decimals: 1, language)
        case .duration where then == seen:
            return language("under 1 s", "unter 1 s")
        default:
            if then == 0 { return format.text(abs(now), in: language) }
            let share = abs(seen - then) / abs(then)
            if isRough && share < 0.01 {
                let least = Format.percent(0.01, decimals: 0, language)
                return language("under \(least)", "unter \(least)")
            }
            return Format.percent(share, decimals: share < 0.005 ? 1 : 0, language)
        }
    }
}
