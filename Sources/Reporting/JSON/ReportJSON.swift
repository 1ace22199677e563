internal import JSONText

/// Writes `report.json`, whose form is a published contract (see `report.schema.json`).
struct ReportJSON {
    let tables: TableCache
    private var writer = JSONWriter(indent: 1)

    init(tables: TableCache) {
        self.tables = tables
    }

    static let schemaVersion = 2

    mutating func write() throws -> [UInt8] {
        let figures = try tables.records("service-figures", ["grain": .text("period")])
        let buckets = try tables.records(
            "service-figures", ["grain": .text(tables.facts.bucketGrain)])
        let required = ["service_id", "service_name"] + FigureName.columns(FigureName.service)
        try figures.require(required)
        try buckets.require(required + ["start", "start_at"])
        let bucketsByService = Dictionary(grouping: buckets.all) { $0["service_id"] }
            .mapValues { $0.sorted { order($0["start_at"], $1["start_at"]) } }

        try writer.object { writer in
            writer.member("schemaVersion", Self.schemaVersion)
            writer.key("period")
            Self.period(tables.facts, &writer)
            writer.key("coverage")
            try Self.coverage(tables, &writer)
            writer.key("totals")
            Self.service(figures.total, intervals: bucketsByService[.null] ?? [], &writer)
            writer.key("previous")
            try Self.previous(tables, &writer)
            writer.key("services")
            writer.array { writer in
                for row in figures.each {
                    let intervals = bucketsByService[row["service_id"]] ?? []
                    Self.service(row, intervals: intervals, &writer)
                }
            }
            writer.key("agents")
            try Self.agents(tables, &writer)
            try Self.channels(tables, &writer)
            try Self.callbacks(tables, &writer)
        }
        return writer.takeBytes() + [0x0A]
    }

    private func order(_ a: Cell, _ b: Cell) -> Bool { (a.number ?? 0) < (b.number ?? 0) }

    private static func period(_ facts: PeriodFacts, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("start", facts.start)
            writer.member("end", facts.end)
            writer.member("timeZone", facts.timeZone)
            writer.member("intervalSeconds", facts.bucketSeconds)
        }
    }

    private static func coverage(_ tables: TableCache, _ writer: inout JSONWriter) throws {
        let coverage = try tables.records("coverage")
        try coverage.require(FigureName.columns(FigureName.coverage))
        let gaps = try tables.records("coverage-gaps")
        try gaps.require(["start", "end", "start_at", "end_at"])
        writer.object { writer in
            values(FigureName.coverage, of: coverage.all.first, &writer)
            writer.key("gaps")
            writer.array { writer in
                for gap in Gap.joined(Gap.distinct(gaps)) {
                    writer.object { writer in
                        writer.member("start", gap.start)
                        writer.member("end", gap.end)
                    }
                }
            }
        }
    }

    /// The previous comparable period; its figures only where enough of it was observed.
    private static func previous(_ tables: TableCache, _ writer: inout JSONWriter) throws {
        guard let change = try tables.previous() else { return writer.null() }
        writer.object { writer in
            writer.member("start", change.start)
            writer.member("end", change.end)
            value("observedFraction", change.observedFraction, &writer)
            writer.key("totals")
            if change.isComparable {
                writer.object { totals in
                    values(FigureName.previousServices, of: change.services, &totals)
                    values(FigureName.previousAgents, of: change.agents, &totals)
                }
            } else {
                writer.null()
            }
        }
    }

    private static func service(
        _ row: Record?, intervals: [Record], _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            value("id", row?["service_id"], &writer)
            value("name", row?["service_name"], &writer)
            value("organizationUnit", row?["organization_unit"], &writer)
            value("thresholdSeconds", row?["threshold_seconds"], &writer)
            serviceFigures(row, &writer)
            writer.key("intervals")
            writer.array { writer in
                for interval in intervals {
                    writer.object { writer in
                        value("start", interval["start"], &writer)
                        serviceFigures(interval, &writer)
                    }
                }
            }
        }
    }

    /// The figures of each channel, where there is more than one.
    private static func channels(_ tables: TableCache, _ writer: inout JSONWriter) throws {
        let channels = try tables.records(
            "service-figures", ["grain": .text("period"), "by": .text("channel")])
        guard channels.all.count > 1 else { return }
        writer.key("channels")
        writer.array { writer in
            for row in channels.all {
                writer.object { writer in
                    value("channel", row["service_name"], &writer)
                    serviceFigures(row, &writer)
                }
            }
        }
    }

    /// The callbacks of each service, where they are collected and nothing is filtered.
    private static func callbacks(_ tables: TableCache, _ writer: inout JSONWriter) throws {
        guard tables.scope.isEverything else { return }
        let callbacks = try tables.records("callbacks").all
        guard !callbacks.isEmpty else { return }
        writer.key("callbacks")
        writer.array { writer in
            for row in callbacks {
                writer.object { writer in
                    value("id", row["service_id"], &writer)
                    value("name", row["service_name"], &writer)
                    values(FigureName.callbacks, of: row, &writer)
                }
            }
        }
    }

    private static func serviceFigures(_ row: Record?, _ writer: inout JSONWriter) {
        values(FigureName.service, of: row, &writer)
        if isKnown(FigureName.pollSeconds, row) {
            values([FigureName.pollSeconds], of: row, &writer)
            // A call that is shorter than the time between two polls may have been missed.
            writer.member(
                "shortAbandonedIsAtLeast", (row?.number("call_spacing_max_seconds") ?? 0) > 0)
        }
        writer.key("unseen")
        guard isKnown(FigureName.unseenAbandoned, row) else { return writer.null() }
        writer.object { writer in
            // Unseen answered tasks are too few beside those seen for any estimate of them to hold.
            writer.key("answered")
            writer.null()
            values([FigureName.unseenAbandoned], of: row, &writer)
        }
    }

    /// Whether any of the figure's columns has a value.
    private static func isKnown(_ figure: FigureName, _ row: Record?) -> Bool {
        guard let row else { return false }
        return FigureName.columns([figure]).contains { !row[$0].isNull }
    }

    private static func agents(_ tables: TableCache, _ writer: inout JSONWriter) throws {
        let agents = try tables.records("agent-figures")
        try agents.require(["agent_id", "agent_name"] + FigureName.columns(FigureName.agent))
        let reasons = try tables.records("agent-not-ready-reasons")
        try reasons.require(["agent_id", "reason", "seconds"])
        let reasonsByAgent = Dictionary(grouping: reasons.all) { $0["agent_id"] }
        writer.array { writer in
            for row in agents.each {
                writer.object { writer in
                    value("id", row["agent_id"], &writer)
                    value("name", row["agent_name"], &writer)
                    value("organizationUnit", row["organization_unit"], &writer)
                    values(FigureName.agent, of: row, &writer)
                    writer.key("notReadySecondsByReason")
                    let rows = reasonsByAgent[row["agent_id"]] ?? []
                    let seconds = Dictionary(
                        rows.map { ($0.text("reason") ?? "", $0["seconds"]) },
                        uniquingKeysWith: { first, _ in first })
                    writer.object { writer in
                        for (reason, seconds) in seconds.sorted(by: { $0.key < $1.key }) {
                            value(reason, seconds, &writer)
                        }
                    }
                }
            }
        }
    }

    private static func values(
        _ names: [FigureName], of row: Record?, _ writer: inout JSONWriter
    ) {
        for name in names {
            switch name {
            case .value(let key, let column): value(key, row?[column], &writer)
            case .group(let key, let members):
                writer.key(key)
                writer.object { writer in values(members, of: row, &writer) }
            }
        }
    }

    private static func value(_ key: String, _ cell: Cell?, _ writer: inout JSONWriter) {
        writer.key(key)
        switch cell {
        case .integer(let value)?: writer.integer(value)
        case .real(let value)?: writer.number(value)
        case .text(let value)?: writer.string(value)
        case .null?, nil: writer.null()
        }
    }
}
