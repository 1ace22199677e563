public import CivilTime
public import LucsModel
import SQLite

/// What a collector has to know before it makes the next pass.
extension Warehouse {
    /// Services as they stood at the last directory, in the order of their keys.
    public func presentServices() throws -> [EntityID] {
        var ids: [EntityID] = []
        try connection.prepare(
            """
            SELECT e.id FROM service_entity AS e JOIN service_version AS v USING (service_key)
            WHERE v.valid_to_at IS NULL ORDER BY e.service_key
            """
        ).forEach { if let id = EntityID(stored: $0[0]) { ids.append(id) } }
        return ids
    }

    /// What a service was last called; `nil` where it has no name, or is not known.
    public func serviceName(of service: EntityID) throws -> String? {
        let name = try connection.cached(
            """
            SELECT l.name FROM service_entity AS e JOIN service_latest AS l USING (service_key)
            WHERE e.id = ?
            """
        ).scalar(service.stored)
        guard case .text(let text)? = name else { return nil }
        return text
    }

    /// Open tasks that were waiting when last seen, by service.
    public func waitingTasks() throws -> [EntityID: [EntityID]] {
        var waiting: [EntityID: [EntityID]] = [:]
        try connection.prepare(
            """
            SELECT s.id, t.id FROM task_fact AS t JOIN service_entity AS s USING (service_key)
            WHERE t.ended_at IS NULL AND t.connected_at IS NULL
                AND t.queue_started_at IS NOT NULL
            """
        ).forEach { row in
            if let service = EntityID(stored: row[0]), let task = EntityID(stored: row[1]) {
                waiting[service, default: []].append(task)
            }
        }
        return waiting
    }

    /// The median spacing of the last passes; `nil` before the second one.
    public func typicalSpacing() throws -> Duration? {
        var starts: [Int64] = []
        try connection.cached("SELECT started_at FROM pass ORDER BY started_at DESC LIMIT 22")
            .forEach { starts.append(try $0.requiredInteger(0)) }
        let spacings = zip(starts, starts.dropFirst()).map { $0 - $1 }.sorted()
        return spacings.isEmpty ? nil : .milliseconds(spacings[(spacings.count - 1) / 2])
    }

    /// Three times the median spacing of the last passes, and at least five minutes.
    func defaultGap() throws -> Duration {
        max((try typicalSpacing() ?? .zero) * 3, .seconds(300))
    }

    /// When each service was last polled, how many tasks arrived there in the half hour before the
    /// latest pass, and how many of those that ended last were brief. Services that were never
    /// polled are left out.
    public func serviceActivities() throws -> [EntityID: ServiceActivity] {
        let seconds = 1800.0
        var activities: [EntityID: ServiceActivity] = [:]
        let ends = try connection.prepare(
            """
            SELECT count(*), coalesce(sum(ended_after_at - queue_started_at < ?2), 0) FROM (
                SELECT ended_after_at, queue_started_at FROM task_fact
                WHERE service_key = ?1 AND ended_at IS NOT NULL AND queue_started_at IS NOT NULL
                ORDER BY interval_at DESC, begun_at DESC LIMIT 200)
            """)
        try connection.prepare(
            """
            SELECT e.id,
                (SELECT c.to_at FROM coverage AS c
                    WHERE c.resource = 2 AND c.service_key = e.service_key
                    ORDER BY c.from_at DESC LIMIT 1),
                (SELECT count(*) FROM task_fact AS t
                    WHERE t.service_key = e.service_key AND t.interval_at >= :since),
                e.service_key
            FROM service_entity AS e
            """
        ).forEach(.integer((try lastPassAt()?.milliseconds ?? 0) - Int64(seconds * 1000))) { row in
            guard let service = EntityID(stored: row[0]), let polledAt = try row.integer(1) else {
                return
            }
            var activity = ServiceActivity(
                polledAt: Timestamp(milliseconds: polledAt),
                arrivals: Double(try row.integer(2) ?? 0) / seconds)
            try ends.forEach(
                row[3], .integer(Int64(ServiceActivity.longestBrief.inSeconds * 1000))
            ) { counts in
                activity.ended = Int(try counts.requiredInteger(0))
                activity.brief = Int(try counts.requiredInteger(1))
            }
            activities[service] = activity
        }
        return activities
    }

    /// When the members of each service were last listed.
    public func membersListedAt() throws -> [EntityID: Timestamp] {
        var times: [EntityID: Timestamp] = [:]
        try connection.prepare(
            """
            SELECT e.id, l.last_at FROM service_member_listing AS l
            JOIN service_entity AS e ON e.service_key = l.service_key
            """
        ).forEach { row in
            guard let service = EntityID(stored: row[0]) else { return }
            times[service] = Timestamp(milliseconds: try row.requiredInteger(1))
        }
        return times
    }

    /// When the reasons of being not ready were last listed.
    public func absenceReasonsListedAt() throws -> Timestamp? {
        try instant("SELECT max(last_at) FROM absence_reason")
    }

    /// When callbacks were last listed.
    public func callbacksListedAt() throws -> Timestamp? {
        try instant("SELECT max(last_at) FROM callback_listing")
    }

    private func instant(_ sql: String) throws -> Timestamp? {
        guard case .integer(let instant)? = try connection.prepare(sql).scalar() else { return nil }
        return Timestamp(milliseconds: instant)
    }

    /// Tasks that arrived in a second, by service, in the hour around the same time of the same
    /// weekday: the mean of the last four weeks. Services that were not polled then are left out.
    public func expectedArrivals(at instant: Timestamp) throws -> [EntityID: Double] {
        var sums: [EntityID: (tasks: Int64, hours: Double)] = [:]
        for week in 1...4 {
            let middle = instant - .seconds(7 * 86_400) * week
            try connection.cached(
                """
                SELECT e.id, (SELECT count(*) FROM task_fact AS t
                    WHERE t.service_key = e.service_key AND t.interval_at >= :from
                        AND t.interval_at < :to)
                FROM service_entity AS e
                WHERE EXISTS (SELECT 1 FROM coverage AS c
                    WHERE c.resource = 2 AND c.service_key = e.service_key
                        AND c.from_at <= :from AND c.to_at >= :to)
                """
            ).forEach(
                .integer((middle - .seconds(1800)).milliseconds),
                .integer((middle + .seconds(1800)).milliseconds)
            ) { row in
                guard let service = EntityID(stored: row[0]) else { return }
                let sum = sums[service] ?? (0, 0)
                sums[service] = (sum.tasks + (try row.integer(1) ?? 0), sum.hours + 1)
            }
        }
        return sums.mapValues { Double($0.tasks) / ($0.hours * 3600) }
    }

    /// When the latest pass began, by the server's clock.
    public func lastPassAt() throws -> Timestamp? {
        try instant("SELECT max(started_at) FROM pass")
    }
}
