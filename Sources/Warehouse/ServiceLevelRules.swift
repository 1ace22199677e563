public import CivilTime
import LucsModel
import SQLite

/// When an answer is in time, and which abandons do not count.
public struct ServiceLevelRule: Hashable, Sendable {
    /// Answered with a wait shorter than this is in time.
    public var threshold: Duration?
    /// Abandoned after a wait shorter than this does not count.
    public var shortAbandon: Duration?
    /// The share to be reached, 0…1.
    public var target: Double?

    public init(threshold: Duration? = nil, shortAbandon: Duration? = nil, target: Double? = nil) {
        self.threshold = threshold
        self.shortAbandon = shortAbandon
        self.target = target
    }
}

/// The rule of every service, and of those that have their own. What a rule leaves open is taken
/// from the one above it: the service's, everyone's, the usual 20 s, 5 s and 80 %.
public struct ServiceLevelRules: Hashable, Sendable {
    public var everyone: ServiceLevelRule
    /// By identifier or name, compared without regard to case.
    public var services: [String: ServiceLevelRule]

    public init(
        everyone: ServiceLevelRule = ServiceLevelRule(),
        services: [String: ServiceLevelRule] = [:]
    ) {
        self.everyone = everyone
        self.services = services
    }
}

extension Warehouse {
    /// Keeps the rules in the warehouse, for reports and analysts.
    ///
    /// - Returns: names that no service has (yet); their rules are not kept.
    public func keep(_ rules: ServiceLevelRules) throws -> [String] {
        try connection.transaction {
            let before = try keptRules()
            let unknown = try write(rules, to: "main.service_level_rule")
            if try keptRules() != before {
                // What was in time by the old rules need not be by the new ones.
                var settlement = try Settlement(connection)
                try settlement.unsettle(since: Timestamp(milliseconds: 0))
            }
            return unknown
        }
    }

    /// Reads by these rules for as long as this connection lives, whatever the warehouse keeps.
    /// The file stays as it is: temporary tables and views stand before its own.
    ///
    /// - Parameter span: the time that will be asked about.
    /// - Returns: names that no service has.
    public func read(by rules: ServiceLevelRules, during span: Range<Timestamp>) throws -> [String]
    {
        try connection.execute(
            """
            DROP VIEW IF EXISTS temp.service_rule;
            DROP TABLE IF EXISTS temp.service_level_rule;
            CREATE TEMP TABLE service_level_rule AS SELECT * FROM main.service_level_rule;
            """)
        let unknown = try write(rules, to: "temp.service_level_rule")
        let isKept = try connection.prepare(
            """
            SELECT NOT EXISTS (SELECT * FROM temp.service_level_rule
                EXCEPT SELECT * FROM main.service_level_rule)
            AND NOT EXISTS (SELECT * FROM main.service_level_rule
                EXCEPT SELECT * FROM temp.service_level_rule)
            """
        ).scalar()
        if isKept == .integer(1) {
            try connection.execute("DROP TABLE temp.service_level_rule")
            return unknown
        }
        // What is settled was counted by the kept rules, so the span is counted anew.
        try connection.execute(
            """
            DROP TABLE IF EXISTS temp.settlement;
            CREATE TEMP TABLE settlement AS SELECT 1 AS only_row,
                \(span.lowerBound.milliseconds) AS from_at,
                \(span.lowerBound.milliseconds) AS day_from_at,
                \(span.upperBound.milliseconds) AS to_at
            """)
        for name in Self.viewsOfRules {
            guard
                case .text(let view)? = try connection.prepare(
                    "SELECT sql FROM main.sqlite_schema WHERE name = ?"
                ).scalar(.text(name))
            else { continue }
            try connection.execute("DROP VIEW IF EXISTS temp.\(name)")
            try connection.execute(
                view.replacing("CREATE VIEW", with: "CREATE TEMP VIEW", maxReplacements: 1))
        }
        return unknown
    }

    /// The views that depend on the rules, each after those that it is made of.
    private static let viewsOfRules = [
        "service_rule", "live_service_interval", "service_interval_sum", "live_service_day",
        "service_day_sum", "service_interval",
    ]

    private func keptRules() throws -> [Int64: [Value]] {
        var rules: [Int64: [Value]] = [:]
        try connection.prepare("SELECT * FROM main.service_level_rule").forEach { row in
            rules[try row.requiredInteger(0)] = (1..<row.count).map { row[$0] }
        }
        return rules
    }

    /// `table` is one of the program's own names.
    private func write(_ rules: ServiceLevelRules, to table: String) throws -> [String] {
        let everyone = rules.everyone
        let usual = (
            threshold: everyone.threshold ?? .seconds(20),
            short: everyone.shortAbandon ?? .seconds(5), target: everyone.target ?? 0.8
        )
        var rows: [(key: Int64, ServiceLevelRule)] = [(0, everyone)]
        var unknown: [String] = []
        for (name, rule) in rules.services.sorted(by: { $0.key < $1.key }) {
            let keys = try keys(ofService: name)
            if keys.isEmpty { unknown.append(name) }
            rows += keys.map { ($0, rule) }
        }
        try connection.execute("DELETE FROM \(table)")
        let insert = try connection.prepare("INSERT OR REPLACE INTO \(table) VALUES (?, ?, ?, ?)")
        for (key, rule) in rows {
            try insert.run(
                .integer(key), .integer((rule.threshold ?? usual.threshold).wholeMilliseconds),
                .integer((rule.shortAbandon ?? usual.short).wholeMilliseconds),
                .real(rule.target ?? usual.target))
        }
        return unknown
    }

    private func keys(ofService name: String) throws -> [Int64] {
        var keys: [Int64] = []
        try connection.prepare(
            """
            SELECT service_key FROM service_entity LEFT JOIN service_latest USING (service_key)
            WHERE id = ?1 OR lower(name) = lower(?2) ORDER BY service_key
            """
        ).forEach(EntityID(name).stored, .text(name)) { keys.append(try $0.requiredInteger(0)) }
        return keys
    }
}
