/// The states that an agent is in, in their order, with the styles of ``PageStyle``.
enum StateStyle {
    /// The style of a state or of its column: `working` and `working_seconds`.
    static func name(_ state: String) -> String {
        let base = state.hasSuffix("_seconds") ? String(state.dropLast(8)) : state
        return known.contains(base) ? "s-\(base)" : "s-unknown"
    }

    static let known = [
        "selectable", "working", "after_call_work", "not_ready", "rona", "off_duty", "offline",
        "unknown",
    ]
}

enum Legend {
    static func states(_ columns: [Column], _ html: inout HTMLWriter) {
        html.element("ul", ["class": "legend"]) { list in
            for column in columns {
                list.element("li") { item in
                    swatch(StateStyle.name(column.name), &item)
                    item.text(column.title)
                }
            }
        }
    }

    static func swatch(
        _ style: String, isLine: Bool = false, _ html: inout HTMLWriter
    ) {
        html.element(
            "svg", ["class": "swatch", "viewBox": "0 0 10 10", "aria-hidden": "true"]
        ) { svg in
            svg.element(
                "rect",
                [
                    "class": style, "y": isLine ? "3.5" : "0", "width": "10",
                    "height": isLine ? "3" : "10",
                ]
            ) { _ in }
        }
    }

    static func dash(_ html: inout HTMLWriter) {
        html.element(
            "svg", ["class": "swatch thin", "viewBox": "0 0 18 12", "aria-hidden": "true"]
        ) { svg in
            svg.element("path", ["class": "target", "d": "M0 6H18"]) { _ in }
        }
    }
}

/// A bar of seconds by state. The cell's whole width stands for `scale` seconds.
enum StateBar {
    static func sum(_ section: Section, _ record: Record) -> Double {
        section.draw.stack.reduce(0) { $0 + max(0, record.number($1.name) ?? 0) }
    }

    static func write(
        _ section: Section, _ record: Record, scale: Double, _ html: inout HTMLWriter
    ) {
        let parts = section.draw.stack.compactMap { column -> (Column, Double)? in
            guard let value = record.number(column.name), value > 0 else { return nil }
            return (column, value)
        }
        let sum = parts.reduce(0) { $0 + $1.1 }
        guard sum > 0 else {
            html.text(Format.undefined)
            return
        }
        let words = parts.map { "\($0.0.title) \(Format.duration.text($0.1))" }
            .joined(separator: ", ")
        html.element(
            "svg",
            [
                "class": "bar", "viewBox": "0 0 1000 10", "preserveAspectRatio": "none",
                "role": "img", "aria-label": words,
            ]
        ) { svg in
            var x = 0.0
            for (column, value) in parts {
                let width = value / max(sum, scale) * 1000
                svg.element(
                    "rect",
                    [
                        "class": StateStyle.name(column.name), "x": Coordinate.text(x),
                        "width": Coordinate.text(width), "height": "10",
                    ]
                ) { rect in
                    rect.element(
                        "title",
                        text: "\(column.title) \(Format.duration.text(value)), "
                            + Format.percent.text(value / sum))
                }
                x += width
            }
        }
    }
}

/// Numbers in drawings, to a tenth.
enum Coordinate {
    static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let whole = abs(tenths) / 10
        let rest = abs(tenths) % 10
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }

    static func percent(_ fraction: Double) -> String {
        let hundredths = Int((fraction * 10_000).rounded())
        let rest = abs(hundredths) % 100
        let sign = hundredths < 0 ? "-" : ""
        return "\(sign)\(abs(hundredths) / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }
}
