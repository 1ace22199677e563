/// One plot: bars, areas and lines over local time. Text keeps its size at every width, since
/// only the shapes lie in a stretched drawing.
struct ChartPanel {
    let id: String
    let title: String
    let columns: [Column]
    let rows: [Record]
    let axis: TimeAxis
    let isByDay: Bool

    private static let width = 1000.0
    private static let height = 180.0

    private var format: Format { columns.first?.format ?? .decimal }
    private var scale: ValueAxis {
        let values = rows.flatMap { row in columns.compactMap { row.number($0.name) } }
        return ValueAxis(largest: values.max() ?? 1, format: format)
    }

    func write(_ html: inout HTMLWriter) {
        let scale = scale
        html.element("figure", ["class": "panel"]) { figure in
            figure.element("figcaption") { caption in
                caption.element("strong", text: title)
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
                    Legend.swatch(
                        "\(column.mark == .line ? "solid" : "fill") c\(index % 5)",
                        isLine: column.mark == .line, &item)
                    item.text(column.title)
                }
            }
            if columns.contains(where: { $0.target != nil }) {
                list.element("span") { item in
                    Legend.dash(&item)
                    item.text("Target")
                }
            }
            if !axis.gaps.isEmpty {
                list.element("span") { item in
                    Legend.swatch("gap", &item)
                    item.text("Not observed")
                }
            }
        }
    }

    private func valueLabels(_ scale: ValueAxis, _ html: inout HTMLWriter) {
        html.element("svg", ["class": "values", "aria-hidden": "true"]) { svg in
            for tick in scale.ticks {
                svg.element(
                    "text",
                    [
                        "x": "100%", "dx": "-6", "dy": "4", "text-anchor": "end",
                        "y": Coordinate.percent(1 - tick / scale.top),
                    ], text: Self.axisText(tick, format))
            }
        }
    }

    private static func axisText(_ value: Double, _ format: Format) -> String {
        switch format {
        case .percent: return "\(Int((value * 100).rounded()))\u{A0}%"
        case .decimal: return Coordinate.text(value)
        case .duration where value >= 60 && value < 3600 && value == (value / 60).rounded() * 60:
            return "\(Int(value / 60))\u{A0}min"
        case .duration where value == 0: return "0"
        default: return format.text(value)
        }
    }

    private func timeLabels(_ html: inout HTMLWriter) {
        html.element("svg", ["class": "times", "aria-hidden": "true"]) { svg in
            for tick in axis.ticks {
                svg.element(
                    "text",
                    [
                        "class": tick.style, "y": "17",
                        "x": Coordinate.percent(tick.position), "text-anchor": "middle",
                    ], text: tick.text)
            }
        }
    }

    private func plot(_ scale: ValueAxis, _ html: inout HTMLWriter) {
        html.element(
            "svg",
            [
                "class": "plot", "viewBox": "0 0 1000 180", "preserveAspectRatio": "none",
                "role": "img",
            ]
        ) { svg in
            svg.element("title", text: title)
            svg.element("desc", text: description)
            for gap in axis.gaps {
                let x = axis.position(gap.startAt)
                rect("gap", x, axis.position(gap.endAt) - x, 0, Self.height, &svg)
            }
            for tick in scale.ticks {
                path("grid", "M0 \(y(tick, scale))H1000", &svg)
            }
            for (index, column) in columns.enumerated() { series(index, column, scale, &svg) }
            if let column = columns.first(where: { $0.target != nil }), let target = column.target {
                line("target", target, scale, &svg)
            }
            touches(&svg)
        }
    }

    /// What a person who cannot see the chart needs first: the peak of each column.
    private var description: String {
        columns.map { column in
            let peak = rows.compactMap { row in row.number(column.name).map { (row, $0) } }
                .max { $0.1 < $1.1 }
            guard let peak else { return "\(column.title): nothing." }
            return "\(column.title): at most \(column.format.text(peak.1)), at \(when(peak.0))."
        }.joined(separator: " ")
    }

    private func when(_ row: Record) -> String {
        isByDay ? String(row["start"].plainText.prefix(10)) : Format.time.text(row["start"])
    }

    /// The first column's extreme, told where it stands: the lowest ratio, the highest of others.
    private func note(_ scale: ValueAxis, _ html: inout HTMLWriter) {
        guard let column = columns.first else { return }
        let values = rows.compactMap { row in row.number(column.name).map { (row: row, value: $0) }
        }
        let isLow = column.format == .percent
        let extreme =
            isLow
            ? values.min { $0.value < $1.value } : values.max { $0.value < $1.value }
        guard let extreme, isLow || extreme.value > 0 else { return }
        let (x, width) = span(extreme.row)
        let position = (x + width / 2) / Self.width
        let y = 1 - min(1, max(0, extreme.value / scale.top))
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
                ], text: "\(column.format.text(extreme.value)), \(when(extreme.row))")
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
                    "M\(Coordinate.text(x + inset)) 180V\(y(value, scale))"
                    + "h\(Coordinate.text(width - 2 * inset))V180z"
            }
            path("fill c\(index % 5)", shape, &svg)
        }
    }

    /// A line through the buckets' middles, broken where there is no value.
    private func line(
        _ style: String, _ column: String, _ scale: ValueAxis, _ svg: inout HTMLWriter
    ) {
        var shape = ""
        var isDrawing = false
        for (index, row) in rows.enumerated() {
            guard let value = row.number(column) else {
                isDrawing = false
                continue
            }
            let (x, width) = span(row)
            let middle = Coordinate.text(x + width / 2)
            shape += "\(isDrawing ? "L" : "M")\(middle) \(y(value, scale))"
            let isAlone = !isDrawing && (index + 1 == rows.count || rows[index + 1][column].isNull)
            if isAlone { shape += "h0.1" }
            isDrawing = true
        }
        path(style, shape, &svg)
    }

    /// Invisible columns that tell a bucket's figures to a pointer.
    private func touches(_ svg: inout HTMLWriter) {
        for row in rows {
            let (x, width) = span(row)
            svg.element(
                "rect",
                [
                    "class": "touch", "x": Coordinate.text(x), "width": Coordinate.text(width),
                    "height": "180",
                ]
            ) { rect in
                let figures = columns.map { "\($0.title) \($0.format.text(row[$0.name]))" }
                rect.element(
                    "title", text: ([when(row)] + figures).joined(separator: "\n"))
            }
        }
    }

    private func span(_ row: Record) -> (x: Double, width: Double) {
        let x = axis.position(row.number("start_at") ?? 0) * Self.width
        let end = axis.position(row.number("end_at") ?? 0) * Self.width
        return (x, max(0, end - x))
    }

    private func y(_ value: Double, _ scale: ValueAxis) -> String {
        Coordinate.text(Self.height * (1 - min(1, max(0, value / scale.top))))
    }

    private func path(_ style: String, _ shape: String, _ svg: inout HTMLWriter) {
        guard !shape.isEmpty else { return }
        svg.element("path", ["class": style, "d": shape]) { _ in }
    }

    private func rect(
        _ style: String, _ x: Double, _ width: Double, _ y: Double, _ height: Double,
        _ svg: inout HTMLWriter
    ) {
        svg.element(
            "rect",
            [
                "class": style, "x": Coordinate.text(x * Self.width), "y": Coordinate.text(y),
                "width": Coordinate.text(width * Self.width), "height": Coordinate.text(height),
            ]
        ) { _ in }
    }
}
