import LucsModel
import SQLite

extension Warehouse {
    /// The services that an identifier or a name stands for, compared without regard to case.
    ///
    /// A name that services have now counts before one that they had earlier.
    ///
    /// - Returns: the keys; `rank` is 0 for the identifier, 1 for the latest name and 2 for a
    ///   former one.
    func services(named name: String) throws -> (keys: [Int64], rank: Int) {
        for (rank, sql) in Self.waysToName.enumerated() {
            var keys: [Int64] = []
            let value = rank == 0 ? EntityID(name).stored : .text(name)
            try connection.cached(sql).forEach(value) { keys.append(try $0.requiredInteger(0)) }
            if !keys.isEmpty { return (keys, rank) }
        }
        return ([], Self.waysToName.count)
    }

    private static let waysToName = [
        "SELECT service_key FROM service_entity WHERE id = ?",
        "SELECT service_key FROM service_latest WHERE lower(name) = lower(?) ORDER BY service_key",
        """
        SELECT DISTINCT service_key FROM service_version WHERE lower(name) = lower(?)
        ORDER BY service_key
        """,
    ]

    /// Rules by the keys of services instead of their names. If several names stand for one
    /// service, its identifier counts before its latest name, and that before a former one.
    ///
    /// - Returns: the rules, and the names that no service has or had.
    func byService<Rule>(_ rules: [String: Rule]) throws -> (
        rules: [Int64: Rule], unknown: [String]
    ) {
        var found: [Int64: (rank: Int, rule: Rule)] = [:]
        var unknown: [String] = []
        for (name, rule) in rules.sorted(by: { $0.key < $1.key }) {
            let (keys, rank) = try services(named: name)
            if keys.isEmpty { unknown.append(name) }
            for key in keys where rank < found[key]?.rank ?? .max { found[key] = (rank, rule) }
        }
        return (found.mapValues(\.rule), unknown)
    }
}

extension Warehouse {
    /// Every name that a service has or had.
    public func serviceNames() throws -> [String] {
        var names: [String] = []
        try connection.prepare(
            "SELECT DISTINCT name FROM service_version WHERE name IS NOT NULL ORDER BY name"
        ).forEach { if let name = try $0.text(0) { names.append(name) } }
        return names
    }
}
