internal import CivilTime

/// One card a row: its figures, beside those of the team and of the previous period, and in plain
/// words how they differ.
struct Scorecards {
    let context: SectionContext
    private let rows: TableRows
    private let columns: [Column]
    /// Figures of the previous period, by the query that gives them.
    private let before: [String: [Cell: Record]]
    /// Figures of the teams, by the query that gives them and the team's name.
    private let teams: [String: [Cell: Record]]
    /// Whether figures of the previous period differ by how it was polled: no difference from them
    /// is named.
    private let isPolledOtherwise: Bool

    init(_ context: SectionContext) throws {
        self.context = context
        rows = try TableRows(context)
        let records = try context.records()
        columns = Array(context.section.columns.dropFirst())
        try context.require(context.section.columns.map(\.name), in: records)
        var before: [String: [Cell: Record]] = [:]
        for query in Set(columns.compactMap(\.change)) {
            before[query] = try context.tables.before(query)
        }
        self.before = before
        var teams: [String: [Cell: Record]] = [:]
        for query in Set(columns.compactMap(\.team)) {
            let all =
                try context.tables.scope.hasTasks
                ? [] : context.tables.records(query, ["by": .text("team")]).all
            teams[query] = Dictionary(
                all.map { ($0["organization_unit"], $0) }, uniquingKeysWith: { a, _ in a })
        }
        self.teams = teams
        isPolledOtherwise =
            try context.tables.previous().flatMap(context.tables.otherSpacing) != nil
    }

    private var language: Language { context.language }

    func write(_ html: inout HTMLWriter) throws {
        guard !rows.shown.isEmpty else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        let lead = language("Before: ", "Zuvor: ")
        if let line = try context.tables.comparison(context.words, lead: lead) {
            html.element("p", ["class": "intro"], text: line)
        }
        // Those who differ come first.
        let cards = rows.active.map(Card.init).map { card in
            var card = card
            card.others = columns.map { column in
                (
                    team: column.team.flatMap { teams[$0]?[card.record["organization_unit"]] },
                    before: column.change.flatMap { before[$0]?[card.record[rows.key ?? ""]] }
                )
            }
            (card.words, card.differences) = words(card)
            return card
        }.enumerated().sorted {
            ($1.element.differences, $0.offset) < ($0.element.differences, $1.offset)
        }.map(\.element)
        grid(cards.prefix(rows.shown.count), &html)
        guard !rows.folded.isEmpty else { return }
        let more = language(
            "\(rows.folded.count) more of \(cards.count)",
            "\(rows.folded.count) weitere von \(cards.count)")
        html.element("details", ["class": "fold more rest"]) { fold in
            fold.element("summary", text: more)
            grid(cards.dropFirst(rows.shown.count).prefix(rows.folded.count), &fold)
        }
        Unprinted(language: language).write(more, &html)
        rows.writeLeftOut(context, &html)
    }

    /// A row with what it is compared with.
    private struct Card {
        let record: Record
        /// By column: the same figure of the team, and of the previous period.
        var others: [(team: Record?, before: Record?)] = []
        var words = ""
        /// How many differences the words name.
        var differences = 0

        init(_ record: Record) {
            self.record = record
        }
    }

    private func grid(_ cards: some Sequence<Card>, _ html: inout HTMLWriter) {
        html.element("div", ["class": "scorecards"]) { grid in
            for card in cards { write(card, &grid) }
        }
    }

    private func write(_ one: Card, _ html: inout HTMLWriter) {
        let record = one.record
        let others = one.others
        let name = context.text(context.section.columns[0], record)
        let team = record.text("organization_unit")
        let hasTeam = others.contains { $0.team != nil }
        let hasBefore = others.contains { $0.before != nil }
        html.element("div", ["class": "card"]) { card in
            card.element("table") { table in
                table.element("caption") { caption in
                    caption.element("bdi", ["class": "who"], text: name)
                    if let team, !team.isEmpty { caption.element("bdi", text: team) }
                }
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("td") { _ in }
                        row.element(
                            "th", ["scope": "col", "class": "n"],
                            text: "Agent")
                        if hasTeam {
                            row.element("th", ["scope": "col", "class": "n"], text: "Team")
                        }
                        if hasBefore {
                            row.element(
                                "th", ["scope": "col", "class": "n"],
                                text: language("Before", "Zuvor"))
                        }
                    }
                }
                table.element("tbody") { body in
                    for (column, other) in zip(columns, others) {
                        body.element("tr") { row in
                            row.element("th", ["scope": "row"]) { context.title(column, &$0) }
                            row.element(
                                "td",
                                [
                                    "class": "n now",
                                    "data-figure": context.path(column, row: record),
                                    "data-value": record[column.name].plainText,
                                ], text: context.text(column, record))
                            if hasTeam { self.other(column, other.team, of: column.team, &row) }
                            if hasBefore {
                                self.other(column, other.before, of: column.change, &row)
                            }
                        }
                    }
                }
            }
            card.element(
                "p", ["class": "words"],
                text: context.words(one.words))
        }
        html.breakLine()
    }

    /// - Parameter query: the one that gives the figure; without one the cell is empty, since a dash
    ///   would say that there is no value.
    private func other(
        _ column: Column, _ record: Record?, of query: String?, _ row: inout HTMLWriter
    ) {
        let text = record.map { context.text(column, $0) } ?? Format.undefined
        row.openEnded("td", ["class": "n soft"], text: query == nil ? "" : text)
    }

    /// `Average talk time longer than in the team; occupancy and utilization higher than before.`
    /// and how many differences it names.
    private func words(_ card: Card) -> (text: String, differences: Int) {
        let record = card.record
        if (record.number("answered") ?? Verdict.minimumCalls) < Verdict.minimumCalls {
            return (
                language("Too few calls to compare.", "Zu wenige Anrufe für einen Vergleich."), 0
            )
        }
        var differences = 0
        var isCompared = false
        var parts: [(titles: [String], said: String)] = []
        for (column, other) in zip(columns, card.others) {
            let said = [
                (other.team, language(" than in the team", " als im Team")),
                (isPolledOtherwise ? nil : other.before, language(" than before", " als zuvor")),
            ].compactMap { reference, than -> String? in
                let difference = Difference(column, record, reference)
                if difference != .few { isCompared = true }
                return difference.word(column.format, language).map {
                    differences += 1
                    return $0 + than
                }
            }.joined(separator: and)
            guard !said.isEmpty else { continue }
            let title =
                parts.isEmpty ? column.plainTitle : language.inner(column.plainTitle)
            if parts.last?.said == said {
                parts[parts.count - 1].titles.append(title)
            } else {
                parts.append(([title], said))
            }
        }
        guard !parts.isEmpty else {
            let none =
                isCompared
                ? isPolledOtherwise
                    ? language(
                        "No clear difference from the team.", "Kein klarer Unterschied zum Team.")
                    : language("No clear difference.", "Kein klarer Unterschied.")
                : language("Nothing to compare with.", "Kein Vergleich möglich.")
            return (none, 0)
        }
        let text =
            parts.map { $0.titles.joined(separator: and) + " " + $0.said }
            .joined(separator: "; ") + "."
        return (text, differences)
    }

    private var and: String { language(" and ", " und ") }
}
