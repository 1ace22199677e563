import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// What was reported of a day stays so, whatever becomes of its services, agents and units.
@Suite struct OldPeriodTests {
    /// A day of a simulated centre, polls ten minutes apart.
    private func collect(
        _ scenario: Scenario, polls: ClosedRange<Int>, into warehouse: Warehouse
    ) async throws {
        let clock = SimulatedClock.stepped(at: scenario.start)
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: clock))
        let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
        defer { server.stop() }
        var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
        configuration.now = { clock.now }
        let collector = PassCollector(source: try LucsClient(configuration))
        for step in polls {
            clock.set(to: scenario.start + .seconds(600 * step))
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            _ = try warehouse.apply(try await collector.collect(waiting: waiting))
        }
    }

    private func report(_ out: String, in folder: URL) async throws -> [String: Data] {
        let outcome = try await Program.run(
            ["report", "--warehouse", "w.db", "--period", "2026-11-24", "--out", out], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let place = folder.appending(path: "\(out)/2026-11-24")
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
            files[name] = FileManager.default.contents(atPath: place.appending(path: name).path)
        }
        return files
    }

    @Test func `Renames, departures and a prune leave an old day's report as it was`() async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "w.db").path
            let (first, second) = try (
                #require(CivilDate("2026-11-24")), #require(CivilDate("2026-11-25"))
            )
            do {
                let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
                // To the first polls after midnight: only then the day is known to its end.
                try await collect(.day(of: first, seed: 7), polls: 0...145, into: warehouse)
            }
            let before = try await report("before", in: folder)
            #expect(before.count == 8)
            #expect(before["report.json"]?.count ?? 0 > 50_000)

            // The next day all bear other names; a service and an agent are gone.
            var scenario = Scenario.day(of: second, seed: 7)
            for index in scenario.services.indices { scenario.services[index].name += " (new)" }
            for index in scenario.agents.indices { scenario.agents[index].lastName += "-Muster" }
            for index in scenario.units.indices { scenario.units[index].name += " AG" }
            scenario.services.removeLast()
            scenario.agents.removeLast()
            do {
                let warehouse = try Warehouse.open(path: path)
                try await collect(scenario, polls: 2...143, into: warehouse)
                #expect(
                    try warehouse.connection.prepare(
                        "SELECT count(*) FROM service WHERE name LIKE '%(new)'"
                    ).scalar() == 5)
                #expect(
                    try warehouse.connection.prepare(
                        "SELECT count(*) FROM service WHERE NOT is_present"
                    ).scalar() == 1)
                #expect(
                    try warehouse.connection.prepare(
                        "SELECT count(*) FROM agent WHERE NOT is_present"
                    ).scalar() == 1)
            }
            let after = try await report("after", in: folder)
            for (name, data) in before { #expect(after[name] == data, "\(name)") }
            let text = String(decoding: before["report.json"] ?? Data(), as: UTF8.self)
            #expect(text.contains("IT Helpdesk") && !text.contains("(new)"))

            let prune = try await Program.run(
                ["warehouse", "prune", "--warehouse", "w.db", "--before", "2026-11-24"],
                in: folder)
            #expect(prune.code == 0, "\(prune.errors)")
            let pruned = try await report("pruned", in: folder)
            for (name, data) in before { #expect(pruned[name] == data, "\(name)") }
        }
    }
}
