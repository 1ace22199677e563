/// How the columns of the queries are named and nested in `report.json`.
indirect enum FigureName: Sendable {
    case value(String, column: String)
    case group(String, [FigureName])

    /// The figures of a service, in `report.json`'s order.
    static let service: [FigureName] = [
        .value("offered", column: "offered"),
        .value("answered", column: "answered"),
        .value("abandoned", column: "abandoned"),
        .value("shortAbandoned", column: "short_abandoned"),
        .value("flowedOut", column: "flowed_out"),
        .value("open", column: "open"),
        .value("contacts", column: "contacts"),
        .value("answeredWithinThreshold", column: "answered_within_threshold"),
        .value("abandonedWithinThreshold", column: "abandoned_within_threshold"),
        .value("serviceLevel", column: "service_level"),
        .value("serviceLevelIgnoringAbandoned", column: "service_level_ignoring_abandoned"),
        .value("serviceLevelAbandonedAgainst", column: "service_level_abandoned_against"),
        .value("serviceLevelAbandonedFor", column: "service_level_abandoned_for"),
        .value("abandonRate", column: "abandon_rate"),
        .value("asaSeconds", column: "asa_seconds"),
        .value("longestWaitSeconds", column: "longest_wait_seconds"),
        .group("waitSeconds", spread("wait")),
        .group("abandonWaitSeconds", spread("abandon_wait")),
        .group(
            "handleSeconds",
            [
                .value("mean", column: "handle_mean_seconds"),
                .value("total", column: "handle_total_seconds"),
            ]),
        .group(
            "queueLength",
            [
                .value("mean", column: "queue_length_mean"),
                .value("max", column: "queue_length_max"),
            ]),
        .value("unconfirmed", column: "unconfirmed"),
        .value("offeredWhenClosed", column: "offered_closed"),
        .value("serviceLevelLow", column: "service_level_low"),
        .value("serviceLevelHigh", column: "service_level_high"),
        .value("abandonRateLow", column: "abandon_rate_low"),
        .value("abandonRateHigh", column: "abandon_rate_high"),
        .value("target", column: "target"),
    ]

    /// The callbacks of a service.
    static let callbacks: [FigureName] = [
        .value("promised", column: "promised"),
        .value("due", column: "due"),
        .value("made", column: "made"),
        .value("failed", column: "failed"),
        .value("open", column: "open"),
        .value("overdue", column: "overdue"),
        .value("retries", column: "retries"),
        .value("abandoned", column: "abandoned"),
        .value("abandonedWithCallback", column: "abandoned_with_callback"),
        .value("callbackShare", column: "callback_share"),
    ]

    static let unseenAbandoned: FigureName = .group(
        "abandoned",
        ["estimate", "low", "high"].map { .value($0, column: "unseen_abandoned_\($0)") })

    /// The time between the two polls around the end of a call.
    static let pollSeconds: FigureName = .group(
        "pollSeconds",
        ["low", "median", "high", "max"].map {
            .value($0, column: "call_spacing_\($0)_seconds")
        })

    /// The figures of an agent, in `report.json`'s order.
    static let agent: [FigureName] = [
        .value("answered", column: "answered"),
        .group(
            "handleSeconds",
            [
                .value("mean", column: "handle_mean_seconds"),
                .value("total", column: "handle_total_seconds"),
            ]),
        .group(
            "seconds",
            [
                .value("selectable", column: "selectable_seconds"),
                .value("working", column: "working_seconds"),
                .value("afterCallWork", column: "after_call_work_seconds"),
                .value("notReady", column: "not_ready_seconds"),
                .value("rona", column: "rona_seconds"),
                .value("offDuty", column: "off_duty_seconds"),
                .value("offline", column: "offline_seconds"),
                .value("unknown", column: "unknown_seconds"),
            ]),
        .value("dutySeconds", column: "duty_seconds"),
        .value("utilization", column: "utilization"),
        .value("occupancy", column: "occupancy"),
        .value("ronaCount", column: "rona_count"),
    ]

    static let coverage: [FigureName] = [
        .value("observedFraction", column: "observed_fraction"),
        .value("collectedFraction", column: "collected_fraction"),
        .value("polls", column: "polls"),
        .value("pollSecondsMedian", column: "poll_seconds_median"),
    ]

    /// The headline figures of the previous comparable period.
    static let previous = previousServices + previousAgents

    static let previousServices: [FigureName] = [
        .value("offered", column: "offered"),
        .value("answered", column: "answered"),
        .value("abandoned", column: "abandoned"),
        .value("serviceLevel", column: "service_level"),
        .value("abandonRate", column: "abandon_rate"),
        .value("asaSeconds", column: "asa_seconds"),
        .value("longestWaitSeconds", column: "longest_wait_seconds"),
    ]

    static let previousAgents: [FigureName] = [
        .value("utilization", column: "utilization"),
        .value("occupancy", column: "occupancy"),
    ]

    private static func spread(_ prefix: String) -> [FigureName] {
        ["mean", "median", "p90", "p95", "max"].map {
            .value($0, column: "\(prefix)_\($0)_seconds")
        }
    }

    /// The columns of these figures.
    static func columns(_ names: [FigureName]) -> [String] {
        names.flatMap { name in
            switch name {
            case .value(_, let column): [column]
            case .group(_, let members): columns(members)
            }
        }
    }

    /// Column to dotted path: `wait_mean_seconds` to `waitSeconds.mean`.
    static func paths(_ names: [FigureName], prefix: String = "") -> [String: String] {
        var paths: [String: String] = [:]
        for name in names {
            switch name {
            case .value(let key, let column): paths[column] = prefix + key
            case .group(let key, let members):
                paths.merge(Self.paths(members, prefix: "\(prefix)\(key).")) { first, _ in first }
            }
        }
        return paths
    }
}

/// Where a figure shown on the page stands in `report.json`.
struct FigurePaths: Sendable {
    private let service = FigureName.paths(FigureName.service + [unseen])
    private let agent = FigureName.paths(FigureName.agent)
    private let coverage = FigureName.paths(FigureName.coverage)

    private static let unseen = FigureName.group("unseen", [FigureName.unseenAbandoned])

    private let before = FigureName.paths(FigureName.previous)

    /// The figure of the previous comparable period.
    func previous(_ column: String) -> String? { before[column].map { "previous.totals.\($0)" } }

    /// `totals.offered`, `services.<id>.waitSeconds.p90`, `agents.<id>.occupancy`; `nil` for what
    /// `report.json` does not tell.
    func path(query: String, parameters: [String: Cell], column: String, row: Record) -> String? {
        switch query {
        case "service-figures"
        where parameters["grain"] == .text("period") && parameters["by"] == nil:
            guard let path = service[column] else { return nil }
            let id = row["service_id"]
            return id.isNull ? "totals.\(path)" : "services.\(id.plainText).\(path)"
        case "agent-figures":
            let id = row["agent_id"]
            guard let path = agent[column], !id.isNull else { return nil }
            return "agents.\(id.plainText).\(path)"
        case "coverage": return coverage[column].map { "coverage.\($0)" }
        default: return nil
        }
    }
}
