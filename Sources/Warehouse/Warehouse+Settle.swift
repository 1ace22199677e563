public import CivilTime
import SQLite

extension Warehouse {
    /// ISO 8601 on the warehouse's clock.
    public func localTime(of instant: Timestamp) -> String {
        instant.iso8601(offsetSeconds: calendar.offsetSeconds(at: instant))
    }

    /// Brings the sums up to date, up to the last pass, where passes have left some for later: as
    /// after a change of the service level's rules. Passes do the same, a week at a time.
    ///
    /// - Returns: the instant up to which everything is summed up.
    public func settle() throws -> Timestamp? {
        guard let now = try lastPassAt() else { return nil }
        let coverage = CoverageWriter(connection: connection, maxGap: .zero)
        let statesSeenTo = try coverage.last(.userStates, service: 0)
        var settled: Timestamp?
        while true {
            // In transactions of their own, so that a collector need not wait long.
            let reached = try connection.transaction {
                var settlement = try Settlement(connection)
                try settlement.settle(now: now, statesSeenTo: statesSeenTo.map { min($0, now) })
                return settlement.from
            }
            if reached == settled { return settled }
            settled = reached
        }
    }
}
