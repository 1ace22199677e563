import CivilTime
import SQLite

/// The tasks that a reader's queries see: those of `temp.scope_service`, of one channel or all.
/// Temporary tables and views stand before the warehouse's own of the same names.
struct TaskScope {
    private let connection: Connection
    /// The label of the one channel that counts; `nil`: all do.
    private let channel: Int64?
    private let spans: [Range<Timestamp>]

    init(_ connection: Connection, channel: Int64?, during spans: [Range<Timestamp>]) throws {
        self.connection = connection
        self.channel = channel
        self.spans = try spans.map { try Self.wholeDates($0, in: connection) }
    }

    /// Some questions are of whole local dates, whatever the span that they lie in.
    private static func wholeDates(
        _ span: Range<Timestamp>, in connection: Connection
    ) throws -> Range<Timestamp> {
        let first = try connection.cached(
            "SELECT day_start_at FROM calendar WHERE start_at <= ? ORDER BY start_at DESC LIMIT 1"
        ).scalar(.integer(span.lowerBound.milliseconds))
        let last = try connection.cached(
            "SELECT day_end_at FROM calendar WHERE start_at < ? ORDER BY start_at DESC LIMIT 1"
        ).scalar(.integer(span.upperBound.milliseconds))
        var dates = span
        if case .integer(let start)? = first {
            dates = Timestamp(milliseconds: start)..<dates.upperBound
        }
        if case .integer(let end)? = last, end > dates.lowerBound.milliseconds {
            dates = dates.lowerBound..<max(dates.upperBound, Timestamp(milliseconds: end))
        }
        return dates
    }

    /// Which tasks there are, and which each subject sums up.
    func restrictFacts() throws {
        let key = channel.map(String.init) ?? "NULL"
        try connection.execute(
            """
            CREATE TEMP TABLE subject_member (subject_key INTEGER NOT NULL,
                service_key INTEGER NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
                channel_key INTEGER, PRIMARY KEY (subject_key, service_key, from_at)) WITHOUT ROWID;
            INSERT INTO temp.subject_member (subject_key, service_key, from_at, to_at, channel_key)
            SELECT service_key, service_key, from_at, to_at, \(key) FROM temp.scope_service
            UNION ALL
            SELECT 0, service_key, from_at, to_at, \(key) FROM temp.scope_service;
            """)
        if channel == nil {
            try connection.execute(
                """
                INSERT INTO temp.subject_member (subject_key, service_key, from_at, to_at,
                    channel_key)
                SELECT c.subject_key, s.service_key, s.from_at, s.to_at, c.channel_key
                FROM main.subject AS c CROSS JOIN temp.scope_service AS s
                WHERE c.channel_key IS NOT NULL
                    AND (SELECT count(channel_key) FROM main.subject) > 1;
                """)
        }
        let isOfChannel = channel.map { " AND r.channel_key = \($0)" } ?? ""
        // First sightings are not kept by channel: nothing is estimated from them.
        let isSighting = channel == nil ? "" : " AND 0"
        try restrict("task_outcome", at: "interval_at", and: isOfChannel)
        try restrict("stay_day_sum", at: "day_start_at", and: isOfChannel)
        try restrict("sighting_day_sum", at: "day_start_at", and: isSighting)
        try restrict("task_sighting", at: "interval_at", and: isSighting)
        // How the lists of services were polled is the same for all channels.
        try restrict("spacing_day_sum", at: "day_start_at", and: "")
        try restrict("task_spacing", at: "interval_at", and: "")
        try restrict("answer_day_sum", at: "day_start_at", and: "")
        let isOfLabel = channel.map {
            " AND coalesce(r.modality, r.type) = (SELECT text FROM label WHERE label_key = \($0))"
        }
        try restrict("task", at: "interval_at", and: isOfLabel ?? "")
        try connection.execute(
            """
            CREATE TEMP VIEW coverage AS SELECT resource, service_key, from_at, to_at, polls
            FROM main.coverage
            WHERE resource = 1 OR service_key IN (SELECT service_key FROM temp.scope_service)
            """)
    }

    /// The stays of tasks and the agents' states of the scope, for those who copy facts:
    /// `temp.scope_task_fact`, `temp.scope_state_fact` and `temp.scope_presence_fact`; and what
    /// belongs to these tasks and services in front of the warehouse's own.
    func offerFacts() throws {
        let isOfChannel =
            channel.map { " AND coalesce(r.modality_key, r.type_key) = \($0)" } ?? ""
        for (kind, fact, time, condition) in [
            ("service", "task_fact", "interval_at", isOfChannel),
            ("agent", "state_fact", "from_at", ""), ("agent", "presence_fact", "from_at", ""),
        ] {
            let columns = try columns(of: fact).map { "r.\($0)" }.joined(separator: ", ")
            try connection.execute(
                """
                CREATE TEMP VIEW scope_\(fact) AS SELECT \(columns) FROM main.\(fact) AS r
                JOIN temp.scope_\(kind) AS s ON s.\(kind)_key = r.\(kind)_key
                    AND s.from_at <= +r.\(time) AND s.to_at > +r.\(time)\(condition)
                """)
        }
        for (table, condition) in [
            ("context_value", "r.id IN (SELECT id FROM temp.scope_task_fact)"),
            ("callback_version", "r.service_key IN (SELECT service_key FROM temp.scope_service)"),
            ("agent_skill_version", "r.agent_key IN (SELECT agent_key FROM temp.scope_agent)"),
            ("agent_profile_version", "r.agent_key IN (SELECT agent_key FROM temp.scope_agent)"),
        ] {
            let columns = try columns(of: table).map { "r.\($0)" }.joined(separator: ", ")
            try connection.execute(
                """
                CREATE TEMP VIEW \(table) AS SELECT \(columns) FROM main.\(table) AS r
                WHERE \(condition)
                """)
        }
    }

    /// What the services add up to, each and together.
    ///
    /// - Parameter subject: whose stored sums are those of all of them together; `nil` where none
    ///   is, and the facts have to be added up.
    func restrictSums(storedAs subject: Int64?) throws {
        if try channel != nil || subject == nil || hasChannels() {
            try addUp(services: channel != nil, together: subject == nil)
        }
        try restrict("subject_part", at: "part_at", storedAs: subject, addedUp: "scope_part")
        try restrict("wait_part", at: "day_start_at", storedAs: subject, addedUp: "scope_wait")
        for (view, isDay, time) in [
            ("service_interval_sum", 0, "interval_at"), ("service_day_sum", 1, "day_start_at"),
        ] {
            let columns = try columns(of: view).dropFirst(2).joined(separator: ", ")
            try connection.execute(
                """
                CREATE TEMP VIEW \(view) AS
                SELECT subject_key AS service_key, part_at AS \(time), \(columns)
                FROM temp.subject_part WHERE is_day = \(isDay) AND subject_key >= 0
                """)
        }
    }

    /// Whether each channel has sums of its own: no stored ones are of the scope's services alone.
    private func hasChannels() throws -> Bool {
        try connection.cached(
            "SELECT EXISTS (SELECT 1 FROM temp.subject_member WHERE subject_key < -1)"
        ).scalar() == .integer(1)
    }

    /// The rows of a view that belong to the scope's services.
    ///
    /// - Parameter condition: what else they have to meet, of `r`.
    private func restrict(_ view: String, at time: String, and condition: String) throws {
        let columns = try columns(of: view).map { "r.\($0)" }.joined(separator: ", ")
        // The sign keeps SQLite from reading all of a service instead of one interval.
        try connection.execute(
            """
            CREATE TEMP VIEW \(view) AS SELECT \(columns) FROM main.\(view) AS r
            JOIN temp.scope_service AS s ON s.service_key = r.service_key
                AND s.from_at <= +r.\(time) AND s.to_at > +r.\(time)\(condition)
            """)
    }

    /// The rows of a view of sums: those of the scope's services, and of all together as subject 0.
    private func restrict(
        _ view: String, at time: String, storedAs subject: Int64?, addedUp table: String
    ) throws {
        let columns = try columns(of: view).dropFirst()
        let names = columns.joined(separator: ", ")
        var sources: [String] = []
        if channel == nil {
            sources.append(
                """
                SELECT r.subject_key, \(columns.map { "r.\($0)" }.joined(separator: ", "))
                FROM main.\(view) AS r
                JOIN temp.scope_service AS s ON s.service_key = r.subject_key
                    AND s.from_at <= r.\(time) AND s.to_at > r.\(time)
                """)
        }
        if let subject {
            sources.append(
                "SELECT 0, \(names) FROM main.\(view) WHERE subject_key = \(subject)")
        }
        if try channel != nil || subject == nil || hasChannels() {
            sources.append("SELECT subject_key, \(names) FROM temp.\(table)")
        }
        try connection.execute(
            """
            CREATE TEMP VIEW \(view) (subject_key, \(names)) AS
            \(sources.joined(separator: " UNION ALL "))
            """)
    }

    /// Adds up the facts of the spans by the same views as the stored sums, which are put over
    /// lists of the scope's own, into `temp.scope_part` and `temp.scope_wait`.
    private func addUp(services: Bool, together: Bool) throws {
        try connection.execute(
            """
            CREATE TEMP TABLE scope_sum AS SELECT DISTINCT subject_key FROM temp.subject_member
            WHERE subject_key > 0 AND \(services ? 1 : 0) OR subject_key = 0 AND \(together ? 1 : 0)
                OR subject_key < -1;
            CREATE TEMP TABLE scope_span (from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
                is_first INTEGER NOT NULL);
            """)
        for (index, span) in spans.enumerated() {
            try connection.prepare(
                "INSERT INTO temp.scope_span (from_at, to_at, is_first) VALUES (?, ?, ?)"
            ).run(
                .integer(span.lowerBound.milliseconds), .integer(span.upperBound.milliseconds),
                .integer(index == 0 ? 1 : 0))
        }
        try OpenLists.make(in: connection)
        try connection.execute(Self.text(PackageResources.scope_lists_sql))
        let intervals = try columns(of: "rollup_service_interval").joined(separator: ", ")
        let sums = try columns(of: "subject_part").dropFirst(3)
        let names = sums.joined(separator: ", ")
        let ofDays = sums.map { $0 == "queue_max_at" ? "NULL" : $0 }.joined(separator: ", ")
        try connection.execute(
            """
            CREATE TEMP TABLE rollup_service_interval AS SELECT \(intervals)
            FROM temp.open_service_interval
            WHERE subject_key IN (SELECT subject_key FROM temp.scope_sum);
            CREATE INDEX temp.rollup_long_stay
                ON rollup_service_interval (subject_key, interval_at, longest_stay_ms)
                WHERE longest_stay_ms >= 300000;
            CREATE UNIQUE INDEX temp.scope_interval
                ON rollup_service_interval (interval_at, subject_key);
            DELETE FROM temp.open_interval;
            CREATE TEMP TABLE scope_part AS
            SELECT subject_key, 0 AS is_day, interval_at AS part_at, \(names)
            FROM temp.rollup_service_interval
            UNION ALL
            SELECT subject_key, 1, day_start_at, \(ofDays) FROM temp.open_service_day;
            CREATE TEMP TABLE scope_wait AS
            SELECT subject_key, day_start_at, is_abandoned, second, n FROM temp.open_wait_day;
            """)
    }

    /// Agents' answers: to the scope's tasks alone.
    func restrictAnswers() throws {
        try connection.execute(Self.text(PackageResources.scope_agents_sql))
        let insert = try connection.prepare(Self.text(PackageResources.scope_answers_sql))
        for span in spans {
            try insert.bind([
                "start_at": .integer(span.lowerBound.milliseconds),
                "end_at": .integer(span.upperBound.milliseconds),
            ])
            try insert.run()
        }
    }

    /// Agents: those of `temp.scope_agent` alone.
    ///
    /// - Parameter withParts: whether their sums are the stored ones, and not restricted yet.
    func restrictAgents(withParts: Bool) throws {
        let views =
            (withParts ? [("agent_part", "part_at")] : []) + [("state_day_sum", "day_start_at")]
        for (view, time) in views {
            let columns = try columns(of: view).map { "r.\($0)" }.joined(separator: ", ")
            try connection.execute(
                """
                CREATE TEMP VIEW \(view) AS SELECT \(columns) FROM main.\(view) AS r
                JOIN temp.scope_agent AS x ON x.agent_key = r.agent_key
                    AND x.from_at <= +r.\(time) AND x.to_at > +r.\(time)
                """)
        }
        for (view, isDay, time) in [
            ("agent_interval_sum", 0, "interval_at"), ("agent_day_sum", 1, "day_start_at"),
        ] {
            let columns = try columns(of: view).filter { $0 != time }
            try connection.execute(
                """
                CREATE TEMP VIEW \(view) AS
                SELECT part_at AS \(time), \(columns.joined(separator: ", "))
                FROM temp.agent_part WHERE is_day = \(isDay)
                """)
        }
    }

    private func columns(of relation: String) throws -> [String] {
        var columns: [String] = []
        try connection.cached("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid")
            .forEach(.text(relation)) { row in
                if let column = try row.text(0) { columns.append(column) }
            }
        return columns
    }

    private static func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }
}
