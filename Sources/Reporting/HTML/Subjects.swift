internal import CivilTime

/// One fold a subject, with charts inside.
struct Subjects {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    /// Those with calls, in their order.
    func subjects() throws -> [Record] {
        RowOrder(context.section.draw.order).sorted(
            try context.records().each.filter { ($0.number("offered") ?? 1) > 0 })
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        guard let key = records.keyColumn else {
            throw context.section.place.error(
                "query", "is \(records.query), which gives no column that ends in _id")
        }
        try context.require(context.section.columns.map(\.name), in: records)
        let subjects = try subjects()
        guard !subjects.isEmpty else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let days = context.tables.facts.period.days
        let room = try room(for: subjects.map { $0[key] })
        for subject in subjects.prefix(room) {
            // What is the only one needs no opening.
            let isOpen = subjects.count == 1
            try html.element("details", ["class": "subject", "open": isOpen ? "" : nil]) { fold in
                fold.element("summary") { line in
                    for (index, column) in context.section.columns.enumerated() {
                        line.element("span", ["class": index == 0 ? "who" : "fact"]) { span in
                            if index > 0 { span.text("\(column.plainTitle) ") }
                            span.element(
                                index > 0 ? "b" : "bdi", text: context.text(column, subject))
                        }
                    }
                }
                try fold.element("div", ["class": "parts"]) { parts in
                    for part in context.section.parts
                    where part.isShown(for: days, in: context.tables.scope) {
                        try parts.element("div", ["class": "part kind-\(part.draw.kind.rawValue)"])
                        {
                            html in
                            if part.draw.kind != .lines || part.intro != nil {
                                html.element("h3", text: part.title)
                            }
                            try SectionDrawing(
                                SectionContext(
                                    section: part, page: context.page, subject: subject[key])
                            ).write(&html)
                        }
                    }
                }
            }
            html.breakLine()
        }
        guard room < subjects.count else { return }
        html.element(
            "p", ["class": "intro"],
            text: context.language(
                "\(room) of \(subjects.count) are shown; a report on one service has its charts.",
                "\(room) von \(subjects.count) werden angezeigt; ein Bericht über einen Service "
                    + "enthält dessen Diagramme."))
    }

    /// Rows behind all charts of a section that a page has room for.
    private static let maximumRows = 2400
    private static let fewest = 6

    /// How many subjects a page has room for: those of a long period have many rows each.
    private func room(for subjects: [Cell]) throws -> Int {
        let charts = context.section.parts.first { $0.draw.kind == .lines }
        guard let charts else { return subjects.count }
        var rows = 0
        for (index, subject) in subjects.enumerated() {
            rows += try context.tables.rows(of: subject, charts.query, charts.parameters)
                .count { ($0.number("offered") ?? 0) > 0 }
            if rows > Self.maximumRows { return min(subjects.count, max(Self.fewest, index)) }
        }
        return subjects.count
    }
}
