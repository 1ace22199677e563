import CivilTime
import Collector
import JSONText
import LucsAPI
import LucsModel
import SQLite
import Warehouse

/// How often each service is polled, and which share of its calls that shows.
struct ServicePolling {
    struct Row {
        let id: EntityID
        let name: String
        /// Seconds from one poll to the next, on average.
        var spacing: Double?
        /// Tasks of the last week that ended.
        let calls: [Call]

        var requestsPerHour: Double? { spacing.map { 3600 / $0 } }

        /// The estimated share of calls that the polls of the last week showed with their outcome,
        /// 0 to 1. `nil` for fewer than 30 calls.
        ///
        /// Polls every δ show a call of the length d with the chance min(1, d/δ), so each call that
        /// was seen stands for 1 over its chance. Where many calls are shorter than the spacing, the
        /// estimate is too high: the length of those that no poll met is unknown.
        var seenShare: Double? {
            guard calls.count >= Self.fewestCalls else { return nil }
            return Double(calls.count) / calls.reduce(0) { $0 + max(1, $1.spacing / $1.seconds) }
        }

        private static let fewestCalls = 30
    }

    /// A call, as it could be seen.
    struct Call {
        /// For how long it could be seen as what it became, at least half a second.
        let seconds: Double
        /// The time between the polls around its end, in seconds.
        let spacing: Double
    }

    private(set) var rows: [Row] = []

    /// What the polls since the last gap were like.
    ///
    /// - Parameter now: shares are those of the tasks in the 7 days before.
    init(of warehouse: Warehouse, now: Timestamp) throws {
        let calls = try Self.calls(warehouse.connection, since: now - .seconds(7 * 86_400))
        try warehouse.connection.prepare(
            """
            SELECT e.id_text, l.name,
                (SELECT (c.to_at - c.from_at) / 1000.0 / nullif(c.polls - 1, 0)
                    FROM coverage AS c
                    WHERE c.resource = 2 AND c.service_key = e.service_key
                    ORDER BY c.from_at DESC LIMIT 1)
            FROM service_entity AS e JOIN service_version AS v USING (service_key)
            JOIN service_latest AS l USING (service_key)
            WHERE v.valid_to_at IS NULL ORDER BY l.name, e.service_key
            """
        ).forEach { row in
            let id = EntityID(try row.text(0) ?? "")
            var spacing: Double?
            if case .real(let seconds) = row[2], seconds > 0 { spacing = seconds }
            rows.append(
                Row(
                    id: id, name: try row.text(1) ?? id.description, spacing: spacing,
                    calls: calls[id] ?? []))
        }
    }

    private static func calls(
        _ connection: Connection, since: Timestamp
    ) throws -> [EntityID: [Call]] {
        var calls: [EntityID: [Call]] = [:]
        try connection.prepare(
            """
            SELECT e.id_text, t.ended_at - coalesce(t.connected_at, t.queue_started_at),
                t.ended_before_at - t.ended_after_at
            FROM task_fact AS t JOIN service_entity AS e USING (service_key)
            WHERE t.interval_at >= ? AND t.queue_started_at IS NOT NULL
                AND t.ended_at IS NOT NULL AND t.ended_before_at IS NOT NULL
                AND t.ended_after_at IS NOT NULL
            """
        ).forEach(.integer(since.milliseconds)) { row in
            let id = EntityID(try row.text(0) ?? "")
            calls[id, default: []].append(
                Call(
                    seconds: max(0.5, Double(try row.requiredInteger(1)) / 1000),
                    spacing: Double(try row.requiredInteger(2)) / 1000))
        }
        return calls
    }

    /// The same with the spacings that a loop with `--every auto` would have now.
    func planned(_ forecast: PollForecast) -> ServicePolling {
        var planned = self
        for index in rows.indices {
            planned.rows[index].spacing = forecast.spacings[rows[index].id]?.inSeconds
        }
        return planned
    }

    /// Requests an hour for the tasks of all services.
    var requestsPerHour: Int { Int(rows.compactMap(\.requestsPerHour).reduce(0, +).rounded()) }

    /// A heading and a line for each service.
    var text: String {
        guard !rows.isEmpty else { return "" }
        let width = max(7, rows.map { $0.name.onOneLine.count }.max() ?? 0)
        var lines = ["\(Help.padded("service", width))  poll every  polls/h  calls seen"]
        for row in rows {
            let spacing = row.spacing.map { "\(Self.short($0)) s" } ?? "–"
            let polls = row.requestsPerHour.map { "\(Int($0.rounded()))" } ?? "–"
            let seen = row.seenShare.map { "\(Self.short($0 * 100)) %" } ?? "–"
            lines.append(
                "\(Help.padded(row.name.onOneLine, width))  \(Self.right(spacing, 10))  "
                    + "\(Self.right(polls, 7))  \(Self.right(seen, 10))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    func write(_ name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in
            for row in rows {
                writer.object { writer in
                    writer.member("id", row.id.description)
                    writer.member("name", row.name)
                    writer.member("pollSeconds", row.spacing)
                    writer.member("pollsPerHour", row.requestsPerHour)
                    writer.member("seenShare", row.seenShare)
                }
            }
        }
    }

    /// With one decimal place, rounded down, so that only all calls are 100 %.
    private static func short(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded(.down))
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
