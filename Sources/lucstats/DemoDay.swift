import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import Warehouse

/// A simulated day that is collected by the clock of the simulation.
struct DemoDay {
    let scenario: Scenario
    let date: CivilDate
    let spacing: Spacing
    /// The rate limit of the key.
    let perHour: Int?
    /// What the planner considers beside recent arrivals.
    let signals: Set<PollSignal>
    /// A day like this one a week before, of which the planner knows the arrivals.
    var weekBefore: DemoHistory?
    /// The days before it, which the warehouse holds too.
    var earlierDays: EarlierDays?

    /// Collects the day over HTTP, and writes what was true.
    func collect(
        during bounds: Range<Timestamp>, into warehouse: Warehouse, truth: URL
    ) async throws {
        let clock = SimulatedClock.stepped(at: bounds.lowerBound)
        let simulation = Simulation(scenario: scenario, clock: clock)
        var options = SimulatorOptions()
        options.keys = [
            SimulatedKey("simulator", limits: SimulatedLimits(perHour: perHour))
        ]
        options.limitsBySimulatedTime = true
        options.contract.endedTasksKnown = .seconds(60)
        let server = SimulatorServer(simulation: simulation, options: options)
        let port = try server.start()
        defer { server.stop() }
        guard let url = URL(string: "http://127.0.0.1:\(port)") else { return }
        let client = try LucsClient(try configuration(url, clock, from: bounds.lowerBound))
        var passBounds = PassBounds(file, spacing: spacing, maxGap: nil)
        passBounds.signals = signals
        let collector = PassCollector(
            source: client, configuration: passBounds.collector(spacing: nil))
        var rules = PassRules()
        rules.taskGap = passBounds.taskGap
        rules.spacingFollowsTraffic = spacing == .auto
        rules.customers = customers
        var expectation = ExpectedTraffic()
        var progress = DemoProgress(start: bounds.lowerBound)
        // The pass at the day's end shows what ended within it.
        let loop = SamplingLoop(
            every: spacing.grid, duration: bounds.upperBound - bounds.lowerBound + .milliseconds(1),
            clock: DemoClock(clock))
        _ = try await loop.run(
            collect: {
                progress.show(at: clock.now)
                if let weekBefore { await collector.expect(weekBefore.arrivals(at: clock.now)) }
                if spacing == .auto, earlierDays != nil {
                    try await expectation.tell(collector, from: warehouse, at: clock.now)
                }
                let waiting = try warehouse.waitingTasks().mapValues(Set.init)
                let pass = try await collector.collect(waiting: waiting)
                guard !pass.isEmpty else { return nil }
                _ = try warehouse.apply(pass, rules: rules)
                return pass
            },
            onPass: { _ in },
            onFailure: { error, _ in
                guard (error as? APIError)?.retryAt != nil else { throw error }
            },
            nextDue: { await collector.nextDue })
        Terminal.message("The day took \(client.statistics.requests) requests.")
        try simulation.truth.write(to: truth)
    }

    /// Simulated customers need no secret: with a key of its own each demo would make other files.
    /// A recording states no customers.
    var customers: CustomerIdentifiers {
        if case .recorded = scenario.content { return .dropped }
        return .masked(key: Array("lucstats demo".utf8))
    }

    private var file: Configuration {
        var file = Configuration()
        if let perHour { file.limits = Configuration.Limits(perHour: perHour) }
        return file
    }

    private func configuration(
        _ url: URL, _ clock: SimulatedClock, from begin: Timestamp
    ) throws -> ClientConfiguration {
        var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
        configuration.limits = file.clientLimits
        configuration.now = { clock.now }
        let origin = ContinuousClock.now
        configuration.instant = { origin + (clock.now - begin) }
        configuration.sleep = { instant in
            clock.advance(to: begin + (instant - origin))
            // Requests under way come back by the real clock.
            try await Task.sleep(for: .milliseconds(1))
        }
        return configuration
    }
}

/// The clock of a simulation, which moves on as soon as the loop waits.
private struct DemoClock: SamplingClock {
    let clock: SimulatedClock

    init(_ clock: SimulatedClock) { self.clock = clock }

    var now: Timestamp { clock.now }
    func sleep(until instant: Timestamp) { clock.advance(to: instant) }
}

/// Shows on a terminal how much of the day is collected.
private struct DemoProgress {
    let start: Timestamp
    private var lastHour = -1

    init(start: Timestamp) { self.start = start }

    mutating func show(at instant: Timestamp) {
        let hour = Int((instant - start).inSeconds) / 3600
        guard Terminal.isWatched, hour != lastHour else { return }
        lastHour = hour
        Terminal.message("collecting … \(min(hour, 24)) of 24 simulated hours")
    }
}
