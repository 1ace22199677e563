import Foundation
import LucsAPI
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// v1.0 and v2.0 of the API are two ways to say the same.
@Suite struct VersionTests {
    /// What may differ, by view. The keys are the warehouse's own numbers, given in the order in
    /// which things were first heard of; nothing outside the file refers to them.
    static let ownNumbers: [String: Set<String>] = [
        "agent": ["agent_key"], "service": ["service_key"],
        "task": ["agent_key", "service_key"], "agent_state": ["agent_key"],
    ]

    @Test func `Both versions of the API lead to the same warehouse`() async throws {
        try await withTemporaryFolder { folder in
            func collect(
                _ name: String, _ version: ClientConfiguration.VersionChoice,
                hasVersion2: Bool = true
            ) async throws -> Warehouse {
                // v1.0 has no place for the time of a change, so v2.0 must do without it here.
                let observation = try await Observation(
                    path: folder.appending(path: name).path, hours: 8...10, version: version
                ) { _ in
                    var options = SimulatorOptions()
                    options.contract.tellsStateChanged = false
                    options.contract.hasVersion2 = hasVersion2
                    return options
                }
                return try Warehouse.reading(path: observation.path)
            }
            let second = try await collect("v2", .v2)
            let first = try await collect("v1", .v1)
            let found = try await collect("auto", .auto, hasVersion2: false)
            for view in ["service", "agent", "task", "agent_state"] {
                let rows = try rows(of: view, in: second)
                #expect(rows.count > 5)
                #expect(try differences(rows, try self.rows(of: view, in: first)) == [])
                #expect(try differences(rows, try self.rows(of: view, in: found)) == [])
            }
        }
    }

    /// Every row as text, in an order of its own, without the numbers that may differ.
    private func rows(of view: String, in warehouse: Warehouse) throws -> [String] {
        let statement = try warehouse.connection.prepare("SELECT * FROM \(view)")
        let names = statement.columnNames
        let hidden = Self.ownNumbers[view] ?? []
        #expect(hidden.isSubset(of: names))
        var rows: [String] = []
        try statement.forEach { row in
            let cells = names.indices.filter { !hidden.contains(names[$0]) }
                .map { "\(names[$0])=\(row[$0])" }
            rows.append(cells.joined(separator: " "))
        }
        return rows.sorted()
    }

    private func differences(_ one: [String], _ other: [String]) throws -> [String] {
        Array(other.difference(from: one)).prefix(6).map { change in
            switch change {
            case .insert(_, let row, _): "only v1.0: \(row)"
            case .remove(_, let row, _): "only v2.0: \(row)"
            }
        }
    }
}
