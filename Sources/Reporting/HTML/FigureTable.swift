/// A table: one row a subject, and the row of all together at its end.
struct FigureTable {
    let context: SectionContext
    private let rows: TableRows
    private let cells: TableCells

    init(_ context: SectionContext) throws {
        self.context = context
        rows = try TableRows(context)
        cells = try TableCells(context, rows)
    }

    /// Rows from which on a table can be searched.
    private static let long = 8

    func write(_ html: inout HTMLWriter) {
        let section = context.section
        guard !rows.shown.isEmpty || !rows.folded.isEmpty else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        if let goal = cells.sharedTarget {
            html.element("p", ["class": "intro"], text: goal)
        }
        if !section.draw.stack.isEmpty { Legend.states(section.draw.stack, &html) }
        table(rows.shown, total: rows.total, named: section.title, &html)
        if !rows.folded.isEmpty { fold(&html) }
        rows.writeLeftOut(context, &html)
        if !rows.idle.isEmpty { idle(&html) }
    }

    private func table(
        _ records: [Record], total: Record?, named title: String, _ html: inout HTMLWriter
    ) {
        guard !records.isEmpty else { return }
        html.element(
            "div",
            [
                "class": "scroll", "role": "region", "tabindex": "0",
                "aria-label": context.language("\(title), table", "\(title), Tabelle"),
            ]
        ) { region in
            region.element(
                "table",
                ["class": records.count > Self.long ? "cards sortable long" : "cards sortable"]
            ) { table in
                table.element("caption", text: title)
                cells.head(&table)
                table.element("tbody") { body in
                    for record in records { cells.row(record, isTotal: false, &body) }
                }
                if let total {
                    table.element("tfoot") { cells.row(total, isTotal: true, &$0) }
                }
            }
        }
    }

    /// Subjects beyond those that a page has room for. The total stands at their end too: the style
    /// sheet shows the last one that a reader comes to.
    private func fold(_ html: inout HTMLWriter) {
        html.element("details", ["class": "more rest"]) { fold in
            fold.element(
                "summary",
                text: context.language(
                    "\(rows.folded.count) more of \(rows.count - rows.idle.count)",
                    "\(rows.folded.count) weitere von \(rows.count - rows.idle.count)"))
            let title = context.section.title
            table(
                rows.folded, total: rows.total,
                named: context.language("\(title), further ones", "\(title), weitere"), &fold)
        }
    }

    /// Services without calls and agents who were not on duty: their names.
    private func idle(_ html: inout HTMLWriter) {
        let count = rows.idle.count
        let isAgents = rows.key == "agent_id"
        html.element("details", ["class": "more"]) { fold in
            fold.element(
                "summary",
                text: isAgents
                    ? context.language(
                        "\(count) \(count == 1 ? "agent" : "agents") not on duty",
                        "\(count) \(count == 1 ? "Agent" : "Agents") nicht im Dienst")
                    : context.words(
                        context.language(
                            "\(count) \(count == 1 ? "service" : "services") without calls",
                            "\(count) \(count == 1 ? "Service" : "Services") ohne Anrufe")))
            fold.element("p", ["class": "intro names"]) { line in
                for (index, row) in rows.idle.enumerated() {
                    if index > 0 { line.text(", ") }
                    let name = context.text(context.section.columns[0], row)
                    line.element(
                        "bdi",
                        text: isAgents ? context.tables.told(name, of: row["agent_id"]) : name)
                }
            }
        }
    }
}

/// The rows of a table in their order, and those that are folded.
struct TableRows {
    let key: String?
    /// All that are not idle, in their order.
    let active: [Record]
    let shown: [Record]
    /// Those beyond the limit, such as services that met their target.
    let folded: [Record]
    /// Services without calls, agents who were not on duty.
    let idle: [Record]
    /// How many there are in all.
    let count: Int
    let total: Record?

    init(_ context: SectionContext) throws {
        let section = context.section
        let records = try context.records()
        let isByQuery = section.draw.order == "query" || context.subject != nil
        let order = RowOrder(isByQuery ? nil : section.draw.order)
        key = records.keyColumn
        var rows = section.draw.order == "query" ? records.all : records.each
        if section.query == "coverage-gaps" {
            let services = try context.tables.records(
                "service-figures", ["grain": .text("period")]
            ).each.count
            rows = try GapRows.rows(records, services: services, context.language)
        }
        if let subject = context.subject {
            rows = try context.tables.rows(of: subject, section.query, section.parameters)
        }
        // Where rows are no subjects, those without calls have no names to be folded under.
        if section.isForSeveral && !records.hasSubjects {
            rows = rows.filter { ($0.number("offered") ?? 0) > 0 }
        }
        // A query that leaves rows out says how many there are.
        count = rows.first?.number("all_rows").flatMap { Int(exactly: $0) } ?? rows.count
        idle = isByQuery ? [] : rows.filter(Self.isIdle)
        active = isByQuery ? rows : order.sorted(rows.filter { !Self.isIdle($0) })
        let limit = section.draw.limit ?? active.count
        guard order.isWorstFirst else {
            shown = Array(active.prefix(limit))
            folded = Array(active.dropFirst(limit).prefix(section.draw.more ?? 0))
            let hasFoot = !isByQuery && key != nil && count > 1
            total = hasFoot ? records.total : nil
            return
        }
        let missed = active.count { Findings.short($0) > 0 }
        let room = active.count <= limit ? active.count : max(limit, missed)
        shown = Array(active.prefix(room))
        folded = Array(active.dropFirst(room))
        total = count > 1 ? records.total : nil
    }

    /// How many there are in all, where some are not on the page, and the file that has them.
    func writeLeftOut(_ context: SectionContext, _ html: inout HTMLWriter) {
        let here = shown.count + folded.count
        guard here + idle.count < count else { return }
        let shown = Format.count.text(Double(here), in: context.language)
        let all = Format.count.text(Double(count), in: context.language)
        let rest: String? =
            switch context.section.query {
            case "agent-figures":
                context.language("; all are in agents.csv", "; alle stehen in agents.csv")
            case "service-figures":
                context.language("; all are in services.csv", "; alle stehen in services.csv")
            case "page-target-misses":
                context.language(
                    "; all intervals are in service-intervals.csv",
                    "; alle Intervalle stehen in service-intervals.csv")
            default: nil
            }
        html.element(
            "p", ["class": "intro"],
            text: context.language(
                "\(shown) of \(all) are shown", "\(shown) von \(all) werden angezeigt")
                + (rest ?? "") + ".")
    }

    private static func isIdle(_ row: Record) -> Bool {
        (row.number("duty_seconds") ?? row.number("offered") ?? 1) == 0
    }
}
