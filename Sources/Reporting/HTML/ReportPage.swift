internal import CivilTime

/// One period's page: the definition's sections, each drawn from its query's answer.
struct ReportPage {
    let context: PageContext
    /// Other pages of the same period: file names without ending, and titles.
    var others: [(name: String, title: String)] = []
    /// What the report is restricted to, when it is.
    var restriction: String?

    init(definition: ReportDefinition, tables: TableCache) {
        context = PageContext(definition: definition, tables: tables)
    }

    private var language: Language { context.language }

    func render() throws -> [UInt8] {
        let definition = context.definition
        let facts = context.tables.facts
        let period = facts.period
        let words = DateWords(language)
        let sections = definition.sections.filter { $0.isShown(for: period.days) }
        let document = Document(
            title: "\(definition.title) · \(words.title(period))", language: language)
        return try document.render { page in
            page.element("header", ["class": "page"]) { header in
                header.element("p", ["class": "kicker"], text: definition.title)
                header.element("h1", text: words.title(period))
                header.element("p", ["class": "zone"]) { line in
                    line.text(
                        language("All times are local to ", "Alle Zeiten gelten in ")
                            + "\(facts.timeZone). ")
                    line.element(
                        "a", ["href": "../index.html"],
                        text: language("All periods", "Alle Perioden"))
                    for other in others {
                        line.text(" ")
                        line.element("a", ["href": "\(other.name).html"], text: other.title)
                    }
                }
                if let restriction {
                    header.element("p", ["class": "only"]) { line in
                        line.element("strong", text: language("Only ", "Nur "))
                        line.element("bdi", text: restriction)
                    }
                }
            }
            page.element("nav", ["aria-label": language("Sections", "Abschnitte")]) { nav in
                for section in sections {
                    nav.element("a", ["href": "#\(section.id)"], text: section.title)
                }
            }
            try page.element("main", ["id": "main"]) { main in
                for section in sections { try self.section(section, &main) }
            }
            page.element("footer") { footer in
                footer.text(
                    "\(facts.start) \(language("to", "bis")) \(facts.end). "
                        + language(
                            "The same figures for machines: report.json and the CSV files beside.",
                            "Dieselben Zahlen für Maschinen: report.json und die CSV-Dateien daneben."
                        ))
            }
        }
    }

    private func section(_ section: Section, _ main: inout HTMLWriter) throws {
        main.breakLine()
        try main.element(
            "section",
            [
                "id": section.id, "aria-labelledby": "\(section.id)-title",
                "class": "kind-\(section.draw.kind.rawValue)",
            ]
        ) { html in
            html.element("h2", ["id": "\(section.id)-title"], text: section.title)
            try SectionDrawing(SectionContext(section: section, page: context)).write(&html)
        }
    }
}

/// One section or part, drawn as its definition says.
struct SectionDrawing {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let section = context.section
        if let intro = section.intro, !intro.isEmpty {
            html.element("p", ["class": "intro"], text: intro)
        }
        switch section.draw.kind {
        case .summary: try Summary(context).write(&html)
        case .trust: try Trust(context).write(&html)
        case .tiles: try Tiles(context).write(&html)
        case .table:
            var table = FigureTable(context)
            try table.write(&html)
        case .lines: try LineCharts(context).write(&html)
        case .heat: try HeatMap(context).write(&html)
        case .histogram: try Histogram(context).write(&html)
        case .timeline: try Timeline(context).write(&html)
        case .each: try Subjects(context).write(&html)
        case .definitions:
            html.element("dl") { list in
                for item in section.items {
                    list.element("div", ["id": item.id.map { "d-\($0)" }]) { pair in
                        pair.element("dt", text: item.term)
                        pair.element("dd", text: item.text)
                    }
                }
            }
        }
    }
}

/// One fold a subject, with charts inside.
struct Subjects {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        guard let key = records.keyColumn else {
            throw context.section.place.error(
                "query", "is \(records.query), which gives no column that ends in _id")
        }
        try context.require(context.section.columns.map(\.name), in: records)
        let order = context.section.draw.order
        let subjects = records.each.enumerated().sorted { a, b in
            let x = order.flatMap { a.element.number($0) } ?? 0
            let y = order.flatMap { b.element.number($0) } ?? 0
            return (y, a.offset) < (x, b.offset)
        }.map(\.element)
        guard !subjects.isEmpty else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let days = context.tables.facts.period.days
        for subject in subjects {
            try html.element("details", ["class": "subject"]) { fold in
                fold.element("summary") { line in
                    for (index, column) in context.section.columns.enumerated() {
                        line.element("span", ["class": index == 0 ? "who" : "fact"]) { span in
                            if index > 0 { span.text("\(column.title) ") }
                            span.element(
                                index > 0 ? "b" : "bdi", text: context.text(column, subject))
                        }
                    }
                }
                try fold.element("div", ["class": "parts"]) { parts in
                    for part in context.section.parts where part.isShown(for: days) {
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
    }
}
