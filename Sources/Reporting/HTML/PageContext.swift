internal import CivilTime

/// What all sections of a page share.
final class PageContext {
    let definition: ReportDefinition
    let tables: TableCache
    /// The page is in these words.
    let words: TaskWords
    let paths = FigurePaths()
    /// What the figures mean: the definition's own items, else the program's.
    let terms: [Section.Item]
    private var axes: [String: Int] = [:]
    private var charts = 0
    private var spanOfCharts: ClosedRange<Double>??

    init(definition: ReportDefinition, tables: TableCache) throws {
        words = try tables.words(definition.language)
        let isOfOneAgent =
            try tables.scope.agents.count == 1 && tables.records("agent-figures").each.count < 2
        let definition = definition.suited(
            to: tables.facts.period, tables.scope, isOfOneAgent: isOfOneAgent
        )
        .fitted(to: words, channels: try tables.channels().count)
        self.definition = definition
        self.tables = tables
        let words = words
        let used = Set(definition.sections.flatMap(\.defined))
        let own = definition.sections.flatMap(\.items)
        let known = try ReportDefinition.terms(in: definition.language)
        terms =
            own
            + known.filter { item in
                item.id.map { id in used.contains(id) && !own.contains { $0.id == id } } ?? false
            }.map { $0.worded(words) }
    }

    /// Whether the page shows its terms, for links to lead there.
    var showsTerms: Bool { definition.sections.contains { $0.draw.kind == .definitions } }

    var language: Language { definition.language }

    /// A number for every chart's table.
    func nextChart() -> Int {
        charts += 1
        return charts
    }

    /// The name of an axis, and whether it was named just now: then it is to be drawn once, and
    /// every chart with the same axis refers to it.
    func name(of axis: TimeAxis) -> (name: String, isNew: Bool) {
        let key = "\(axis.startAt) \(axis.endAt)"
        if let number = axes[key] { return ("x\(number)", false) }
        axes[key] = axes.count
        return ("x\(axes.count - 1)", true)
    }
}

/// The span that the page's charts share, so that an hour stands at one place in all of them.
extension PageContext {
    /// From the first to the last interval in which any chart of the page, or these rows, have
    /// something to show; `nil` where the rows have nothing.
    func span(of rows: [Record], _ columns: [Column]) throws -> ClosedRange<Double>? {
        guard let own = Self.busy(rows, columns) else { return nil }
        return Self.union(try spanOfAllCharts(), own)
    }

    private func spanOfAllCharts() throws -> ClosedRange<Double>? {
        if let spanOfCharts { return spanOfCharts }
        let days = tables.facts.period.days
        let charts = definition.sections.filter { $0.isShown(for: days, in: tables.scope) }
            .flatMap { [$0] + $0.parts }
            .filter { $0.draw.kind == .lines && $0.isShown(for: days, in: tables.scope) }
        let span = try charts.reduce(nil as ClosedRange<Double>?) { span, section in
            let rows = try SectionContext(section: section, page: self).rowsOverTime()
            return Self.union(span, Self.busy(rows, section.columns))
        }
        spanOfCharts = .some(span)
        return span
    }

    private static func busy(_ rows: [Record], _ columns: [Column]) -> ClosedRange<Double>? {
        let busy = rows.filter { row in columns.contains { (row.number($0.name) ?? 0) > 0 } }
        guard let start = busy.first?.number("start_at"), let end = busy.last?.number("end_at"),
            start < end
        else { return nil }
        return start...end
    }

    private static func union(
        _ a: ClosedRange<Double>?, _ b: ClosedRange<Double>?
    ) -> ClosedRange<Double>? {
        guard let a, let b else { return a ?? b }
        return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    }
}

/// What a section is drawn from.
struct SectionContext {
    let section: Section
    let page: PageContext
    /// The subject that a part of an `each` section is about.
    var subject: Cell?

    var tables: TableCache { page.tables }
    var language: Language { page.language }
    var words: TaskWords { page.words }
    var empty: String {
        if section.about == .agents, section.empty != nil, page.definition.isOfProgram {
            if (try? Coverage(tables).fraction) == nil {
                return language(
                    "No data was collected in this period.",
                    "Für diesen Zeitraum wurden keine Daten erfasst.")
            }
            if let absence = tables.scope.absence(language) { return absence }
        }
        return section.empty
            ?? language(
                "Nothing to show for this period.",
                "Für diesen Zeitraum gibt es nichts anzuzeigen.")
    }

    func records() throws -> Records { try tables.records(section.query, section.parameters) }

    /// The rows to show over time: those of the subject, else of all together.
    func rowsOverTime() throws -> [Record] {
        let rows: [Record]
        if let subject {
            rows = try tables.rows(of: subject, section.query, section.parameters)
        } else {
            let records = try records()
            let key = records.keyColumn
            rows = records.all.filter { row in key.map { row[$0].isNull } ?? true }
        }
        return rows.sorted { ($0.number("start_at") ?? 0) < ($1.number("start_at") ?? 0) }
    }

    /// Refuses a definition that names columns which its query does not give.
    func require(_ names: [String], in records: Records) throws(ReportError) {
        for name in names where !records.columns.contains(name) {
            throw section.place.error(
                "",
                "names the column \(name), but the query \(records.query) gives "
                    + records.columns.joined(separator: ", "))
        }
    }

    func text(_ column: Column, _ row: Record) -> String {
        text(row[column.name], column.format)
    }

    /// On the page of a single day, a time needs no date; on that of several years, its year.
    func text(_ cell: Cell, _ format: Format) -> String {
        let period = tables.facts.period
        if format == .dateTime, period.first.year != period.last.year {
            return DateWords(language).clock(cell, format, hasYear: true)
        }
        let isTime = format == .dateTime && period.days == 1
        let text = (isTime ? .time : format).text(cell, in: language)
        return format == .word ? words(text) : text
    }

    /// The title of a column, and beside it the way to what it means.
    func title(_ column: Column, _ html: inout HTMLWriter) {
        guard isExplained(column) else {
            html.element("span", text: column.title)
            return
        }
        html.element("div", ["class": "head"]) { head in
            head.element("span", text: column.title)
            link(column, &head)
        }
    }

    private func isExplained(_ column: Column) -> Bool {
        page.showsTerms && column.define != nil
            && page.terms.contains { $0.id == column.define }
    }

    /// The way from a figure to what it means.
    func link(_ column: Column, _ html: inout HTMLWriter) {
        guard isExplained(column), let define = column.define else { return }
        html.element(
            "a",
            [
                "class": "def", "href": "#d-\(define)",
                "aria-label": "Definition: \(column.plainTitle)",
            ], text: "?")
    }

    /// The path in `report.json` of a shown figure.
    func path(_ column: Column, query: String? = nil, row: Record) -> String? {
        page.paths.path(
            query: query ?? section.query, parameters: section.parameters, column: column.name,
            row: row)
    }

    /// When a row begins, as short as the period allows.
    func when(_ row: Record) -> String {
        if tables.facts.bucketGrain == "day" { return Format.date.text(row["start"], in: language) }
        return (tables.facts.period.days == 1 ? Format.time : .dateTime)
            .text(row["start"], in: language)
    }
}

extension Section {
    /// The terms that its columns and parts use, and those that a sum of them names.
    var defined: [String] {
        let own = (columns + draw.stack).compactMap(\.define) + parts.flatMap(\.defined)
        return own + (own.contains("offered") ? ["flowed-out", "open"] : [])
            + (draw.stack.isEmpty ? [] : ["states"])
            + (columns.contains { !$0.format.isNumeric } ? [] : ["undefined"])
    }
}
