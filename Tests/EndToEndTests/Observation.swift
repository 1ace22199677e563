import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// What a collector saw of a simulated contact centre over HTTP, and what was true.
struct Observation: Sendable {
    /// The path of the warehouse.
    let path: String
    let truth: Truth
    /// When it polled. The simulated clock stands still during a poll.
    let polls: [Timestamp]

    var bounds: Range<Timestamp> { polls[0]..<polls[polls.count - 1] }

    /// Polls some hours of 24 November 2026 in Zurich.
    init(
        path: String, hours: ClosedRange<Int> = 0...24, every: Duration = .seconds(60),
        version: ClientConfiguration.VersionChoice = .auto,
        options: @Sendable (Simulation) -> SimulatorOptions = { _ in SimulatorOptions() },
        change: @Sendable (inout Scenario) -> Void = { _ in }
    ) async throws {
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        // Lets the connection close, so that the file alone is the warehouse.
        let day = try #require(CivilDate("2026-11-24"))
        let midnight = warehouse.calendar.start(of: day)
        var instant = midnight + .seconds(3600 * hours.lowerBound)
        let clock = SimulatedClock.stepped(at: instant)
        var scenario = Scenario.day(of: day, seed: 7)
        change(&scenario)
        let simulation = Simulation(scenario: scenario, clock: clock)
        let server = SimulatorServer(simulation: simulation, options: options(simulation))
        let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
        defer { server.stop() }
        var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
        configuration.apiVersion = version
        configuration.now = { clock.now }
        configuration.contextParameters = ["language"]
        let collector = PassCollector(
            source: try LucsClient(configuration),
            configuration: PassCollector.Configuration(callbacksEvery: .seconds(60)))
        var polls: [Timestamp] = []
        while instant <= midnight + .seconds(3600 * hours.upperBound) {
            clock.set(to: instant)
            polls.append(instant)
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            _ = try warehouse.apply(try await collector.collect(waiting: waiting))
            instant = instant + every
        }
        self.path = path
        self.polls = polls
        truth = simulation.truth
    }
}

/// Collects a whole day once for all tests of a suite, and removes it after the last.
struct CollectedDay: SuiteTrait, TestScoping {
    @TaskLocal static var current: Observation?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let day = try await Observation(path: folder.appending(path: "w.db").path)
            try await Self.$current.withValue(day) { try await body() }
        }
    }
}

extension Trait where Self == CollectedDay {
    /// The tests find the day in ``CollectedDay/current``.
    static var collectedDay: Self { CollectedDay() }
}

/// Lends a folder that is gone afterwards.
func withTemporaryFolder<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lucstats-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}
