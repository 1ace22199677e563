internal import CivilTime

/// One lane an agent, coloured by state.
struct Timeline {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        let records = try context.records()
        try context.require(
            ["agent_id", "agent_name", "state", "from_at", "to_at"], in: records)
        let axis = try croppedAxis(records)
        let byAgent = Dictionary(grouping: records.each) { $0["agent_id"] }
        let absent = byAgent.values.count { !$0.contains(where: Self.isPresent) }
        let agents = byAgent.filter { $0.value.contains(where: Self.isPresent) }.map {
            (id: $0.key.plainText, rows: $0.value)
        }
        .map { agent in
            let row = agent.rows[0]
            let name = context.tables.told(row["agent_name"].plainText, of: row["agent_id"])
            return (name: name, id: agent.id, rows: agent.rows)
        }
        .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        let limit = context.section.draw.limit ?? agents.count
        let room = limit + (context.section.draw.more ?? 0)
        let isCut = agents.count > room
        let shown = isCut ? furthestAway(agents, room) : agents
        guard !agents.isEmpty else {
            html.element("p", ["class": "empty"], text: context.empty)
            return
        }
        if !context.section.draw.stack.isEmpty { Legend.states(context.section.draw.stack, &html) }
        if absent > 0 {
            html.element(
                "p", ["class": "intro"],
                text: language(
                    "\(absent) \(absent == 1 ? "agent" : "agents") not on duty.",
                    "\(absent) \(absent == 1 ? "Agent" : "Agents") nicht im Dienst."))
        }
        if isCut {
            html.element(
                "p", ["class": "intro"],
                text: language(
                    "Of \(agents.count) agents, the \(shown.count) who were not ready for longest.",
                    "Von \(agents.count) Agents die \(shown.count), die am längsten nicht bereit "
                        + "waren."))
        }
        write(shown.prefix(limit), axis, &html)
        guard shown.count > limit else { return }
        html.element("details", ["class": "more rest"]) { fold in
            let count = shown.count - limit
            fold.element(
                "summary",
                text: language(
                    "\(count) more of \(agents.count)", "\(count) weitere von \(agents.count)"))
            write(shown.dropFirst(limit), axis, &fold)
        }
    }

    private typealias Agent = (name: String, id: String, rows: [Record])

    private func write(
        _ agents: some Sequence<Agent>, _ axis: TimeAxis, _ html: inout HTMLWriter
    ) {
        let lanes = Lanes(axis: axis, title: context.section.title, language: language)
        lanes.write(&html) { list in
            for agent in agents {
                lanes.lane(agent.name, description: summary(agent.rows), &list) { svg in
                    strip(agent.rows, axis, &svg)
                }
            }
        }
    }

    /// Those who were on duty for longest without being ready for calls or handling them, the
    /// longest first.
    private func furthestAway(_ agents: [Agent], _ count: Int) -> [Agent] {
        agents.map { agent in
            let away = agent.rows.filter { ["not_ready", "rona"].contains($0.text("state")) }
            return (agent, away.reduce(0) { $0 + Self.length($1) })
        }.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .prefix(count).map(\.element.0)
    }

    private static func length(_ row: Record) -> Double {
        (row.number("to_at") ?? 0) - (row.number("from_at") ?? 0)
    }

    private var language: Language { context.language }

    /// The text alternative: from when to when, and how long in which state.
    private func summary(_ rows: [Record]) -> String {
        let present = rows.filter(Self.isPresent)
        let spans = Dictionary(grouping: rows) { $0.text("state") ?? "unknown" }
            .mapValues { $0.reduce(0) { $0 + Self.length($1) } }
        let parts = StateStyle.known.prefix(5).compactMap { state -> String? in
            guard let span = spans[state], span > 0 else { return nil }
            let length = Format.duration.text(span / 1000, in: language)
            return "\(context.words(language.word(state))) \(length)"
        }
        return "\(present.count) \(language("changes", "Wechsel")): "
            + parts.joined(separator: ", ")
    }

    private static func isPresent(_ row: Record) -> Bool {
        !["offline", "off_duty", "unknown"].contains(row.text("state") ?? "unknown")
    }

    /// The hours in which anyone was on duty or at least not plainly absent.
    private func croppedAxis(_ records: Records) throws -> TimeAxis {
        let axis = try TimeAxis(context.tables, language)
        let present = records.all.filter(Self.isPresent)
        return axis.cropped(
            toHoursFrom: present.compactMap { $0.number("from_at") }.min(),
            to: present.compactMap { $0.number("to_at") }.max(),
            days: context.tables.facts.period.days)
    }

    /// One path a state: hundreds of agents must stay a page that opens at once.
    private func strip(_ rows: [Record], _ axis: TimeAxis, _ svg: inout HTMLWriter) {
        let byState = Dictionary(grouping: rows) { $0.text("state") ?? "unknown" }
        for state in StateStyle.known {
            var shape = ""
            for row in byState[state] ?? [] {
                let x = axis.position(row.number("from_at") ?? 0) * 2000
                let width = axis.position(row.number("to_at") ?? 0) * 2000 - x
                guard width > 0 else { continue }
                shape +=
                    "M\(Coordinate.whole(x)) 0H\(Coordinate.whole(max(x + width, x + 1)))V9H"
                    + Coordinate.whole(x)
            }
            guard !shape.isEmpty else { continue }
            svg.element(
                "path",
                [
                    "class": StateStyle.name(state), "d": shape,
                    "data-tip": context.words(language.word(state)),
                ]
            ) { _ in }
        }
    }
}
