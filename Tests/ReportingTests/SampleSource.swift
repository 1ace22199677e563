import CivilTime
import Foundation

@testable import Reporting

/// A plausible day of a contact centre, the same for the same seed.
struct SampleSource: TableSource {
    var tables: [String: Table] = [:]
    /// Where the period begins: service figures from before it are those of the table `earlier`.
    var startAt = Int64.min
    /// What `stream` fails with after its first row, when set.
    var streamFailure: (any Error)?

    func table(query name: String, parameters: [String: Cell]) throws -> Table {
        var key = name
        if name == "service-figures" {
            if case .integer(let start)? = parameters["start_at"], start < startAt {
                key = "earlier"
            } else if case .text(let grain)? = parameters["grain"] {
                key += ":\(grain)"
            }
        }
        if name == "agent-figures", parameters["by"] == .text("team") { key += ":team" }
        guard let table = tables[key] else { throw Missing(query: key) }
        guard parameters["by"] == .text("channel") else { return table }
        // All of them are calls, unless a test says otherwise.
        return tables["channels"] ?? Table(columns: table.columns, rows: [])
    }

    func stream(
        query name: String, parameters: [String: Cell],
        columns: ([String]) throws -> Void, row: (TableRow) throws -> Void
    ) throws {
        let table = try table(query: name, parameters: parameters)
        try columns(table.columns)
        for cells in table.rows {
            try row(TableRow(cells))
            if let streamFailure { throw streamFailure }
        }
    }

    struct Missing: Error { let query: String }
}

/// A small generator with a seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number from 0 up to 1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
