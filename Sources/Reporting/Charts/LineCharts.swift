internal import CivilTime

/// Columns over the period, of everything together, in one panel or several above each other.
struct LineCharts {
    let context: SectionContext
    static let height = 190.0

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        let columns = context.section.columns
        try context.require(
            columns.map(\.name) + columns.compactMap(\.target) + ["start", "start_at", "end_at"],
            in: records)
        let key = records.keyColumn
        let rows = records.all
            .filter { row in key.map { row[$0].isNull } ?? true }
            .sorted { ($0.number("start_at") ?? 0) < ($1.number("start_at") ?? 0) }
        let busy = rows.filter { row in columns.contains { (row.number($0.name) ?? 0) > 0 } }
        guard let first = busy.first?.number("start_at"), let last = busy.last?.number("end_at")
        else {
            html.element("p", ["class": "empty"], text: context.section.empty)
            return
        }
        let axis = try TimeAxis(context.tables).cropped(
            toHoursFrom: first, to: last, days: context.tables.facts.period.days)
        let shown = rows.filter {
            ($0.number("end_at") ?? 0) > axis.startAt && ($0.number("start_at") ?? 0) < axis.endAt
        }
        html.element("div", ["class": "panels"]) { panels in
            for (title, columns) in self.panels() {
                ChartPanel(
                    id: "\(context.section.id)-\(title)", title: title, columns: columns,
                    rows: shown, axis: axis,
                    isByDay: context.tables.facts.bucketGrain == "day"
                ).write(&panels)
            }
        }
    }

    private func panels() -> [(String, [Column])] {
        var panels: [(String, [Column])] = []
        for column in context.section.columns {
            let title = column.panel ?? context.section.title
            if let index = panels.firstIndex(where: { $0.0 == title }) {
                panels[index].1.append(column)
            } else {
                panels.append((title, [column]))
            }
        }
        return panels
    }
}
