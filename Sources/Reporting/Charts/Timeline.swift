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
        .map { (name: $0.rows[0]["agent_name"].plainText, id: $0.id, rows: $0.rows) }
        .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        guard !agents.isEmpty else {
            html.element("p", ["class": "empty"], text: context.section.empty)
            return
        }
        if !context.section.draw.stack.isEmpty { Legend.states(context.section.draw.stack, &html) }
        if absent > 0 {
            html.element(
                "p", ["class": "intro"],
                text: absent == 1
                    ? "One agent who was offline or off duty all day is not shown."
                    : "\(absent) agents who were offline or off duty all day are not shown.")
        }
        let lanes = Lanes(axis: axis, title: context.section.title)
        lanes.write(&html) { list in
            for agent in agents {
                lanes.lane(agent.name, description: "states over the day", &list) { svg in
                    strip(agent.rows, axis, &svg)
                }
            }
        }
    }

    private static func isPresent(_ row: Record) -> Bool {
        !["offline", "off_duty", "unknown"].contains(row.text("state") ?? "unknown")
    }

    /// The hours in which anyone was on duty or at least not plainly absent.
    private func croppedAxis(_ records: Records) throws -> TimeAxis {
        let axis = try TimeAxis(context.tables)
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
                let x = axis.position(row.number("from_at") ?? 0) * 1000
                let width = axis.position(row.number("to_at") ?? 0) * 1000 - x
                guard width > 0 else { continue }
                shape +=
                    "M\(Coordinate.text(x)) 0h\(Coordinate.text(max(width, 0.1)))v10H"
                    + "\(Coordinate.text(x))z"
            }
            guard !shape.isEmpty else { continue }
            svg.element("path", ["class": StateStyle.name(state), "d": shape]) { path in
                path.element("title", text: state.split(separator: "_").joined(separator: " "))
            }
        }
    }
}
