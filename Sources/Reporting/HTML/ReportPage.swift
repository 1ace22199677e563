internal import CivilTime

/// One page of a period: the definition's sections, each drawn from its query's answer.
struct ReportPage {
    let context: PageContext
    /// The pages of the period, this one too: file names without ending, and titles.
    var pages: [(name: String, title: String)] = []
    /// The name of the centre.
    var centre: String?
    /// Whether it goes without the files beside it: then it leads to none of them.
    var isAlone = false
    /// Whether it becomes a PDF.
    var isForPaper = false

    init(definition: ReportDefinition, tables: TableCache) throws {
        context = try PageContext(definition: definition, tables: tables)
    }

    private var language: Language { context.language }
    private var tables: TableCache { context.tables }

    func render() throws -> [UInt8] {
        let definition = context.definition
        let period = tables.facts.period
        let title = DateWords(language).title(period)
        let name = centre.map { "\($0) · " } ?? ""
        let sections = try shown()
        let document = Document(
            title: "\(name)\(definition.title) · \(title)", language: language,
            isForPaper: isForPaper)
        return try document.render { page in
            try header(title, &page)
            if !isAlone { pageNavigation(&page) }
            if sections.count > 2 { sectionNavigation(sections, &page) }
            Hatches.define(&page)
            try page.element("main", ["id": "main"]) { main in
                for section in sections { try self.section(section, &main) }
            }
            if !isAlone { footer(&page) }
        }
    }

    private func footer(_ page: inout HTMLWriter) {
        page.element(
            "footer",
            text: language(
                "The same figures as data: report.json and the CSV files in this folder.",
                "Dieselben Zahlen als Daten: report.json und die CSV-Dateien im selben Ordner."))
    }

    /// The sections that suit the period and the scope. Without a call the first page is one card,
    /// and so is a page on agents of whom none was on duty.
    private func shown() throws -> [Section] {
        let period = tables.facts.period
        let sections = context.definition.sections
        if let summary = sections.first(where: { $0.draw.kind == .summary }), try tables.isEmpty() {
            return [summary]
        }
        if try isOnAbsentAgents(), let presence = sections.first(where: { $0.isPresence }) {
            let reasons = try sections.filter {
                try $0.isReasons && !tables.records($0.query, $0.parameters).all.isEmpty
            }
            return [presence] + reasons
        }
        return try sections.filter { section in
            guard section.isShown(for: period.days, in: tables.scope) else { return false }
            if section.isOfWhole && !tables.scope.isEverything { return false }
            if section.draw.kind == .trend { return try tables.trend() != nil }
            if section.isOptional,
                try tables.records(section.query, section.parameters).all.isEmpty
            {
                return false
            }
            guard section.isForSeveral else { return true }
            let records = try tables.records(section.query, section.parameters)
            return (records.hasSubjects ? records.each : records.all)
                .count { ($0.number("offered") ?? 0) > 0 } > 1
        }
    }

    /// Whether the page came with the program, is on agents alone, and none of them was on duty.
    private func isOnAbsentAgents() throws -> Bool {
        let definition = context.definition
        guard definition.isOfProgram,
            !definition.sections.contains(where: { [.summary, .trust].contains($0.draw.kind) })
        else { return false }
        let total = try tables.records("agent-figures").total
        return ["duty_seconds", "answered"].allSatisfy { (total?.number($0) ?? 0) == 0 }
    }

    /// How often data was collected: the time between the polls around the ends of calls, which
    /// differs where polls follow the traffic, else that between all polls.
    private func spacing() throws -> String? {
        func words(_ seconds: Double) -> String {
            Format.duration.words(.real(seconds), in: language)
        }
        let total = try tables.records("service-figures", ["grain": .text("period")]).total
        guard let total, let median = total.number("call_spacing_median_seconds"),
            let low = total.number("call_spacing_low_seconds"),
            let high = total.number("call_spacing_high_seconds")
        else {
            let row = try tables.records("coverage").all.first
            return row?.number("poll_seconds_median").map {
                language("data collected every \(words($0))", "Abfrage alle \(words($0))")
            }
        }
        let every = words(median)
        guard low < high else {
            return language("data collected every \(every)", "Abfrage alle \(every)")
        }
        // Of days that were polled at very different spacings, one median is none of them.
        if high > 3 * low {
            return language(
                "data collected every \(words(low)) to \(words(high))",
                "Abfrage alle \(words(low)) bis \(words(high))")
        }
        return language(
            "data collected every \(every) (\(words(low)) to \(words(high)))",
            "Abfrage alle \(every) (\(words(low)) bis \(words(high)))")
    }

    private func header(_ title: String, _ page: inout HTMLWriter) throws {
        let coverage = try Coverage(tables)
        try page.element("header", ["class": "page"]) { header in
            header.element("p", ["class": "kicker"]) { line in
                if let centre {
                    line.element("bdi", text: centre)
                    line.text(" · ")
                }
                line.text(context.definition.title)
            }
            header.element("h1", text: title)
            try header.element("p", ["class": "zone"]) { line in
                line.text(language("Times: ", "Zeiten: ") + tables.facts.timeZone)
                if let spacing = try spacing() { line.text(" · \(spacing)") }
                if let words = coverage.words(language) {
                    line.text(" · ")
                    line.element(
                        "span", ["class": coverage.isComplete ? nil : "amber"], text: words)
                }
            }
            if !tables.scope.isEverything {
                header.element("p", ["class": "only"]) { line in
                    line.element("strong", text: language("Only ", "Nur "))
                    line.element("bdi", text: tables.scope.names.joined(separator: ", "))
                }
            }
        }
    }

    private func pageNavigation(_ page: inout HTMLWriter) {
        page.element("nav", ["class": "pages", "aria-label": language("Pages", "Seiten")]) { nav in
            for one in pages {
                let isHere = one.name == context.definition.name
                nav.element(
                    "a", ["href": "\(one.name).html", "aria-current": isHere ? "page" : nil],
                    text: one.title)
            }
            nav.element(
                "a", ["href": "../index.html"], text: language("All periods", "Alle Zeiträume"))
        }
    }

    private func sectionNavigation(_ sections: [Section], _ page: inout HTMLWriter) {
        let linked = sections.filter { $0.draw.kind != .summary }
        guard linked.count > 1 else { return }
        // Folded: what the page says comes first.
        let title = language("On this page", "Auf dieser Seite")
        page.element("details", ["class": "contents"]) { contents in
            contents.element("summary", text: title)
            contents.element("nav", ["class": "sections", "aria-label": title]) { nav in
                for section in linked {
                    nav.element("a", ["href": "#\(section.id)"], text: section.title)
                }
            }
        }
    }

    private func section(_ section: Section, _ main: inout HTMLWriter) throws {
        main.breakLine()
        let title = section.title
        let drawing = SectionDrawing(SectionContext(section: section, page: context))
        try main.element(
            "section",
            [
                "id": section.id, "aria-labelledby": "\(section.id)-title",
                "class": "kind-\(section.draw.kind.rawValue)",
            ]
        ) { html in
            guard section.isFolded else {
                html.element("h2", ["id": "\(section.id)-title"], text: title)
                try drawing.write(&html)
                return
            }
            try html.element("details", ["class": "fold"]) { fold in
                fold.element("summary") {
                    $0.element("h2", ["id": "\(section.id)-title"], text: title)
                }
                try drawing.write(&fold)
            }
        }
        if section.isFolded {
            Unprinted(language: language).write(title, &main)
        } else if section.draw.kind == .each, try Subjects(drawing.context).subjects().count > 1 {
            Unprinted(language: language).write(
                language("Charts by service", "Diagramme je Service"), &main)
        }
    }
}

extension Section {
    /// Who was on duty over time.
    fileprivate var isPresence: Bool { query == "page-presence" }
    fileprivate var isReasons: Bool { query == "not-ready-reasons" }
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
            try FigureTable(context).write(&html)
        case .lines: try LineCharts(context).write(&html)
        case .heat: try HeatMap(context).write(&html)
        case .histogram: try Histogram(context).write(&html)
        case .timeline: try Timeline(context).write(&html)
        case .each: try Subjects(context).write(&html)
        case .trend: try TrendTable(context).write(&html)
        case .cards: try Scorecards(context).write(&html)
        case .definitions:
            html.element("dl") { list in
                for item in context.page.terms {
                    list.element("div", ["id": item.id.map { "d-\($0)" }]) { pair in
                        pair.element("dt", text: item.term)
                        pair.element("dd", text: item.text)
                    }
                }
            }
        }
    }
}
