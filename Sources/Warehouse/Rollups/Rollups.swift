import CivilTime
import SQLite

/// Whose facts a rollup sums up, by the key that stands for it in `open_interval` and `open_day`.
enum RollupSubject: Hashable {
    case service(Int64)
    case allServices
    case agents

    var key: Int64 {
        switch self {
        case .service(let key): key
        case .allServices: 0
        case .agents: -1
        }
    }
}

/// Keeps the rollups equal to the facts.
///
/// An interval is either stored in `rollup_…`, or listed in `open_interval` and then summed up when
/// read. Whoever changes a fact calls ``invalidate(_:from:through:)`` in the same transaction,
/// ``refresh(now:maxGap:)`` stores what no longer changes as time goes on.
struct Rollups {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Invalidate

    /// Opens the intervals of a subject that overlap a span, and their local dates. Does nothing
    /// where they are open already.
    ///
    /// - Parameters: both in epoch milliseconds, `last` included.
    func invalidate(_ subject: RollupSubject, from first: Int64, through last: Int64) throws {
        let span: [String: Value] = [
            "subject": .integer(subject.key), "first": .integer(first), "last": .integer(last),
        ]
        guard try run(Self.openIntervals, span) > 0 else { return }
        let table = subject == .agents ? "agent" : "service"
        let deletion = subject == .agents ? Self.deleteAgentIntervals : Self.deleteServiceIntervals
        _ = try run("DELETE FROM rollup_\(table)_interval WHERE \(deletion)", span)
        guard try run(Self.openDays, span) > 0 else { return }
        for rollup in Rollup.days where rollup.isOfAgents == (subject == .agents) {
            _ = try run(
                "DELETE FROM rollup_\(rollup.name) WHERE "
                    + (rollup.isOfAgents ? Self.deleteAgentDays : Self.deleteServiceDays), span)
        }
    }

    /// The intervals of the calendar that overlap the span; none is longer than an hour.
    private static let overlapping = """
        start_at > :first - 3600000 AND end_at > :first AND start_at <= :last
        """
    private static let openIntervals = """
        INSERT OR IGNORE INTO open_interval (service_key, interval_at)
        SELECT :subject, start_at FROM calendar WHERE \(overlapping)
        """
    private static let openDays = """
        INSERT OR IGNORE INTO open_day (service_key, day_start_at)
        SELECT DISTINCT :subject, day_start_at FROM calendar WHERE \(overlapping)
        """
    private static let deleteServiceIntervals = """
        (interval_at, service_key) IN (SELECT start_at, :subject FROM calendar
            WHERE \(overlapping))
        """
    private static let deleteAgentIntervals = """
        interval_at IN (SELECT start_at FROM calendar WHERE \(overlapping))
        """
    private static let deleteServiceDays = """
        (day_start_at, service_key) IN (SELECT day_start_at, :subject FROM calendar
            WHERE \(overlapping))
        """
    private static let deleteAgentDays = """
        day_start_at IN (SELECT day_start_at FROM calendar WHERE \(overlapping))
        """

    // MARK: Refresh

    /// Stores the rollups of the intervals and dates that are over: the polls of their service
    /// reach to their end, and none of their tasks still waits.
    ///
    /// - Parameters:
    ///   - now: the time of the pass.
    ///   - maxGap: polls that came to an end longer ago no longer reach further.
    func refresh(now: Timestamp, maxGap: Duration) throws {
        let rules: [String: Value] = [
            "now": .integer(now.milliseconds), "gap": .integer(maxGap.wholeMilliseconds),
        ]
        var final = 0
        for condition in [Self.finalServices, Self.finalTotals, Self.finalAgents] {
            final += try run("UPDATE open_interval AS o SET is_final = 1 WHERE \(condition)", rules)
        }
        if final > 0 {
            for rollup in Rollup.intervals { try store(rollup) }
            _ = try run("DELETE FROM open_interval WHERE is_final = 1")
        }
        guard try run(Self.finalDays, ["now": .integer(now.milliseconds)]) > 0 else { return }
        for rollup in Rollup.days { try store(rollup) }
        _ = try run("DELETE FROM open_day WHERE is_final = 1")
    }

    private static let end = "(SELECT end_at FROM calendar WHERE start_at = o.interval_at)"

    /// How far the polls of a resource reach, or may still reach.
    private static func reach(_ resource: CoveredResource, _ service: String) -> String {
        """
        coalesce((SELECT iif(max(to_at) < :now - :gap, :now, max(to_at)) FROM coverage
            WHERE resource = \(resource.rawValue) AND service_key = \(service)), :now)
        """
    }

    private static let finalServices = """
        o.service_key > 0 AND \(end) <= \(reach(.tasks, "o.service_key"))
            AND NOT EXISTS (SELECT 1 FROM task_fact AS t WHERE t.service_key = o.service_key
                AND t.interval_at = o.interval_at AND t.ended_at IS NULL
                AND t.connected_at IS NULL AND t.queue_started_at IS NOT NULL)
        """
    private static let finalTotals = """
        o.service_key = 0 AND \(end) <= :now AND NOT EXISTS (SELECT 1 FROM open_interval AS s
            WHERE s.interval_at = o.interval_at AND s.service_key > 0 AND s.is_final = 0)
        """
    private static let finalAgents = """
        o.service_key = -1 AND \(end) <= \(reach(.userStates, "0"))
        """
    private static let finalDays = """
        UPDATE open_day AS o SET is_final = 1
        WHERE (SELECT day_end_at FROM calendar WHERE start_at = o.day_start_at) <= :now
            AND NOT EXISTS (SELECT 1 FROM calendar AS c
                CROSS JOIN open_interval AS i ON i.service_key = o.service_key
                    AND i.interval_at = c.start_at
                WHERE c.start_at >= o.day_start_at
                    AND c.start_at < (SELECT day_end_at FROM calendar
                        WHERE start_at = o.day_start_at))
        """

    private func store(_ rollup: Rollup) throws {
        let columns = try rollup.columns(in: connection)
        let table = rollup.isOfDays ? "open_day" : "open_interval"
        let time = rollup.isOfDays ? "day_start_at" : "interval_at"
        let subject = rollup.isOfAgents ? "-1" : "r.service_key"
        _ = try run(
            """
            INSERT INTO rollup_\(rollup.name) (\(columns.joined(separator: ", ")))
            SELECT \(columns.map { "r.\($0)" }.joined(separator: ", "))
            FROM open_\(rollup.name) AS r
            JOIN \(table) AS o ON o.service_key = \(subject) AND o.\(time) = r.\(time)
            WHERE o.is_final = 1
            """)
    }

    /// - Returns: the number of rows changed.
    private func run(_ sql: String, _ values: [String: Value] = [:]) throws -> Int {
        let statement = try connection.cached(sql)
        if !values.isEmpty { try statement.bind(values) }
        try statement.run()
        return Int(connection.changes)
    }
}
