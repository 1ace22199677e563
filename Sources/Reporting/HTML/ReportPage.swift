internal import CivilTime

/// One period's page: the definition's sections, each drawn from its query's answer.
struct ReportPage {
    let definition: ReportDefinition
    let tables: TableCache
    private let paths = FigurePaths()

    init(definition: ReportDefinition, tables: TableCache) {
        self.definition = definition
        self.tables = tables
    }

    func render() throws -> [UInt8] {
        let period = tables.facts.period
        let sections = definition.sections.filter { period.days <= $0.onlyDays ?? .max }
        let document = Document(title: "\(definition.title) · \(period)", hasScript: true)
        return try document.render { page in
            page.element("header", ["class": "page"]) { header in
                header.element("p", ["class": "kicker"], text: definition.title)
                header.element("h1", text: PeriodWords.title(period))
                header.element("p", ["class": "zone"]) { line in
                    line.text("All times are local to \(tables.facts.timeZone). ")
                    line.element("a", ["href": "../index.html"], text: "All periods")
                }
            }
            page.element("nav", ["aria-label": "Sections"]) { nav in
                for section in sections {
                    nav.element("a", ["href": "#\(section.id)"], text: section.title)
                }
            }
            try page.element("main", ["id": "main"]) { main in
                for section in sections { try self.section(section, &main) }
            }
            page.element("footer") { footer in
                footer.text("\(tables.facts.start) to \(tables.facts.end). ")
                footer.text("The same figures for machines: report.json and the CSV files beside.")
            }
        }
    }

    private func section(_ section: Section, _ main: inout HTMLWriter) throws {
        main.breakLine()
        let context = SectionContext(section: section, tables: tables, paths: paths)
        try main.element(
            "section",
            [
                "id": section.id, "aria-labelledby": "\(section.id)-title",
                "class": "kind-\(section.draw.kind.rawValue)",
            ]
        ) { html in
            html.element("h2", ["id": "\(section.id)-title"], text: section.title)
            if let intro = section.intro {
                html.element("p", ["class": "intro"], text: intro)
            }
            switch section.draw.kind {
            case .summary: try Summary(context).write(&html)
            case .tiles: try Tiles(context).write(&html)
            case .table:
                var table = FigureTable(context)
                try table.write(&html)
            case .lines: try LineCharts(context).write(&html)
            case .heat: try HeatLanes(context).write(&html)
            case .timeline: try Timeline(context).write(&html)
            case .definitions:
                html.element("dl") { list in
                    for item in section.items {
                        list.element("div") { pair in
                            pair.element("dt", text: item.term)
                            pair.element("dd", text: item.text)
                        }
                    }
                }
            }
        }
    }
}

/// What a section is drawn from.
struct SectionContext {
    let section: Section
    let tables: TableCache
    let paths: FigurePaths

    func records() throws -> Records { try tables.records(section.query, section.parameters) }

    /// Refuses a definition that names columns which its query does not give.
    func require(_ names: [String], in records: Records) throws {
        for name in names where !records.columns.contains(name) {
            throw ReportError.badDefinition(
                file: "The report's section \(section.id)", member: "",
                "names the column \(name), but the query \(records.query) gives only "
                    + records.columns.joined(separator: ", "))
        }
    }

    /// The path in `report.json` of a shown figure.
    func path(_ column: Column, query: String? = nil, row: Record) -> String? {
        paths.path(
            query: query ?? section.query, parameters: section.parameters, column: column.name,
            row: row)
    }
}

enum PeriodWords {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    static func title(_ period: Period) -> String {
        if period.days == 1 {
            return weekday(period.first)
        }
        let last = period.end.adding(days: -1)
        let span =
            period.first.year == last.year
            ? "\(period.first.day) \(months[period.first.month - 1]) to \(date(last))"
            : "\(date(period.first)) to \(date(last))"
        let name = period.description
        if name.contains("W") { return "Week \(period.first.isoWeek.week): \(span)" }
        if name.utf8.count == 7 { return "\(months[period.first.month - 1]) \(period.first.year)" }
        return span
    }

    static func weekday(_ date: CivilDate) -> String {
        "\(weekdays[date.weekday - 1]), \(Self.date(date))"
    }

    static func date(_ date: CivilDate) -> String {
        "\(date.day) \(months[date.month - 1]) \(date.year)"
    }
}
