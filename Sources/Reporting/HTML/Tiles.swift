/// A row of large figures, those of everything together.
struct Tiles {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let own = try context.records()
        try html.element("div", ["class": "tiles"]) { tiles in
            for column in context.section.columns {
                let records =
                    try column.query.map {
                        try context.tables.records($0, context.section.parameters)
                    } ?? own
                try context.require([column.name], in: records)
                tile(column, row: records.total, query: records.query, &tiles)
            }
        }
    }

    private func tile(
        _ column: Column, row: Record?, query: String, _ html: inout HTMLWriter
    ) {
        let cell = row?[column.name] ?? .null
        let verdict = Verdict(cell, target: column.target.flatMap { row?.number($0) })
        html.element("div", ["class": "tile \(verdict.style)"]) { tile in
            tile.element("p", ["class": "label"], text: column.title)
            tile.element(
                "p",
                [
                    "class": "figure",
                    "data-figure": row.flatMap { context.path(column, query: query, row: $0) },
                    "data-value": cell.plainText,
                ], text: column.format.text(cell))
            if let words = verdict.words(column.format) {
                tile.element("p", ["class": "verdict"], text: words)
            }
            if let note = column.note { tile.element("p", ["class": "note"], text: note) }
        }
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

    func words(_ format: Format) -> String? {
        switch self {
        case .none: nil
        case .met(let target): "✓ target \(format.text(target)) met"
        case .missed(let target): "▼ target \(format.text(target)) missed"
        }
    }
}
