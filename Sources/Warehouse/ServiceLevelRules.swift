import CivilTime
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
        try connection.transaction { try write(rules, to: "main.service_level_rule") }
    }

    /// Reads by these rules for as long as this connection lives, whatever the warehouse keeps.
    /// The file stays as it is: a temporary table and view stand before its own.
    ///
    /// - Returns: names that no service has.
    public func read(by rules: ServiceLevelRules) throws -> [String] {
        guard
            case .text(let view)? = try connection.prepare(
                "SELECT sql FROM main.sqlite_schema WHERE name = 'service_rule'"
            ).scalar()
        else { return [] }
        try connection.execute(
            """
            DROP VIEW IF EXISTS temp.service_rule;
            DROP TABLE IF EXISTS temp.service_level_rule;
            CREATE TEMP TABLE service_level_rule AS SELECT * FROM main.service_level_rule;
            \(view.replacing("CREATE VIEW", with: "CREATE TEMP VIEW", maxReplacements: 1));
            """)
        return try write(rules, to: "temp.service_level_rule")
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
