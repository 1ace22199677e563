/// How a shape is drawn where its style sheet is not: mail viewers strip them. Without this, lines
/// would be black areas. The style sheet takes precedence.
struct PlainShape {
    let fill: String
    let stroke: String?

    init(_ style: String) {
        let words = style.split(separator: " ")
        let colour = words.lazy.compactMap { Self.colours[String($0)] }.first
        switch words.first {
        case "line", "dot", "target", "grid", "rule":
            fill = "none"
            stroke = words.last == "hole" ? "#fff" : colour ?? "#55606d"
        default:
            fill = colour ?? "#9aa4b0"
            stroke = nil
        }
    }

    /// As in the style sheet's light colours.
    private static let colours = [
        "c0": "#0072b2", "c1": "#d55e00", "c2": "#009e73", "c3": "#8a6d00", "c4": "#a64d84",
        "grid": "#e4e8ed", "shade": "#f8dcc4", "unsure": "#e6e1dc",
        "s-selectable": "#35a884", "s-working": "#0072b2",
        "s-after_call_work": "#7cc0ea", "s-not_ready": "#e69f00", "s-rona": "#c43c00",
    ]
}

extension HTMLWriter {
    /// A shape in a drawing; nothing where there is none.
    mutating func path(_ style: String, _ shape: String) {
        guard !shape.isEmpty else { return }
        let plain = PlainShape(style)
        element(
            "path", ["class": style, "d": shape, "fill": plain.fill, "stroke": plain.stroke]
        ) { _ in }
    }
}

/// Fills with hatches for print: what colours tell apart on a screen, hatches tell apart in black and
/// white.
enum Hatches {
    private struct Hatch {
        let id: String
        let colour: String
        let line: String
        let shape: String
    }

    private static let all = [
        Hatch(id: "h-working", colour: "#0072b2", line: "#fff", shape: "M0 6L6 0"),
        Hatch(id: "h-acw", colour: "#7cc0ea", line: "#000", shape: "M1 2h1M4 5h1"),
        Hatch(id: "h-notready", colour: "#e69f00", line: "#000", shape: "M0 0L6 6"),
        Hatch(id: "h-rona", colour: "#c43c00", line: "#fff", shape: "M0 3H6"),
        Hatch(id: "h-c1", colour: "#d55e00", line: "#fff", shape: "M0 6L6 0"),
    ]

    static func define(_ html: inout HTMLWriter) {
        html.element("svg", ["class": "defs", "aria-hidden": "true"]) { svg in
            svg.element("defs") { defs in
                unsure(&defs)
                for hatch in all {
                    defs.element(
                        "pattern",
                        [
                            "id": hatch.id, "width": "6", "height": "6",
                            "patternUnits": "userSpaceOnUse",
                        ]
                    ) { pattern in
                        pattern.element(
                            "path", ["d": "M0 0h6v6h-6z", "fill": hatch.colour]
                        ) { _ in }
                        pattern.element(
                            "path", ["d": hatch.shape, "fill": "none", "stroke": hatch.line]
                        ) { _ in }
                    }
                }
            }
        }
        html.breakLine()
    }

    /// Two colours for what is too close to its target, as in tables, on screens too.
    private static func unsure(_ defs: inout HTMLWriter) {
        defs.element(
            "pattern",
            ["id": "h-unsure", "width": "16", "height": "16", "patternUnits": "userSpaceOnUse"]
        ) { pattern in
            pattern.element("path", ["class": "unsure-met", "d": "M0 0h16v16h-16z"]) { _ in }
            pattern.element(
                "path", ["class": "unsure-missed", "d": "M-4 4l8 -8M0 16l16 -16M12 20l8 -8"]
            ) { _ in }
        }
    }
}
