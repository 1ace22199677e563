/// A row of large figures, those of everything together.
struct Tiles {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    private var language: Language { context.language }

    func write(_ html: inout HTMLWriter) throws {
        let own = try context.records()
        let isSummary = context.section.draw.kind == .summary
        let change = isSummary ? try context.tables.previous() : nil
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
                    change: change, trend: trend, isFirm: isFirm
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
            let step = ChangeWords(language).step(from: before, to: now, column.format)
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
            text: language("usual range \(low)–\(high)", "üblich \(low)–\(high)"))
    }
}

/// How a figure differs from an earlier one.
struct ChangeWords {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    /// Ratios in percentage points, all else in percent of what it was; with a sign.
    func step(from before: Double, to now: Double, _ format: Format) -> String {
        if now == before { return language("unchanged", "unverändert") }
        let unit = format == .percent ? "\u{A0}" + language("points", "Prozentpunkte") : ""
        return sign(before, now) + amount(before, now, format) + unit
    }

    /// The same for a table: `▲ 2.1`, `▼ 16%`.
    func short(from before: Double, to now: Double, _ format: Format) -> String {
        now == before ? "=" : sign(before, now) + amount(before, now, format)
    }

    private func sign(_ before: Double, _ now: Double) -> String {
        now > before ? "▲\u{A0}" : "▼\u{A0}"
    }

    private func amount(_ before: Double, _ now: Double, _ format: Format) -> String {
        if format == .percent {
            let points = abs(now - before) * 100
            return points < 0.05
                ? language("under 0.1", "unter 0,1")
                : Format.grouped(points, decimals: 1, language)
        }
        if before == 0 { return format.text(abs(now), in: language) }
        let share = abs(now - before) / abs(before)
        return share < 0.005
            ? Format.percent(share, decimals: 1, language)
            : Format.percent(share, decimals: 0, language)
    }
}
