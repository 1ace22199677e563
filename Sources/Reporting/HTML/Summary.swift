internal import CivilTime

/// The first screen: what happened in sentences, then the headline figures.
struct Summary {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let sentences = try Findings(tables: context.tables, language: context.language)
            .sentences()
        html.element("div", ["class": "findings"]) { list in
            for sentence in sentences {
                list.element("p", ["class": sentence.isWarning ? "warning" : nil]) {
                    $0.text(sentence.text)
                }
            }
        }
        try Tiles(context).write(&html)
        if let change = try context.tables.previous(), change.isComparable {
            let words = DateWords(context.language)
            let span =
                change.period.days == 1
                ? words.title(change.period) : words.span(change.period)
            let isByWeekday = change.period.unit <= .week
            html.element(
                "p", ["class": "intro compared"],
                text: context.language(
                    "▲ ▼ beside \(span), the previous period"
                        + (isByWeekday ? " with the same weekdays." : "."),
                    "▲ ▼ gegenüber \(span), der vorigen Periode"
                        + (isByWeekday ? " mit denselben Wochentagen." : ".")))
        }
    }
}

/// How far the figures can be trusted: the tiles of coverage, then sentences.
struct Trust {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        if !context.section.columns.isEmpty { try Tiles(context).write(&html) }
        let sentences = try Findings(tables: context.tables, language: context.language).trust()
        html.element("div", ["class": "findings"]) { list in
            for sentence in sentences {
                list.element("p", ["class": sentence.isWarning ? "warning" : nil]) {
                    $0.text(sentence.text)
                }
            }
        }
    }
}
