internal import Statistics

/// How many agents each service would have needed in each interval for its target service level,
/// by Erlang C, beside those present.
///
/// The handle time is the service's mean over the period, and the after-call work of all agents
/// by answered task on top, since both keep an agent busy. Present are the agents on duty who
/// answered tasks of the service on that day: one who serves two services is present in both.
struct ServiceStaffing {
    static let columns = [
        "service_id", "service_name", "start", "start_at", "end_at", "offered", "load_erlang",
        "needed_agents", "present_agents", "service_level", "target",
    ]

    let table: Table

    private struct Key: Hashable {
        let service: Cell
        let start: Cell
    }

    init(from source: any TableSource, parameters: [String: Cell]) throws {
        func records(_ query: String, grain: String?) throws -> Records {
            var parameters = parameters
            parameters["grain"] = grain.map(Cell.text)
            return try Records(source.table(query: query, parameters: parameters), query: query)
        }
        let periods = try records("service-figures", grain: "period")
        let intervals = try records("service-figures", grain: "interval")
        let agents = try records("agent-figures", grain: nil)
        let presence = try records("service-presence", grain: nil)
        let afterCall = Self.afterCallSeconds(agents, answered: periods.total?.number("answered"))
        let handle = Dictionary(
            periods.each.map { ($0["service_id"], $0.number("handle_mean_seconds")) },
            uniquingKeysWith: { first, _ in first })
        let present = Dictionary(
            presence.all.map { row in
                (
                    Key(service: row["service_id"], start: row["start_at"]),
                    row.number("present_agents")
                )
            }, uniquingKeysWith: { first, _ in first })
        var rows: [[Cell]] = []
        for row in intervals.each {
            guard let offered = row.number("offered"), offered > 0,
                let talk = handle[row["service_id"]] ?? nil, talk > 0,
                let threshold = row.number("threshold_seconds"),
                let target = row.number("target"), target > 0, target < 1,
                let start = row.number("start_at"), let end = row.number("end_at"), end > start
            else { continue }
            let queue = ErlangC(
                arrivalRate: offered / ((end - start) / 1000), handleSeconds: talk + afterCall)
            // The model takes as many steps as it needs agents.
            guard queue.load < 100_000 else { continue }
            let key = Key(service: row["service_id"], start: row["start_at"])
            rows.append([
                row["service_id"], row["service_name"], row["start"], row["start_at"],
                row["end_at"], row["offered"], .real(queue.load),
                .integer(Int64(queue.agentsNeeded(target: target, within: threshold))),
                .real((present[key] ?? nil) ?? 0), row["service_level"], row["target"],
            ])
        }
        table = Table(columns: Self.columns, rows: rows)
    }

    private static func afterCallSeconds(_ agents: Records, answered: Double?) -> Double {
        guard let seconds = agents.total?.number("after_call_work_seconds"), let answered,
            answered > 0
        else { return 0 }
        return seconds / answered
    }
}
