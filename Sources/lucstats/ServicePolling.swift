import CivilTime
import Collector
import JSONText
import LucsModel
import Queries
import Reporting
import SQLite
import Warehouse

/// How often each service is polled, and which share of its calls that shows.
struct ServicePolling {
    struct Row {
        let id: EntityID
        let name: String
        /// Seconds from one poll to the next, on average.
        var spacing: Double?
        /// The share of calls that the polls of the last week showed with their outcome, 0 to 1: an
        /// upper bound. `nil` if too few calls are known.
        var seenShare: Double?

        var requestsPerHour: Double? { spacing.map { 3600 / $0 } }
    }

    private(set) var rows: [Row] = []

    private static let week = Duration.seconds(7 * 86_400)
    /// Fewer calls give no share.
    private static let fewestCalls: Int64 = 30

    /// The polls of the services that LUCS has, since the last gap; shares are those of the calls in
    /// the 7 days before the last pass.
    init(of warehouse: Warehouse) throws {
        guard let last = try warehouse.lastPassAt() else { return }
        let end = last + .milliseconds(1)
        let start = end - Self.week
        let present = Set(try warehouse.presentServices())
        let table = try SQLiteTables(connection: warehouse.connection, queries: Queries.all).table(
            query: "polling",
            parameters: [
                "start_at": .integer(start.milliseconds), "end_at": .integer(end.milliseconds),
            ])
        let places = Dictionary(
            table.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for row in table.rows {
            func cell(_ column: String) -> Cell { places[column].map { row[$0] } ?? .null }
            let id = EntityID(cell("service_id").plainText)
            guard !cell("service_id").isNull, present.contains(id) else { continue }
            let name = cell("service_name")
            rows.append(
                Row(
                    id: id, name: name.isNull ? id.description : name.plainText,
                    spacing: cell("poll_seconds").number, seenShare: cell("seen_share").number))
        }
    }

    /// The same with the spacings that a loop with `--every auto` would have now.
    func planned(_ forecast: PollForecast) -> ServicePolling {
        var planned = self
        for index in rows.indices {
            planned.rows[index].spacing = forecast.spacings[rows[index].id]?.inSeconds
        }
        return planned
    }

    /// The same with one spacing for all services, and the share of the calls of the 7 days before the
    /// last pass that polls so far apart would show.
    func every(_ spacing: Duration, in warehouse: Warehouse) throws -> ServicePolling {
        var planned = self
        for index in rows.indices {
            planned.rows[index].spacing = spacing.inSeconds
            planned.rows[index].seenShare = nil
        }
        guard let last = try warehouse.lastPassAt() else { return planned }
        let end = last + .milliseconds(1)
        // A call stands for those of the same length that were missed, as in task_spacing.
        let statement = try warehouse.connection.prepare(
            """
            SELECT e.id_text, count(*), sum(max(1.0, t.poll_ms / t.ms)),
                sum(max(1.0, t.poll_ms / t.ms) * min(1.0, t.ms / :spacing))
            FROM (SELECT service_key, interval_at,
                    (ended_before_at - ended_after_at) * 1.0 AS poll_ms,
                    max(500, ended_at - coalesce(connected_at, queue_started_at)) * 1.0 AS ms
                FROM task_fact
                WHERE queue_started_at IS NOT NULL AND flowed_out_at IS NULL
                    AND ended_at > ended_after_at AND ended_before_at > ended_after_at) AS t
            JOIN service_entity AS e ON e.service_key = t.service_key
            WHERE t.interval_at >= :start AND t.interval_at < :end
            GROUP BY t.service_key
            """)
        try statement.bind([
            "spacing": .real(spacing.inSeconds * 1000),
            "start": .integer((end - Self.week).milliseconds), "end": .integer(end.milliseconds),
        ])
        try statement.forEach { row in
            guard try row.requiredInteger(1) >= Self.fewestCalls,
                case .text(let id) = row[0], case .real(let calls) = row[2],
                case .real(let seen) = row[3], calls > 0,
                let index = rows.firstIndex(where: { $0.id == EntityID(id) })
            else { return }
            planned.rows[index].seenShare = seen / calls
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
