internal import CivilTime

/// One plot: bars, areas and lines over local time. Text keeps its size at every width, since
/// only the shapes lie in a stretched drawing.
struct ChartPanel {
    let context: SectionContext
    let title: String
    let columns: [Column]
    /// The place of the first column in the table behind the charts.
    let firstColumn: Int
    let table: String
    let rows: [Record]
    let axis: TimeAxis
    let axisName: String
    /// Of panels that are held against a target.
    let rules: RuleMarks?
    /// Whether enough was observed for coloured verdicts.
    let isFirm: Bool

    private static let width = 1000.0
    private static let height = 180.0

    private var format: Format { columns.first?.format ?? .decimal }
    private var scale: ValueAxis {
        let stacked = columns.filter { $0.mark == .stack }
        let values = rows.flatMap { row in
            columns.compactMap { row.number($0.name) }
                + [stacked.reduce(0) { $0 + (row.number($1.name) ?? 0) }]
        }
        return ValueAxis(largest: Self.uncapped(values), format: format)
    }

    /// One outlier does not flatten the rest: the largest value, or the next where it is more than
    /// three times that. The outlier is written where it leaves the chart.
    static func uncapped(_ values: [Double]) -> Double {
        let highest = Set(values).sorted(by: >).prefix(2)
        guard let largest = highest.first else { return 1 }
        guard values.count >= 8, let next = highest.last, next > 0, largest > 3 * next else {
            return largest
        }
        return next * 1.2
    }

    func write(_ html: inout HTMLWriter) {
        let scale = scale
        html.element("figure", ["class": "panel"]) { figure in
            figure.element("figcaption") { caption in
                // The section's own heading stands right above it.
                if title != context.section.title { caption.element("strong", text: title) }
                legend(&caption)
            }
            figure.element("div", ["class": "chart"]) { chart in
                valueLabels(scale, &chart)
                plot(scale, &chart)
                note(scale, &chart)
                timeLabels(&chart)
            }
        }
        html.breakLine()
    }

    private func legend(_ html: inout HTMLWriter) {
        html.element("span", ["class": "legend"]) { list in
            for (index, column) in columns.enumerated() {
                list.element("span") { item in
                    if column.mark == .line {
                        Legend.line("line c\(index % 5)", &item)
                    } else {
                        Legend.swatch(style(column, index), &item)
                    }
                    item.text(column.plainTitle)
                }
            }
            if judged?.target.map({ target in rows.contains { $0.number(target) != nil } }) ?? false
            {
                list.element("span") { item in
                    Legend.line("target", &item)
                    item.text(language("Target", "Ziel"))
                }
            }
            if !judgedRows(\.isMissed).isEmpty {
                list.element("span") { item in
                    Legend.swatch("shade", &item)
                    item.text(language("Below target", "Unter dem Ziel"))
                }
            }
            if !judgedRows(\.isOpen).isEmpty {
                list.element("span") { item in
                    Legend.swatch("unsure", &item)
                    item.text(language("Too close to call", "Nicht entscheidbar"))
                }
            }
            if format == .percent && rows.contains(where: { isFew($0) && hasRatio($0) }) {
                list.element("span") { item in
                    Legend.swatch("few", &item)
                    item.text(
                        context.words(language("Fewer than 10 calls", "Weniger als 10 Anrufe")))
                }
            }
            if let words = rules?.words() {
                list.element("span") { item in
                    Legend.line("rule", &item)
                    item.text(words)
                }
            }
            if !axis.gaps.isEmpty && context.subject == nil {
                list.element("span") { item in
                    Legend.swatch("gap", &item)
                    item.text(language("No data", "Keine Daten"))
                }
            }
        }
    }

    private func valueLabels(_ scale: ValueAxis, _ html: inout HTMLWriter) {
        html.element("svg", ["class": "values", "aria-hidden": "true"]) { svg in
            for tick in scale.ticks {
                svg.element(
                    "text",
                    ["y": Coordinate.percent(1 - tick / scale.top)], text: axisText(tick))
            }
        }
    }

    private var language: Language { context.language }

    private func style(_ column: Column, _ index: Int) -> String {
        column.mark == .stack && StateStyle.known.contains(column.name)
            ? StateStyle.name(column.name) : "fill c\(index % 5)"
    }

    private func axisText(_ value: Double) -> String {
        switch format {
        case .percent: return Format.percent(value, decimals: 0, language)
        case .decimal:
            let tenths = value * 10
            let decimals = value == value.rounded() ? 0 : tenths == tenths.rounded() ? 1 : 2
            return Format.grouped(value, decimals: decimals, language)
        case .duration where value >= 60 && value < 3600 && value == (value / 60).rounded() * 60:
            return "\(Int(value / 60))\u{A0}min"
        case .duration where value == 0: return "0"
        default: return format.text(value, in: language)
        }
    }

    private func timeLabels(_ html: inout HTMLWriter) {
        html.element("svg", ["class": "times", "aria-hidden": "true"]) { svg in
            svg.element("use", ["href": "#\(axisName)"]) { _ in }
        }
    }

    private func plot(_ scale: ValueAxis, _ html: inout HTMLWriter) {
        html.element(
            "svg",
            [
                "class": "plot", "viewBox": "0 0 1000 180", "preserveAspectRatio": "none",
                "role": "img", "aria-label": "\(title). \(description)", "data-table": table,
                "data-columns": columns.indices.map { String(firstColumn + $0 + 1) }
                    .joined(separator: " "),
            ]
        ) { svg in
            if !axis.gaps.isEmpty {
                svg.element("use", ["href": "#\(axisName)g"]) { _ in }
            }
            svg.path("grid", scale.ticks.map { "M0 \(y($0, scale))H1000" }.joined())
            shade(judgedRows(\.isMissed), "shade", &svg)
            shade(judgedRows(\.isOpen), "unsure", &svg)
            stack(scale, &svg)
            for (index, column) in columns.enumerated() { series(index, column, scale, &svg) }
            if let target = judged?.target {
                line("target", target, scale, &svg)
            }
            if let rules {
                svg.path("rule", rules.shape(on: axis, width: Self.width, height: Self.height))
            }
        }
    }

    /// The column that is held against a target.
    private var judged: Column? { columns.first { $0.target != nil } }

    /// The rows with such a verdict; none where too little was observed for one.
    private func judgedRows(_ isWanted: (Verdict) -> Bool) -> [Record] {
        guard isFirm, let column = judged, let target = column.target else { return [] }
        return rows.filter {
            isWanted(Verdict(column.name, target: $0.number(target), in: $0))
        }
    }

    /// Times below target, and those too close to it.
    private func shade(_ rows: [Record], _ style: String, _ svg: inout HTMLWriter) {
        let shape = rows.map { row in
            let (x, width) = span(row)
            return "M\(Coordinate.whole(x)) 0V180H\(Coordinate.whole(x + width))V0"
        }.joined()
        svg.path(style, shape)
    }

    /// What a person who cannot see the chart needs first: the lowest ratio, the peak of others.
    private var description: String {
        columns.map { column in
            let isLow = column.format == .percent
            let values = rows.compactMap { row in row.number(column.name).map { (row, $0) } }
            // A ratio of few calls is told only where there is no other.
            let firm = values.filter { !isLow || !isFew($0.0) }
            let peak = (firm.isEmpty ? values : firm).max { isLow ? $0.1 > $1.1 : $0.1 < $1.1 }
            guard let peak else {
                return "\(column.plainTitle): \(language("no values", "keine Werte"))."
            }
            let value = column.format.text(peak.1, in: language)
            let word =
                isLow ? language("lowest", "niedrigster Wert") : language("peak", "Spitze")
            let title = column.plainTitle
            let isNamed = title.lowercased() == word.lowercased()
            return "\(title): \(isNamed ? "" : word + " ")\(value) (\(when(peak.0)))."
        }.joined(separator: " ")
    }

    /// A day as `24 Nov`: labels have little room.
    private func when(_ row: Record) -> String {
        guard context.tables.facts.bucketGrain == "day", let start = row.text("start"),
            let date = CivilDate(String(start.prefix(10)))
        else { return context.when(row) }
        return DateWords(language).short(date)
    }

    /// The first column's extreme, told where it stands: the lowest ratio, the highest of others.
    private func note(_ scale: ValueAxis, _ html: inout HTMLWriter) {
        guard let column = columns.first, column.mark != .stack else { return }
        let values = rows.compactMap { row in row.number(column.name).map { (row: row, value: $0) }
        }
        .filter { column.format != .percent || !isFew($0.row) }
        let isLow = column.format == .percent
        let extreme =
            isLow
            ? values.min { $0.value < $1.value } : values.max { $0.value < $1.value }
        guard let extreme, isLow || extreme.value > 0 else { return }
        let (x, width) = span(extreme.row)
        let position = (x + width / 2) / Self.width
        let y = 1 - min(1, max(0, extreme.value / scale.top))
        let isCapped = extreme.value > scale.top
        // Below a low stands the axis when it is very low: beside it then.
        let isBeside = isLow && y > 0.85
        let isLeft = position > (isBeside ? 0.3 : 0.8)
        html.element("svg", ["class": "notes", "aria-hidden": "true"]) { svg in
            svg.element(
                "text",
                [
                    "x": Coordinate.percent(position), "y": Coordinate.percent(y),
                    "dx": isBeside ? (isLeft ? "-8" : "8") : "0",
                    "dy": isBeside ? "-4" : isLow ? "17" : y < 0.06 ? "-2" : "-6",
                    "text-anchor": isLeft
                        ? "end" : isBeside || position < 0.2 ? "start" : "middle",
                ],
                text: (isCapped ? "↑ " : "")
                    + "\(column.format.text(extreme.value, in: language)), \(when(extreme.row))")
        }
    }

    private func series(
        _ index: Int, _ column: Column, _ scale: ValueAxis, _ svg: inout HTMLWriter
    ) {
        switch column.mark {
        case .line: line("line c\(index % 5)", column.name, scale, &svg)
        case .bar, .area:
            var shape = ""
            for row in rows {
                guard let value = row.number(column.name), value > 0 else { continue }
                let (x, width) = span(row)
                let inset = column.mark == .bar ? width * 0.1 : 0
                shape +=
                    "M\(Coordinate.whole(x + inset)) 180V\(y(value, scale))"
                    + "H\(Coordinate.whole(x + width - inset))V180"
            }
            svg.path("fill c\(index % 5)", shape)
        case .stack: break
        }
    }

    /// Columns upon each other.
    private func stack(_ scale: ValueAxis, _ svg: inout HTMLWriter) {
        var base = [Double](repeating: 0, count: rows.count)
        for (index, column) in columns.enumerated() where column.mark == .stack {
            var shape = ""
            for (position, row) in rows.enumerated() {
                guard let value = row.number(column.name), value > 0 else { continue }
                let (x, width) = span(row)
                let bottom = y(base[position], scale)
                base[position] += value
                shape +=
                    "M\(Coordinate.whole(x)) \(bottom)V\(y(base[position], scale))"
                    + "H\(Coordinate.whole(x + width))V\(bottom)"
            }
            svg.path(style(column, index), shape)
        }
    }

    /// Few calls make no firm ratio.
    private func isFew(_ row: Record) -> Bool {
        (row.number("offered") ?? Verdict.minimumCalls) < Verdict.minimumCalls
    }

    private func hasRatio(_ row: Record) -> Bool {
        columns.contains { $0.mark == .line && row.number($0.name) != nil }
    }

    /// A line through the buckets' middles, broken where there is no value. A point without
    /// neighbours has a mark; a ratio of few calls is a hollow one, which no line touches.
    private func line(
        _ style: String, _ column: String, _ scale: ValueAxis, _ svg: inout HTMLWriter
    ) {
        let isRatio = format == .percent && !style.hasPrefix("target")
        let points = rows.map { row in
            point(row, column, scale).map { (place: $0, isFew: isRatio && isFew(row)) }
        }
        func firm(_ index: Int) -> String? {
            guard points.indices.contains(index), let point = points[index], !point.isFew else {
                return nil
            }
            return point.place
        }
        var shapes = (line: "", lone: "", few: "")
        for (index, point) in points.enumerated() {
            guard let point else { continue }
            if point.isFew {
                shapes.few += "M\(point.place)h0"
            } else if let before = firm(index - 1) {
                shapes.line += (shapes.line.hasSuffix(before) ? "L" : "M\(before)L") + point.place
            } else if firm(index + 1) == nil {
                shapes.lone += "M\(point.place)h0"
            }
        }
        svg.path(style, shapes.line)
        let dot = style.replacing("line", with: "dot")
        svg.path(dot, shapes.lone)
        svg.path("\(dot) few", shapes.few)
        svg.path("dot hole", shapes.few)
    }

    private func point(_ row: Record, _ column: String, _ scale: ValueAxis) -> String? {
        guard let value = row.number(column) else { return nil }
        let (x, width) = span(row)
        return "\(Coordinate.whole(x + width / 2)) \(y(value, scale))"
    }

    private func span(_ row: Record) -> (x: Double, width: Double) {
        let x = axis.position(row.number("start_at") ?? 0) * Self.width
        let end = axis.position(row.number("end_at") ?? 0) * Self.width
        return (x, max(0, end - x))
    }

    private func y(_ value: Double, _ scale: ValueAxis) -> String {
        Coordinate.whole(Self.height * (1 - min(1, max(0, value / scale.top))))
    }
}
