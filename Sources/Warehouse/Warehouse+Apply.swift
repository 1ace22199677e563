public import LucsModel
import SQLite

extension Warehouse {
    /// Takes in a pass, in one transaction: all of it or nothing.
    ///
    /// Only what changed is written. A pass that was applied before changes nothing.
    public func apply(_ pass: Pass, rules: PassRules = PassRules()) throws -> PassOutcome {
        let outcome = try connection.transaction {
            let writer = PassWriter(self, rules)
            let outcome = try writer.write(pass)
            try writer.storeSums()
            return outcome
        }
        keepLog()
        return outcome
    }

    /// Takes in passes in one transaction, and stores the sums once for all.
    public func apply(_ passes: [Pass], rules: PassRules = PassRules()) throws {
        try connection.transaction {
            let writer = PassWriter(self, rules)
            for pass in passes { _ = try writer.write(pass) }
            try writer.storeSums()
        }
        keepLog()
    }
}
