/// What a mail says of a report: its first screen, in texts that need no drawing.
struct MailSummary {
    struct Line: Equatable {
        let label: String
        let figure: String
        /// The change since the previous period.
        let note: String?
    }

    struct Row: Equatable {
        let cells: [String]
        let isMissed: Bool
    }

    let kicker: String
    let title: String
    /// Times, spacing, coverage; and what the report is restricted to.
    let about: String
    let sentences: [Findings.Sentence]
    let figures: [Line]
    /// What the figures' changes are against.
    let compared: String?
    let tableTitle: String
    let heads: [String]
    let rows: [Row]
    /// `10 of 34 are shown.`
    let cut: String?
    let closing: String
    let language: Language

    private static let maximumRows = 12
    private static let maximumColumns = 4
    /// Columns of the table, where it has them: a narrow client shows four.
    private static let columns = [
        "service_name", "service_level", "offered", "asa_seconds", "agent_name", "answered",
        "occupancy",
    ]

    init(_ definition: ReportDefinition, _ tables: TableCache, centre: String?) throws {
        let page = try PageContext(definition: definition, tables: tables)
        let language = page.language
        self.language = language
        kicker = [centre, page.definition.title].compactMap(\.self).joined(separator: " · ")
        title = DateWords(language).title(tables.facts.period)
        about = try Self.about(tables, language)
        let tellsServices = tables.scope.tells(.services)
        let findings = Findings(tables: tables, language: language)
        let monthToDate =
            try tables.isEmpty()
            ? nil
            : MonthToDate(findings).sentence().map { Findings.Sentence(text: $0, kind: .note) }
        sentences =
            tellsServices ? try findings.sentences() + [monthToDate].compactMap(\.self) : []
        closing = language(
            "The report's page is attached. Open it in a browser.",
            "Die Berichtsseite ist angehängt. Im Browser öffnen.")
        let sections = page.definition.sections
        let isEmpty = try tellsServices && tables.isEmpty()
        figures =
            try isEmpty ? [] : sections.first.map { try Self.figures($0, page) } ?? []
        compared =
            figures.contains { $0.note != nil }
            ? try tables.comparison(page.words) : nil
        guard !isEmpty, let section = sections.first(where: { $0.draw.kind == .table }) else {
            (tableTitle, heads, rows, cut) = ("", [], [], nil)
            return
        }
        let context = SectionContext(section: section, page: page)
        let table = try TableRows(context)
        let records = try context.records()
        var columns = section.columns.filter {
            Self.columns.contains($0.name) && $0.change == nil && $0.query == nil
                && records.columns.contains($0.name)
        }
        if columns.count > Self.maximumColumns { columns.removeAll { $0.name == "answered" } }
        let shown = (table.shown + table.folded).prefix(Self.maximumRows)
        let isFirm = try Coverage(tables).isFirm
        func sign(_ column: Column, _ verdict: Verdict) -> String {
            guard column.target != nil, verdict.isOpen || verdict.isMissed && isFirm else {
                return ""
            }
            return (verdict.isOpen ? "≈" : Verdict.missedSign) + "\u{A0}"
        }
        tableTitle = section.title
        heads = columns.map(\.plainTitle)
        rows = (shown + [table.total].compactMap(\.self)).enumerated().map { index, record in
            let target = record.number("target")
            let verdict = Verdict("service_level", target: target, in: record)
            return Row(
                cells: columns.enumerated().map { position, column in
                    if position == 0, index == shown.count { return "Total" }
                    return sign(column, verdict) + Self.text(column, record, context)
                }, isMissed: isFirm && verdict.isMissed)
        }
        cut =
            shown.count < table.count
            ? language(
                "\(shown.count) of \(table.count) are shown.",
                "\(shown.count) von \(table.count) werden angezeigt.") : nil
    }

    private static func text(
        _ column: Column, _ record: Record, _ context: SectionContext
    ) -> String {
        guard let target = column.target.flatMap({ record.number($0) }),
            let value = record.number(column.name)
        else { return context.text(column, record) }
        return JudgedPercent(value, target: target, context.language).text
    }

    private static func about(_ tables: TableCache, _ language: Language) throws -> String {
        var parts = [language("Times: ", "Zeiten: ") + tables.facts.timeZone]
        if let words = try Coverage(tables).words(language) { parts.append(words) }
        if !tables.scope.isEverything {
            let names = tables.scope.names.joined(separator: ", ")
            parts.append(language("only \(names)", "nur \(names)"))
        }
        return parts.joined(separator: " · ")
    }

    private static func figures(_ section: Section, _ page: PageContext) throws -> [Line] {
        let tables = page.tables
        let context = SectionContext(section: section, page: page)
        let change = section.draw.kind == .summary ? try tables.previous() : nil
        let isRough = try change.flatMap(tables.otherSpacing) != nil
        return try section.columns.compactMap { column in
            if column.query == "agent-figures", !tables.scope.tells(.agents) { return nil }
            let records =
                try column.query.map { try tables.records($0, section.parameters) }
                ?? context.records()
            guard let row = records.total, let now = row.number(column.name) else { return nil }
            let note = change.flatMap { change in
                change.number(column.name).map { before in
                    ChangeWords(page.language, isRough: isRough).step(
                        column, from: before, to: now, in: row, change)
                        + page.language(", from ", ", zuvor ")
                        + column.format.text(before, in: page.language)
                }
            }
            return Line(
                label: column.plainTitle, figure: text(column, row, context), note: note)
        }
    }
}
