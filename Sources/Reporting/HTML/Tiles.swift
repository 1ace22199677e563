/// A row of large figures, those of everything together.
struct Tiles {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let own = try context.records()
        let change = context.section.draw.kind == .summary ? try context.tables.previous() : nil
        try html.element("div", ["class": "tiles"]) { tiles in
            for column in context.section.columns {
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
                tile(column, row: row, query: records.query, change: change, &tiles)
            }
        }
    }

    private func tile(
        _ column: Column, row: Record?, query: String, change: Change?, _ html: inout HTMLWriter
    ) {
        let cell = row?[column.name] ?? .null
        let verdict = Verdict(cell, target: column.target.flatMap { row?.number($0) })
        html.element("div", ["class": "tile \(verdict.style)"]) { tile in
            tile.element("p", ["class": "label"]) { label in
                label.text(column.title)
                DefinitionLink.write(column, context.language, &label)
            }
            tile.element(
                "p",
                [
                    "class": "figure",
                    "data-figure": row.flatMap { context.path(column, query: query, row: $0) },
                    "data-value": cell.plainText,
                ], text: column.format.text(cell, in: context.language))
            if let words = verdict.words(column.format, context.language) {
                tile.element("p", ["class": "verdict"], text: words)
            }
            if let change, let now = cell.number { self.change(column, now, change, &tile) }
            if let note = column.note { tile.element("p", ["class": "note"], text: note) }
        }
    }

    /// `▲ 2.1 points, from 76.7 %`
    private func change(
        _ column: Column, _ now: Double, _ change: Change, _ tile: inout HTMLWriter
    ) {
        guard let before = change.number(column.name) else { return }
        tile.element("p", ["class": "change"]) { line in
            line.text(
                ChangeWords(context.language).step(from: before, to: now, column.format)
                    + context.language(", from ", ", zuvor "))
            line.element(
                "span", ["data-figure": context.page.paths.previous(column.name)],
                text: column.format.text(before, in: context.language))
        }
    }
}

/// How a figure differs from an earlier one.
struct ChangeWords {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    /// Ratios in points, all else in percent of what it was; with a sign and an arrow.
    func step(from before: Double, to now: Double, _ format: Format) -> String {
        let amount: String
        let step: Double
        if format == .percent {
            step = ((now - before) * 1000).rounded() / 10
            amount =
                Format.grouped(abs(step), decimals: 1, language) + "\u{A0}"
                + language("points", "Punkte")
        } else if before == 0 {
            step = now
            amount = format.text(abs(now), in: language)
        } else {
            step = ((now - before) / before * 100).rounded()
            amount = Format.grouped(abs(step), decimals: 0, language) + "\u{A0}%"
        }
        if step == 0 { return language("unchanged", "unverändert") }
        return (step > 0 ? "▲\u{A0}" : "▼\u{A0}") + amount
    }
}

/// The way from a figure to what it means.
enum DefinitionLink {
    static func write(_ column: Column, _ language: Language, _ html: inout HTMLWriter) {
        guard let define = column.define else { return }
        let title = column.title.filter { $0 != "\u{AD}" }
        html.element(
            "a",
            [
                "class": "def", "href": "#d-\(define)",
                "aria-label": language("What \(title) means", "Was \(title) bedeutet"),
            ], text: "?")
    }
}

/// A figure held against its target. Told in words and signs, not by colour alone.
enum Verdict: Equatable {
    case none
    case met(target: Double)
    case missed(target: Double)

    init(_ cell: Cell, target: Double?) {
        guard let target, let value = cell.number else {
            self = .none
            return
        }
        self = value >= target ? .met(target: target) : .missed(target: target)
    }

    var style: String {
        switch self {
        case .none: "plain"
        case .met: "met"
        case .missed: "missed"
        }
    }

    func words(_ format: Format, _ language: Language) -> String? {
        func text(_ target: Double) -> String { format.words(.real(target), in: language) }
        return switch self {
        case .none: nil
        case .met(let target):
            language("✓ target \(text(target)) met", "✓ Ziel \(text(target)) erreicht")
        case .missed(let target):
            language("▼ target \(text(target)) missed", "▼ Ziel \(text(target)) verfehlt")
        }
    }
}
