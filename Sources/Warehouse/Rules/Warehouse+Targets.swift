public import CivilTime
import SQLite

/// A rule of the service level with nothing left open.
public struct TargetRule: Hashable, Sendable {
    /// Tasks answered after a shorter wait are answered in time.
    public var threshold: Duration
    /// Tasks abandoned after a shorter wait do not count.
    public var shortAbandon: Duration
    /// The share of tasks to answer in time, 0…1.
    public var target: Double

    static let standard = TargetRule(
        threshold: .seconds(20), shortAbandon: .seconds(5), target: 0.8)

    /// This rule with the members that another one states.
    func changed(by rule: ServiceLevelRule) -> TargetRule {
        TargetRule(
            threshold: rule.threshold ?? threshold,
            shortAbandon: rule.shortAbandon ?? shortAbandon, target: rule.target ?? target)
    }
}

/// An entry of the history of targets.
public struct DatedTarget: Sendable, Equatable {
    /// The latest name of the service, or its identifier if it has none; `nil`: all services
    /// without a rule of their own.
    public var service: String?
    /// The local date from which the rule holds; `nil`: from the beginning.
    public var from: CivilDate?
    public var rule: TargetRule
}

extension Warehouse {
    /// Takes over the rules of the configuration: what they change holds from the local date of
    /// `now`, or from the beginning if nothing was collected before that date. What the rules leave
    /// open stays as it is for all services, and is taken from there for a service.
    ///
    /// - Returns: names that no service has or had (yet); their rules do not count.
    public func keep(_ rules: ServiceLevelRules, now: Timestamp) throws -> [String] {
        try changeTargets { history in
            let today = startOfDay(now)
            let (own, unknown) = try byService(rules.services)
            let common = (history.rule(of: 0, at: today) ?? .standard).changed(by: rules.everyone)
            let collected = try servicesCollected(before: today)
            history.configure(
                common: common, services: own.mapValues(common.changed), today: today
            ) { !collected.contains($0) }
            return unknown
        }
    }

    /// Lets a rule hold from a local date until the next entry of the same service.
    ///
    /// - Parameters:
    ///   - rule: what changes; the rest stays as it was on that date.
    ///   - service: a name or an identifier; `nil`: all services without a rule of their own.
    ///   - date: `nil`: from the beginning.
    /// - Returns: `false` if no service has or had that name.
    public func setTarget(
        _ rule: ServiceLevelRule, ofService service: String?, from date: CivilDate?
    ) throws -> Bool {
        let from = date.map { calendar.start(of: $0).milliseconds } ?? 0
        return try changeTargets { history in
            let keys = try service.map { try services(named: $0).keys } ?? [0]
            for key in keys {
                let before = history.rule(of: key, at: from) ?? .standard
                history.set(before.changed(by: rule), of: key, from: from)
            }
            return !keys.isEmpty
        }
    }

    /// What held when: first for all services, then service by service, in the order of time.
    public func targets() throws -> [DatedTarget] {
        var targets: [DatedTarget] = []
        try connection.prepare(
            """
            SELECT r.service_key, coalesce(l.name, e.id_text), r.valid_from_at, r.threshold_ms,
                r.short_abandon_ms, r.target
            FROM target_rule AS r
            LEFT JOIN service_entity AS e USING (service_key)
            LEFT JOIN service_latest AS l USING (service_key)
            ORDER BY r.service_key > 0, 2, r.service_key, r.valid_from_at
            """
        ).forEach { row in
            let from = try row.requiredInteger(2)
            targets.append(
                DatedTarget(
                    service: try row.text(1),
                    from: from == 0
                        ? nil : calendar.date(at: Timestamp(milliseconds: from)),
                    rule: try Self.rule(row, from: 3)))
        }
        return targets
    }

    private static func rule(_ row: Row, from first: Int) throws -> TargetRule {
        guard case .real(let target) = row[first + 2] else {
            throw DatabaseError(code: 11, message: "a target is not a number", path: "target_rule")
        }
        return TargetRule(
            threshold: .milliseconds(try row.requiredInteger(first)),
            shortAbandon: .milliseconds(try row.requiredInteger(first + 1)), target: target)
    }

    /// Changes the history in one transaction, and what was counted by the rules that changed.
    private func changeTargets<Result>(
        _ change: (inout RuleHistory<TargetRule>) throws -> Result
    ) throws -> Result {
        try connection.transaction {
            let before = try targetHistory()
            var history = before
            let result = try change(&history)
            guard let first = history.firstDifference(from: before) else { return result }
            try write(history)
            try invalidateServices(since: Timestamp(milliseconds: first))
            return result
        }
    }

    private func targetHistory() throws -> RuleHistory<TargetRule> {
        var history = RuleHistory<TargetRule>()
        try connection.cached(
            """
            SELECT service_key, valid_from_at, threshold_ms, short_abandon_ms, target
            FROM main.target_rule
            """
        ).forEach { row in
            history.add(
                try Self.rule(row, from: 2), of: try row.requiredInteger(0),
                from: try row.requiredInteger(1))
        }
        return history
    }

    private func write(_ history: RuleHistory<TargetRule>) throws {
        try connection.execute("DELETE FROM main.target_rule")
        let insert = try connection.cached(
            """
            INSERT INTO main.target_rule
                (service_key, valid_from_at, threshold_ms, short_abandon_ms, target)
            VALUES (?, ?, ?, ?, ?)
            """)
        for (service, entries) in history.entries {
            for entry in entries {
                try insert.run(
                    .integer(service), .integer(entry.from),
                    .integer(entry.rule.threshold.wholeMilliseconds),
                    .integer(entry.rule.shortAbandon.wholeMilliseconds), .real(entry.rule.target))
            }
        }
    }

    /// The first instant of the local date, in epoch milliseconds.
    func startOfDay(_ instant: Timestamp) -> Int64 {
        calendar.start(of: calendar.date(at: instant)).milliseconds
    }

    /// Services of which something was collected before an instant; 0 if there was any pass.
    func servicesCollected(before instant: Int64) throws -> Set<Int64> {
        var services: Set<Int64> = []
        try connection.cached(
            """
            SELECT DISTINCT service_key FROM coverage WHERE resource = 2 AND from_at < ?1
            UNION SELECT 0 FROM pass WHERE started_at < ?1
            """
        ).forEach(.integer(instant)) { services.insert(try $0.requiredInteger(0)) }
        return services
    }
}
