import CivilTime
import SQLite

/// Keeps the tables `subject` and `subject_member`: which selections of tasks rollups are kept of.
struct Subjects {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Makes all subjects anew from the directory and the tasks, without any rollups.
    func rebuild() throws {
        try connection.execute("DELETE FROM subject; DELETE FROM subject_member;")
        try connection.execute(Self.addUnits)
        var channels: [Int64] = []
        try connection.prepare("SELECT DISTINCT channel_key FROM task_outcome ORDER BY channel_key")
            .forEach { channels.append(try $0.requiredInteger(0)) }
        for channel in channels { try add(channel: channel) }
        try writeMembers()
    }

    /// Adds units and channels that came, and takes over which services belong where.
    ///
    /// - Parameters:
    ///   - channels: those of the tasks that were written.
    ///   - directoryChanged: whether names or units of services may have changed.
    ///   - now: the time of the pass; rollups change until then.
    func update(
        channels: Set<Int64>, directoryChanged: Bool, through now: Timestamp, _ rollups: Rollups
    ) throws {
        let new = channels.subtracting(try knownChannels()).sorted()
        guard try directoryChanged || !new.isEmpty || lacksServices() else { return }
        try connection.execute(Self.addUnits)
        for channel in new { try add(channel: channel) }
        let moved = try movedMembers()
        try writeMembers()
        for channel in new { try addPast(of: channel) }
        guard !moved.isEmpty else { return }
        try rollups.invalidate(
            moved.map {
                TouchedSpan(subject: .subject($0.subject), first: $0.from, last: now.milliseconds)
            })
    }

    private func knownChannels() throws -> Set<Int64> {
        var known: Set<Int64> = []
        try connection.cached("SELECT channel_key FROM subject WHERE channel_key IS NOT NULL")
            .forEach { known.insert(try $0.requiredInteger(0)) }
        return known
    }

    private func lacksServices() throws -> Bool {
        try connection.cached(
            """
            SELECT EXISTS (SELECT service_key FROM service_entity
                EXCEPT SELECT service_key FROM subject_member WHERE subject_key = 0)
            """
        ).scalar() == .integer(1)
    }

    private static let nextKey = "min(-1, coalesce((SELECT min(subject_key) FROM subject), -1)) - 1"

    private static let addUnits = """
        INSERT INTO subject (subject_key, organization_unit)
        SELECT \(nextKey) + 1 - row_number() OVER (ORDER BY organization_unit), organization_unit
        FROM (SELECT DISTINCT organization_unit FROM service_version
            WHERE organization_unit IS NOT NULL AND organization_unit NOT IN
                (SELECT organization_unit FROM subject WHERE organization_unit IS NOT NULL))
        """

    private func add(channel: Int64) throws {
        try connection.cached(
            "INSERT INTO subject (subject_key, channel_key) VALUES (\(Self.nextKey), ?)"
        ).run(.integer(channel))
    }

    private func writeMembers() throws {
        try connection.execute(
            """
            DELETE FROM subject_member;
            INSERT INTO subject_member (subject_key, service_key, from_at, to_at, channel_key)
            SELECT subject_key, service_key, from_at, to_at, channel_key FROM subject_scope;
            """)
    }

    /// Subjects that lose or win a service that was polled already, and the first instant that
    /// this concerns. A channel has no tasks before it came.
    private func movedMembers() throws -> [(subject: Int64, from: Int64)] {
        let columns = "subject_key, service_key, from_at, to_at"
        var moved: [(subject: Int64, from: Int64)] = []
        let isFirst = try connection.cached("SELECT NOT EXISTS (SELECT 1 FROM subject_member)")
        if try isFirst.scalar() == .integer(1) { return moved }
        try connection.cached(
            """
            WITH
            old AS (SELECT \(columns) FROM subject_member WHERE channel_key IS NULL),
            new AS (SELECT \(columns) FROM subject_scope WHERE channel_key IS NULL),
            -- What only one of the two has. Both are spans of one service in one subject.
            changed AS (
                SELECT \(columns) FROM (SELECT \(columns) FROM old EXCEPT SELECT \(columns) FROM new)
                UNION ALL
                SELECT \(columns) FROM (SELECT \(columns) FROM new EXCEPT SELECT \(columns) FROM old)
            ),
            -- They differ from where the one or the other begins or ends first.
            edge AS (
                SELECT subject_key, service_key, from_at AS at FROM changed
                UNION ALL SELECT subject_key, service_key, to_at FROM changed
            )
            SELECT e.subject_key, min(max(e.at, r.from_at)) FROM edge AS e
            JOIN (SELECT service_key, min(from_at) AS from_at, max(to_at) AS to_at FROM coverage
                WHERE resource = 2 GROUP BY service_key) AS r ON r.service_key = e.service_key
            WHERE e.at < 9223372036854775807 AND (SELECT count(*) FROM edge AS o
                WHERE o.subject_key = e.subject_key AND o.service_key = e.service_key
                    AND o.at = e.at) % 2 = 1
            GROUP BY e.subject_key
            """
        ).forEach { moved.append((try $0.requiredInteger(0), try $0.requiredInteger(1))) }
        return moved
    }

    /// Until a channel came, none of its tasks was in a queue that was observed.
    private func addPast(of channel: Int64) throws {
        for (table, time) in [("open_interval", "interval_at"), ("open_day", "day_start_at")] {
            try connection.cached(
                """
                INSERT OR IGNORE INTO \(table) (subject_key, \(time))
                SELECT s.subject_key, o.\(time) FROM \(table) AS o
                JOIN subject AS s ON s.channel_key = ? WHERE o.subject_key = 0
                """
            ).run(.integer(channel))
        }
        for rollup in [Rollup.intervals[0], Rollup.days[0]] {
            let columns = try rollup.columns(in: connection)
            let values = columns.map { column in
                switch column {
                case "subject_key":
                    "(SELECT subject_key FROM subject WHERE channel_key = :channel)"
                case "interval_at", "day_start_at", "observed_ms", "observed_closed_ms": column
                case "queue_max": "iif(observed_ms > 0, 0, NULL)"
                case let name where Self.undefined(name): "NULL"
                default: "0"
                }
            }
            let statement = try connection.cached(
                """
                INSERT INTO rollup_\(rollup.name) (\(columns.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM rollup_\(rollup.name)
                WHERE subject_key = 0
                """)
            try statement.bind(["channel": .integer(channel)])
            try statement.run()
        }
    }

    /// Whether a column of the rollups of services is NULL where there is no task.
    private static func undefined(_ column: String) -> Bool {
        ["wait_m", "wait_p", "abandon_wait", "longest_", "queue_max_at"]
            .contains { column.hasPrefix($0) }
    }
}
