import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import SQLite
import Testing
import TestServers
import Warehouse

@Suite struct KillTests {
    /// A contact centre whose clock stands still until the test moves it.
    struct SteppedCentre {
        let clock: SimulatedClock
        let server: SimulatorServer
        let address: String

        init(at start: Timestamp) throws {
            let day = try #require(CivilDate("2026-11-24"))
            clock = .stepped(at: start)
            server = SimulatorServer(
                simulation: Simulation(scenario: .day(of: day, seed: 7), clock: clock))
            address = "http://127.0.0.1:\(try server.start())"
        }
    }

    @Test func `Two hundred kills cost the passes under way, and nothing else`() async throws {
        try await withTemporaryFolder { folder in
            let day = try #require(CivilDate("2026-11-24"))
            let zone = try #require(LocalCalendar(identifier: "Europe/Zurich"))
            // Past noon and so past many intervals, some of which are stored meanwhile.
            var now = zone.start(of: day) + .seconds(10 * 3600)
            let centre = try SteppedCentre(at: now)
            defer { centre.server.stop() }
            let words = [
                "collect", "--warehouse", "w.db", "--server", centre.address, "--time-zone",
                "Europe/Zurich",
            ]
            let path = folder.appending(path: "w.db").path
            var random = SeededGenerator(seed: 200)
            // How long a whole run takes here and now.
            let began = ContinuousClock.now
            let first = try await Program.run(words, in: folder, key: "simulator")
            #expect(first.code == 0 && first.errors == "")
            var usual = ContinuousClock.now - began

            var killed: [Int64: Bool] = [:]
            for _ in 0..<200 {
                now = now + .seconds(20)
                centre.clock.set(to: now)
                let collector = try Program(
                    words + ["--every", "10ms"], in: folder, key: "simulator")
                try await Task.sleep(for: usual * Double.random(in: 0..<1.4, using: &random))
                collector.send(SIGKILL)
                #expect(try await collector.outcome().errors == "")
                do {
                    let connection = try Warehouse.reading(path: path).connection
                    #expect(try connection.pragma("integrity_check") == "ok")
                    let strays = try connection.prepare(
                        "SELECT count(*) FROM pragma_foreign_key_check")
                    #expect(try strays.scalar() == 0)
                    let isThere = try connection.prepare(
                        "SELECT count(*) FROM pass WHERE started_at = ?")
                    killed[now.milliseconds] =
                        try isThere.scalar(.integer(now.milliseconds)) == 1
                }
                // The next one goes on; the lock of a dead collector holds nobody up.
                now = now + .seconds(20)
                centre.clock.set(to: now)
                let began = ContinuousClock.now
                let next = try await Program.run(words, in: folder, key: "simulator")
                #expect(next.code == 0 && next.errors == "", "\(next.errors)")
                usual = (usual * 7 + (ContinuousClock.now - began)) / 8
            }
            // Some were killed before their pass was stored, and some after.
            let stored = killed.values.count { $0 }
            #expect((20...180).contains(stored), "\(stored) of 200")
            let verified = try await Program.run(
                ["warehouse", "verify", "--warehouse", "w.db"], in: folder)
            #expect(verified.code == 0, "\(verified.errors)")

            let undisturbed = folder.appending(path: "undisturbed.db").path
            try await collect(at: try passes(of: path), into: undisturbed)
            for (name, sql) in Self.facts {
                let expected = try rows(sql, of: undisturbed)
                let found = try rows(sql, of: path)
                #expect(!expected.isEmpty, "\(name)")
                #expect(found == expected, "\(name)")
            }
        }
    }

    /// Polls the same contact centre at just these instants, without any disturbance.
    private func collect(at instants: [Timestamp], into path: String) async throws {
        let centre = try SteppedCentre(at: try #require(instants.first))
        defer { centre.server.stop() }
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        let url = try #require(URL(string: centre.address))
        for instant in instants {
            centre.clock.set(to: instant)
            let client = try LucsClient(
                ClientConfiguration(servers: [url], key: try APIKey("simulator")))
            let collector = PassCollector(
                source: client, services: try warehouse.presentServices())
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            _ = try warehouse.apply(try await collector.collect(waiting: waiting))
        }
    }

    private func passes(of path: String) throws -> [Timestamp] {
        var instants: [Timestamp] = []
        try Warehouse.reading(path: path).connection.prepare(
            "SELECT started_at FROM pass ORDER BY started_at"
        ).forEach { instants.append(Timestamp(milliseconds: try $0.requiredInteger(0))) }
        return instants
    }

    /// Everything that is known, by the names that LUCS gives, not by keys.
    private static let facts = [
        ("tasks", "SELECT * FROM task"), ("states", "SELECT * FROM agent_state"),
        ("agents", "SELECT * FROM agent_history"), ("services", "SELECT * FROM service_history"),
        ("intervals of services", "SELECT * FROM service_interval"),
        ("intervals of agents", "SELECT * FROM agent_interval"),
        ("calendar", "SELECT * FROM calendar"),
        (
            "passes", "SELECT started_at, finished_at, user_states, tasks, failures FROM pass"
        ),
        (
            "coverage",
            """
            SELECT resource, e.id_text, from_at, to_at, polls
            FROM coverage LEFT JOIN service_entity AS e USING (service_key)
            """
        ),
        (
            "units",
            """
            SELECT e.id_text, v.valid_from_at, v.valid_to_at, v.name, p.id_text
            FROM unit_version AS v JOIN unit_entity AS e USING (unit_key)
            LEFT JOIN unit_entity AS p ON p.unit_key = v.parent_key
            """
        ),
        (
            "duty profiles",
            """
            SELECT e.id_text, v.valid_from_at, v.valid_to_at, v.name, v.is_off_duty
            FROM profile_version AS v JOIN profile_entity AS e USING (profile_key)
            """
        ),
    ]

    private func rows(_ sql: String, of path: String) throws -> [String] {
        var rows: [String] = []
        try Warehouse.reading(path: path).connection.prepare(sql).forEach { row in
            rows.append((0..<row.count).map { "\(row[$0])" }.joined(separator: "|"))
        }
        return rows.sorted()
    }
}
