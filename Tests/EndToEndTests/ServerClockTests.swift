import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// Two servers of one centre whose clocks differ, and one whose clock is set.
@Suite struct ServerClockTests {
    /// An hour of the morning, a poll a minute.
    private func observe(
        offsets: [Duration], path: String
    ) async throws -> (warehouse: Warehouse, outcomes: [PassOutcome]) {
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        let day = try #require(CivilDate("2026-11-24"))
        let start = warehouse.calendar.start(of: day) + .seconds(9 * 3600)
        let clock = SimulatedClock.stepped(at: start)
        let simulation = Simulation(scenario: .day(of: day, seed: 3), clock: clock)
        let servers = offsets.map { offset -> SimulatorServer in
            var options = SimulatorOptions()
            options.clockOffset = offset
            return SimulatorServer(simulation: simulation, options: options)
        }
        defer { for server in servers { server.stop() } }
        let urls = try servers.map {
            try #require(URL(string: "http://127.0.0.1:\(try $0.start())"))
        }
        var configuration = ClientConfiguration(servers: urls, key: try APIKey("simulator"))
        configuration.now = { clock.now }
        let collector = PassCollector(source: try LucsClient(configuration))
        var outcomes: [PassOutcome] = []
        for number in 0...60 {
            clock.set(to: start + .seconds(60 * number))
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            outcomes.append(
                try warehouse.apply(try await collector.collect(waiting: waiting)))
        }
        return (warehouse, outcomes)
    }

    @Test(arguments: [600, -600, 7] as [Int])
    func `What servers with other clocks tell is dated by one clock`(seconds: Int) async throws {
        try await withTemporaryFolder { folder in
            let (alike, _) = try await observe(
                offsets: [.zero, .zero], path: folder.appending(path: "alike.db").path)
            let (apart, outcomes) = try await observe(
                offsets: [.zero, .seconds(seconds)],
                path: folder.appending(path: "apart.db").path)
            #expect(outcomes.allSatisfy { $0.staleListings == 0 && $0.gaps == 0 })
            func facts(_ warehouse: Warehouse) throws -> [String] {
                var facts: [String] = []
                try warehouse.connection.prepare(
                    """
                    SELECT task_id || service_id || ' ' || outcome || ' ' || wait_seconds || ' '
                        || coalesce(ended_at, '') FROM task
                    WHERE outcome = 'answered' ORDER BY 1
                    """
                ).forEach { facts.append(try $0.text(0) ?? "") }
                return facts
            }
            let (a, b) = (try facts(alike), try facts(apart))
            #expect(a.count > 300)
            #expect(a == b)
            #expect(
                try apart.connection.prepare("SELECT max(to_at - from_at) / 1000 FROM coverage")
                    .scalar() == .integer(3600))
        }
    }

    @Test func `A clock that is set back costs what it goes back, and nothing is counted twice`()
        throws
    {
        try withFolder { path in
            let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
            let start = Timestamp(milliseconds: 1_795_500_000_000)
            func pass(_ seconds: Double, connected: Bool) -> Pass {
                let at = start + .milliseconds(Int64(seconds * 1000))
                let task = LucsTaskSample.task(
                    queued: start, connected: connected ? start + .seconds(20) : nil)
                return Pass(
                    startedAt: at, finishedAt: at,
                    tasks: [LucsTaskSample.list(of: task, at: at)])
            }
            for at in [30.0, 60, 90] { _ = try warehouse.apply(pass(at, connected: true)) }
            // Forty seconds back: two polls are passed over, then all goes on.
            for at in [80.0, 85] {
                #expect(try warehouse.apply(pass(at, connected: true)).staleListings == 1)
            }
            #expect(try warehouse.apply(pass(110, connected: true)).staleListings == 0)
            // An hour ahead: a gap, and the same task still.
            #expect(try warehouse.apply(pass(3710, connected: true)).gaps == 1)
            #expect(
                try warehouse.connection.prepare("SELECT count(*) FROM task").scalar() == 1)
            #expect(
                try warehouse.connection.prepare("SELECT sum(offered) FROM service_interval")
                    .scalar() == 1)
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "w.db").path)
    }
}
