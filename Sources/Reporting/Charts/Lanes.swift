/// Lanes under each other with one time axis: a name, then a stretched strip.
struct Lanes {
    let axis: TimeAxis
    let title: String
    let language: Language

    func write(
        _ html: inout HTMLWriter, _ lanes: (inout HTMLWriter) -> Void
    ) {
        html.element("div", ["class": "lanes-box"]) { box in
            box.element("div", ["class": "lanes", "role": "group", "aria-label": title]) { list in
                header(&list)
                lanes(&list)
            }
        }
    }

    private func header(_ html: inout HTMLWriter) {
        html.element("span", ["class": "name", "aria-hidden": "true"]) { _ in }
        html.element("svg", ["class": "times", "aria-hidden": "true"]) { svg in
            for tick in axis.ticks {
                svg.element(
                    "text",
                    [
                        "class": tick.style, "y": "14",
                        "x": Coordinate.percent(tick.position), "text-anchor": "middle",
                    ], text: tick.text)
            }
        }
    }

    func lane(
        _ name: String, description: String, _ html: inout HTMLWriter,
        _ shapes: (inout HTMLWriter) -> Void
    ) {
        html.element("span", ["class": "name", "title": name]) { $0.element("bdi", text: name) }
        html.element(
            "svg",
            [
                "class": "lane", "viewBox": "0 0 2000 9", "preserveAspectRatio": "none",
                "role": "img", "aria-label": "\(name): \(description)",
            ]
        ) { svg in
            shapes(&svg)
            for gap in axis.gaps {
                let x = axis.position(gap.startAt) * 2000
                let width = axis.position(gap.endAt) * 2000 - x
                svg.element(
                    "rect",
                    [
                        "class": "gap", "x": Coordinate.text(x),
                        "width": Coordinate.text(width), "height": "10",
                    ]
                ) { $0.element("title", text: language("No data", "Keine Daten")) }
            }
        }
        html.breakLine()
    }
}
