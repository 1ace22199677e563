internal import CivilTime

/// What all sections of a page share.
final class PageContext {
    let definition: ReportDefinition
    let tables: TableCache
    let paths = FigurePaths()
    private var axes: [String: Int] = [:]
    private var charts = 0

    init(definition: ReportDefinition, tables: TableCache) {
        self.definition = definition
        self.tables = tables
    }

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

/// What a section is drawn from.
struct SectionContext {
    let section: Section
    let page: PageContext
    /// The subject that a part of an `each` section is about.
    var subject: Cell?

    var tables: TableCache { page.tables }
    var language: Language { page.language }
    var empty: String {
        section.empty
            ?? language("Nothing to show for this period.", "Für diese Periode gibt es nichts.")
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
        column.format.text(row[column.name], in: language)
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
