internal import CivilTime

/// The first screen: headline, volume, figures, then the course of the service level beside its
/// causes.
struct Summary {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let findings = Findings(tables: context.tables, language: context.language)
        let sentences = try findings.sentences()
        let isFirm = try Coverage(context.tables).isFirm
        html.element("div", ["class": "findings"]) { list in
            for sentence in sentences where [.headline, .volume].contains(sentence.kind) {
                let style = sentence.kind == .headline ? "headline" : "volume"
                list.element(
                    "p", ["class": isFirm ? style : "\(style) grey"], text: sentence.text)
            }
        }
        if try context.tables.isEmpty() {
            notes(sentences, &html)
            return
        }
        try Tiles(context).write(&html)
        if let line = try compared() {
            html.element("p", ["class": "intro compared"], text: line)
        }
        if let line = try MonthToDate(findings).sentence() {
            html.element("p", ["class": "month-to-date"], text: line)
        }
        try html.element("div", ["class": "split"]) { split in
            split.element("div", ["class": "causes"]) { list in
                for sentence in sentences where sentence.kind == .cause {
                    list.element("p", text: sentence.text)
                }
                notes(sentences, &list)
            }
            try parts(&split)
        }
    }

    private func notes(_ sentences: [Findings.Sentence], _ html: inout HTMLWriter) {
        for sentence in sentences where [.note, .warning].contains(sentence.kind) {
            html.element(
                "p", ["class": sentence.kind == .warning ? "warning" : "note"],
                text: sentence.text)
        }
    }

    /// Charts beside the causes.
    private func parts(_ html: inout HTMLWriter) throws {
        let days = context.tables.facts.period.days
        for part in context.section.parts where part.isShown(for: days, in: context.tables.scope) {
            try html.element("div", ["class": "part kind-\(part.draw.kind.rawValue)"]) { html in
                try SectionDrawing(SectionContext(section: part, page: context.page)).write(&html)
            }
        }
    }

    private func compared() throws -> String? {
        try context.tables.comparison(context.words)
    }
}

extension TableCache {
    /// Seconds between two polls around calls now and in the previous period, where figures differ
    /// by that alone.
    func otherSpacing(_ change: Change) throws -> (now: Double, then: Double)? {
        let spacing = Change.spacing(
            try records("service-figures", ["grain": .text("period")]).total,
            try records("coverage").all.first)
        guard let spacing, let other = change.otherSpacing(than: spacing) else { return nil }
        return (spacing, other)
    }

    /// `▲ ▼ compared with Tuesday, 17 November 2026.`, and how differently that was polled; `nil`
    /// where nothing can be compared.
    ///
    /// - Parameter lead: what stands before the name of the previous period.
    func comparison(_ tasks: TaskWords, lead: String? = nil) throws -> String? {
        guard let change = try previous(), change.isComparable else { return nil }
        let language = tasks.language
        let words = DateWords(language)
        let before = change.comparedPeriod(timeZone: facts.timeZone)
        let span = before.days == 1 ? words.title(before) : words.span(before)
        let soFar =
            elapsedAt == nil
            ? "" : language(", up to the same time", ", bis zur selben Uhrzeit")
        let line = (lead ?? language("▲ ▼ compared with ", "▲ ▼ Vergleich mit ")) + span + soFar
        guard let (spacing, other) = try otherSpacing(change) else { return line + "." }
        func spaced(_ seconds: Double) -> String {
            Format.duration.words(.real(seconds), in: language)
        }
        return tasks(
            line
                + language(
                    ", when data was collected every \(spaced(other)), not every "
                        + "\(spaced(spacing)): short calls and states compare only roughly.",
                    ". Damals wurden die Daten alle \(spaced(other)) statt alle \(spaced(spacing)) "
                        + "erfasst; kurze Anrufe und Zustände sind nur grob vergleichbar."))
    }
}

/// The service level of the month so far, for days and weeks within it.
struct MonthToDate {
    private let findings: Findings

    init(_ findings: Findings) {
        self.findings = findings
    }

    func sentence() throws -> String? {
        let tables = findings.tables
        let period = tables.facts.period
        guard period.unit == .day || period.unit == .week, period.isSingle,
            let calendar = LocalCalendar(identifier: tables.facts.timeZone)
        else { return nil }
        let last = period.last
        let first = last.adding(days: 1 - last.day)
        let end = Int64(tables.elapsedAt ?? tables.facts.endAt)
        var asked = Change.parameters(
            calendar.start(of: first)..<Timestamp(milliseconds: end))
        asked["grain"] = .text("period")
        let shown = try tables.records("service-figures", ["grain": .text("period")]).total
        // By the target and the bounds of the month's own calls.
        guard let total = try tables.other("service-figures", asked).total,
            total.number("service_level") != nil, let offered = total.number("offered"),
            let now = shown?.number("offered"), offered > now
        else { return nil }
        let language = findings.language
        let count = Format.count.text(offered, in: language)
        let month = DateWords(language).month(last.month)
        let day = calendar.date(at: Timestamp(milliseconds: end - 1)).day
        let span = day == 1 ? "1." : "1.–\(day)."
        let verdict = findings.verdict(total)
        let from = try begun(in: calendar, after: first).map(DateWords(language).dayAndMonth)
        let collected =
            from.map {
                language(" (data from \($0))", " (Daten ab \($0))")
            } ?? ""
        let text = language(
            "\(day == 1 ? "1" : "1–\(day)") \(month)\(collected): \(language.inner(verdict)) "
                + "(\(count) calls).",
            "\(span) \(month)\(collected): \(verdict) (\(count) Anrufe).")
        return try tables.words(language)(text)
    }

    /// The date on which collecting began, where that is not the month's first.
    private func begun(in calendar: LocalCalendar, after first: CivilDate) throws -> CivilDate? {
        guard let at = try findings.tables.records("page-collected").all.first?.number("first_at")
        else { return nil }
        let date = calendar.date(at: Timestamp(milliseconds: Int64(at)))
        return date > first ? date : nil
    }
}

/// What the data leave open: the tiles of coverage, then sentences.
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
                list.element(
                    "p", ["class": sentence.kind == .warning ? "warning" : nil],
                    text: sentence.text)
            }
        }
    }
}
