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
                    item.text(column.plainTitle)
                }
            }
        }
    }

    /// One swatch a column, drawn as its series is.
    static func series(_ columns: [Column], _ html: inout HTMLWriter) {
        html.element("ul", ["class": "legend"]) { list in
            for (index, column) in columns.enumerated() {
                list.element("li") { item in
                    Legend.swatch("solid c\(index % 5)", &item)
                    item.text(column.plainTitle)
                }
            }
        }
    }

    static func swatch(_ style: String, _ html: inout HTMLWriter) {
        html.element("i", ["class": "swatch \(style)"]) { _ in }
    }

    /// A piece of a line, with its dashes.
    static func line(_ style: String, _ html: inout HTMLWriter) {
        html.element("i", ["class": "swatch thin \(style)"]) { _ in }
    }
}

/// A bar of seconds by state. The cell's whole width stands for `scale` seconds.
enum StateBar {
    static func sum(_ section: Section, _ record: Record) -> Double {
        section.draw.stack.reduce(0) { $0 + max(0, record.number($1.name) ?? 0) }
    }

    static func write(
        _ context: SectionContext, _ record: Record, scale: Double, _ html: inout HTMLWriter
    ) {
        let language = context.language
        let parts = context.section.draw.stack.compactMap { column -> (Column, Double)? in
            guard let value = record.number(column.name), value > 0 else { return nil }
            return (column, value)
        }
        let sum = parts.reduce(0) { $0 + $1.1 }
        guard sum > 0 else {
            html.text(Format.undefined)
            return
        }
        let words = parts.map { "\($0.0.plainTitle) \(Format.duration.text($0.1, in: language))" }
            .joined(separator: ", ")
        html.element(
            "svg",
            [
                "class": "bar", "viewBox": "0 0 1000 9", "preserveAspectRatio": "none",
                "role": "img", "aria-label": words,
            ]
        ) { svg in
            var x = 0.0
            for (column, value) in parts {
                let width = (value / max(sum, scale) * 1000).rounded()
                guard width > 0 else { continue }
                svg.element(
                    "path",
                    [
                        "class": StateStyle.name(column.name),
                        "d": "M\(Coordinate.text(x)) 0h\(Coordinate.text(width))v9h"
                            + Coordinate.text(-width),
                    ]
                ) { _ in }
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

    /// Where a unit is less than a pixel.
    static func whole(_ value: Double) -> String { String(Int(value.rounded())) }

    static func percent(_ fraction: Double) -> String {
        let hundredths = Int((fraction * 10_000).rounded())
        let rest = abs(hundredths) % 100
        let sign = hundredths < 0 ? "-" : ""
        let whole = "\(sign)\(abs(hundredths) / 100)"
        if rest == 0 { return whole + "%" }
        return "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
    }
}
