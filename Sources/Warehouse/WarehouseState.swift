import SQLite

/// What a warehouse held at some moment: two connections that tell the same see the same.
public struct WarehouseState: Hashable, Sendable {
    private let passes: Value
    private let rules: Value

    fileprivate init(_ row: Row) {
        passes = row[0]
        rules = row[1]
    }
}

extension Warehouse {
    /// The state that this connection sees; inside a transaction it keeps seeing that one.
    public func state() throws -> WarehouseState? {
        var state: WarehouseState?
        try connection.prepare(
            """
            SELECT (SELECT max(pass_key) FROM pass),
                (SELECT group_concat(service_key || ' ' || valid_from_at || ' ' || threshold_ms
                    || ' ' || short_abandon_ms || ' ' || target) FROM target_rule)
            """
        ).forEach { state = WarehouseState($0) }
        return state
    }
}
