import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import Testing
import Warehouse

/// Passes by the hundred in one process, with failures in between: nothing may pile up.
/// `LUCSTATS_LONG_RUN=4000` makes as many of them.
@Suite struct LongRunTests {
    private static let passes =
        ProcessInfo.processInfo.environment["LUCSTATS_LONG_RUN"].flatMap { Int($0) } ?? 400

    @Test func `Memory and descriptors stay level over many passes`() async throws {
        try await withTemporaryFolder { folder in
            let date = try #require(CivilDate("2026-11-24"))
            let scenario = Scenario.day(of: date, services: 8, agents: 40)
            let begin = scenario.start + .seconds(9 * 3600)
            let clock = SimulatedClock.stepped(at: begin)
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            options.fault = { Self.fault(of: $0) }
            let server = SimulatorServer(
                simulation: Simulation(scenario: scenario, clock: clock), options: options)
            let port = try server.start()
            defer { server.stop() }
            var configuration = ClientConfiguration(
                servers: [try #require(URL(string: "http://127.0.0.1:\(port)"))],
                key: try APIKey(Program.key))
            configuration.now = { clock.now }
            configuration.retries.maximum = 0
            let client = try LucsClient(configuration)
            let collector = PassCollector(source: client)
            let warehouse = try Warehouse.openOrCreate(
                path: folder.appending(path: "w.db").path, timeZone: "Europe/Zurich")
            var failures = 0
            var early: (descriptors: Int, kilobytes: Int)?
            for pass in 0..<Self.passes {
                clock.set(to: begin + .seconds(10) * pass)
                do {
                    let waiting = try warehouse.waitingTasks().mapValues(Set.init)
                    let collected = try await collector.collect(waiting: waiting)
                    failures += collected.failures.count
                    _ = try warehouse.apply(collected)
                } catch is APIError {
                    failures += 1
                }
                if pass == Self.passes / 4 { early = try Self.resources() }
            }
            #expect(failures > Self.passes / 10)
            let before = try #require(early)
            let after = try Self.resources()
            #expect(after.descriptors <= before.descriptors + 2, "\(before) then \(after)")
            #expect(after.kilobytes <= before.kilobytes + 12_000, "\(before) then \(after)")
        }
    }

    /// Every seventh request fails, in one of four ways.
    private static func fault(of request: SimulatedRequest) -> Fault? {
        guard abs(request.path.hashValue &+ Int.random(in: 0..<7)) % 7 == 0 else { return nil }
        let faults: [Fault] = [
            .answer(status: 503, body: "<html><title>Down</title></html>"), .closeMidBody,
            .answer(status: 200, body: "{\"Items\":["), .answer(status: 404, body: "{}"),
        ]
        return faults.randomElement()
    }

    /// Open descriptors of this process, and its resident memory.
    private static func resources() throws -> (descriptors: Int, kilobytes: Int) {
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
        return (descriptors, try #require(kilobytes))
    }
}
