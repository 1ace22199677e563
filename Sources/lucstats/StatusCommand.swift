import CivilTime
import Foundation
import JSONText
import Queries
import Reporting
import SQLite
import Warehouse

let statusCommand = Command(
    name: "status",
    summary:
        "Show the last pass, the coverage of 24 hours, the warehouse and the polling interval.",
    options: [
        .warehouse, .config,
        Option(
            name: "format", short: "f", value: "F", help: "text (default) or json",
            values: .oneOf(["text", "json"])),
    ],
    run: { arguments in
        let format = arguments.value("format") ?? "text"
        guard ["text", "json"].contains(format) else {
            throw Failure(.usage, "--format takes text or json, not \(format).")
        }
        let warehouse = try Warehouse.reading(
            path: arguments.warehousePath(arguments.configuration()))
        let status = try CollectionStatus(of: warehouse, now: arguments.now)
        Terminal.result(format == "json" ? status.json : status.text)
    })

/// What an operator asks first: is data coming in, how completely, and where does it go?
struct CollectionStatus {
    private let path: String
    private let bytes: Int64
    private let calendar: LocalCalendar
    private let now: Timestamp
    private let oldest: Timestamp?
    private let last: LastPass?
    /// Of the 24 hours until now.
    private let coverage: Coverage
    private let services: ServicePolling

    private struct LastPass {
        var startedAt: Timestamp
        var requests: Int64
        /// `nil` if they were not polled, or could not be.
        var agents: Int64?
        var lacksStates: Bool
        var tasks: Int64
        var failures: Int64
    }

    private struct Coverage {
        var fraction: Double?
        var polls: Int64 = 0
        var spacing: Double?
        var failed: Int64 = 0
    }

    init(of warehouse: Warehouse, now: Timestamp) throws {
        path = warehouse.path
        bytes = warehouse.bytesOnDisk
        calendar = warehouse.calendar
        self.now = now
        var oldest: Timestamp?
        try warehouse.connection.prepare("SELECT min(started_at) FROM pass").forEach {
            oldest = try $0.integer(0).map(Timestamp.init(milliseconds:))
        }
        self.oldest = oldest
        last = try Self.lastPass(of: warehouse.connection)
        coverage = try Self.coverage(of: warehouse.connection, until: now)
        services = try ServicePolling(of: warehouse)
    }

    private static func lastPass(of connection: Connection) throws -> LastPass? {
        var last: LastPass?
        try connection.prepare(
            """
            SELECT started_at, requests, user_states, tasks, failures,
                EXISTS (SELECT 1 FROM pass_failure AS f
                    WHERE f.pass_key = pass.pass_key AND f.resource = 'user states')
            FROM pass ORDER BY started_at DESC LIMIT 1
            """
        ).forEach { row in
            last = LastPass(
                startedAt: Timestamp(milliseconds: try row.requiredInteger(0)),
                requests: try row.requiredInteger(1), agents: try row.integer(2),
                lacksStates: try row.requiredInteger(5) != 0, tasks: try row.requiredInteger(3),
                failures: try row.requiredInteger(4))
        }
        return last
    }

    private static func coverage(
        of connection: Connection, until now: Timestamp
    ) throws -> Coverage {
        let start = now + .seconds(-86_400)
        let table = try SQLiteTables(connection: connection, queries: Queries.all).table(
            query: "coverage",
            parameters: [
                "start_at": .integer(start.milliseconds), "end_at": .integer(now.milliseconds),
                "elapsed_at": .integer(now.milliseconds),
            ])
        var found = Coverage()
        for row in table.rows {
            for (name, cell) in zip(table.columns, row) {
                switch name {
                case "observed_fraction": found.fraction = cell.number
                case "polls": found.polls = Int64(cell.number ?? 0)
                case "poll_seconds_median": found.spacing = cell.number
                case "failed_polls": found.failed = Int64(cell.number ?? 0)
                default: break
                }
            }
        }
        return found
    }

    // MARK: For people

    var text: String {
        [
            ("last pass", lastPassText), ("last 24 h", coverageText), ("polling", spacingText),
            ("warehouse", warehouseText),
        ].map { "\(Help.padded($0, 9))  \($1)\n" }.joined() + servicesText
    }

    private var servicesText: String {
        services.rows.isEmpty
            ? ""
            : "\nPolls since the last gap (calls seen: estimate for the last 7 days):\n"
                + services.text
    }

    private var lastPassText: String {
        guard let last else { return "none yet. Run: lucstats collect" }
        let age = Self.age(now - last.startedAt)
        // A pass in which no agent states were due has none to report.
        let agents =
            last.agents.map { "\($0.counted("agent")), " }
            ?? (last.lacksStates ? "agent states missing, " : "")
        let failures = last.failures > 0 ? ", \(last.failures.counted("list")) incomplete" : ""
        return "\(local(last.startedAt)), \(age) ago: \(last.tasks.counted("task")), \(agents)"
            + "\(last.requests.counted("request"))\(failures)"
    }

    private var coverageText: String {
        guard let fraction = coverage.fraction, coverage.polls > 0 else {
            return "nothing collected"
        }
        let percent = Int64((fraction * 1000).rounded(.down))
        let failed = coverage.failed > 0 ? ", \(coverage.failed) of them incomplete" : ""
        return "\(percent / 10).\(percent % 10) % of the time observed in "
            + "\(coverage.polls.counted("pass", "passes"))\(failed)"
    }

    private var spacingText: String {
        guard let spacing = coverage.spacing else {
            return last != nil && coverage.polls == 0
                ? "no passes in the last 24 hours" : "not known yet: it takes two passes"
        }
        return "a pass every \(Duration.milliseconds(Int64(spacing * 1000)).handy), the median"
    }

    private var warehouseText: String {
        let since = oldest.map { ", data since \(calendar.date(at: $0))" } ?? ", empty"
        return "\(path), \(FreeSpace.text(bytes))\(since), time zone "
            + calendar.timeZone.identifier
    }

    private func local(_ instant: Timestamp) -> String {
        let text = instant.iso8601(offsetSeconds: calendar.offsetSeconds(at: instant))
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }

    private static func age(_ duration: Duration) -> String {
        duration < .zero ? "0 s" : duration.handy
    }

    // MARK: For machines

    var json: String {
        var writer = JSONWriter(indent: 2)
        writer.object { writer in
            writer.member("warehouse", path)
            writer.member("bytes", Int(bytes))
            writer.member("timeZone", calendar.timeZone.identifier)
            writer.member("oldest", oldest?.iso8601)
            writer.member("lastPass", last?.startedAt.iso8601)
            writer.member("lastPassAgeSeconds", last.map { (now - $0.startedAt).inSeconds })
            writer.member("lastPassFailures", last.map { Int($0.failures) })
            writer.member("observedFraction24h", coverage.fraction)
            writer.member("passes24h", Int(coverage.polls))
            writer.member("failedPasses24h", Int(coverage.failed))
            writer.member("pollSecondsMedian24h", coverage.spacing)
            services.write("services", to: &writer)
        }
        return writer.text + "\n"
    }
}

extension Duration {
    /// Rounded for people: `12 s`, `4 min`, `3 h`, `2 days`.
    fileprivate var handy: String {
        let seconds = inSeconds
        if seconds < 90 { return "\(Int64(seconds.rounded())) s" }
        if seconds < 5400 { return "\(Int64((seconds / 60).rounded())) min" }
        if seconds < 48 * 3600 { return "\(Int64((seconds / 3600).rounded())) h" }
        return Int64((seconds / 86_400).rounded()).counted("day")
    }
}
