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
            DROP TABLE IF EXISTS temp.target_rule;
            CREATE TEMP TABLE target_rule AS SELECT * FROM main.target_rule;
            """)
        let unknown = try write(rules, to: "temp.target_rule")
        let isKept = try connection.prepare(
            """
            SELECT NOT EXISTS (SELECT * FROM temp.target_rule
                EXCEPT SELECT * FROM main.target_rule)
            AND NOT EXISTS (SELECT * FROM main.target_rule
                EXCEPT SELECT * FROM temp.target_rule)
            """
        ).scalar()
        if isKept == .integer(1) {
            try connection.execute("DROP TABLE temp.target_rule")
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

    /// `table` is one of the program's own names.
    private func write(_ rules: ServiceLevelRules, to table: String) throws -> [String] {
        let everyone = rules.everyone
        let usual = (
            threshold: everyone.threshold ?? .seconds(20),
            short: everyone.shortAbandon ?? .seconds(5), target: everyone.target ?? 0.8
        )
        var (rows, unknown) = try byService(rules.services)
        rows[0] = everyone
        try connection.execute("DELETE FROM \(table)")
        let insert = try connection.prepare(
            """
            INSERT INTO \(table)
                (service_key, valid_from_at, threshold_ms, short_abandon_ms, target)
            VALUES (?, 0, ?, ?, ?)
            """)
        for (key, rule) in rows {
            try insert.run(
                .integer(key), .integer((rule.threshold ?? usual.threshold).wholeMilliseconds),
                .integer((rule.shortAbandon ?? usual.short).wholeMilliseconds),
                .real(rule.target ?? usual.target))
        }
        return unknown
    }
}
