import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// An hour of a busy morning by the clock of the simulation, collected over HTTP by the loop that
/// `collect` runs, and compared with what was true.
@Suite struct PollingHourTests {
    private struct Hour {
        var requests = 0
        var refusals = 0
        var failures = 0
        var took = Duration.zero
        /// The longest time between two polls of a service.
        var longest = Duration.zero
        /// Calls that entered a queue and ended in the hour, and those of them that the warehouse
        /// lacks or has with another outcome.
        var calls = 0
        var wrong = 0
    }

    /// The clock of a simulation, which moves on as soon as the loop waits.
    private struct Steps: SamplingClock {
        let clock: SimulatedClock
        var now: Timestamp { clock.now }
        func sleep(until instant: Timestamp) { clock.advance(to: instant) }
    }

    private func hour(
        services: Int, agents: Int, perHour: Int?, rules: PollRules
    ) async throws -> Hour {
        try await withTemporaryFolder { folder in
            let date = try #require(CivilDate("2026-11-24"))
            let scenario = Scenario.day(
                of: date, seed: 5, services: services, agents: agents, traffic: .unequal)
            let begin = scenario.start + .seconds(9 * 3600)
            let clock = SimulatedClock.stepped(at: begin)
            let simulation = Simulation(scenario: scenario, clock: clock)
            var options = SimulatorOptions()
            options.keys = [SimulatedKey("k", limits: SimulatedLimits(perHour: perHour))]
            options.limitsBySimulatedTime = true
            options.contract.endedTasksKnown = .seconds(60)
            let server = SimulatorServer(simulation: simulation, options: options)
            let port = try server.start()
            defer { server.stop() }
            var configuration = ClientConfiguration(
                servers: [try #require(URL(string: "http://127.0.0.1:\(port)"))],
                key: try APIKey("k"))
            configuration.limits.perHour = perHour
            configuration.now = { clock.now }
            let origin = ContinuousClock.now
            configuration.instant = { origin + (clock.now - begin) }
            configuration.sleep = { clock.advance(to: begin + ($0 - origin)) }
            let client = try LucsClient(configuration)
            let collector = PassCollector(
                source: client, configuration: .init(patience: .seconds(300), rules: rules))
            let warehouse = try Warehouse.openOrCreate(
                path: folder.appending(path: "w.db").path, timeZone: "Europe/Zurich")
            var hour = Hour()
            var polledAt: [EntityID: Timestamp] = [:]
            let summary = try await SamplingLoop(
                every: rules.grid, duration: .seconds(3600), clock: Steps(clock: clock)
            ).run(
                collect: {
                    let waiting = try warehouse.waitingTasks().mapValues(Set.init)
                    return try await collector.collect(waiting: waiting)
                },
                onPass: { pass in
                    _ = try warehouse.apply(pass)
                    hour.failures += pass.failures.count
                    for part in pass.tasks {
                        if let last = polledAt[part.service] {
                            hour.longest = max(hour.longest, part.listing.observedAt - last)
                        }
                        polledAt[part.service] = part.listing.observedAt
                    }
                },
                onFailure: { error, _ in throw error },
                nextDue: { await collector.nextDue })
            #expect(summary.end == .durationOver)
            hour.requests = client.statistics.requests
            hour.refusals = client.statistics.retries
            hour.took = ContinuousClock.now - origin
            var outcomes: [String: String] = [:]
            try warehouse.connection.prepare(
                "SELECT lower(task_id) || lower(service_id), outcome FROM task"
            ).forEach { row in
                if let task = try row.text(0) { outcomes[task] = try row.text(1) }
            }
            for leg in simulation.truth.tasks {
                guard let queued = leg.queueStarted, queued >= begin, let ended = leg.ended,
                    ended < clock.now - .seconds(300), leg.outcome != .transferred
                else { continue }
                let outcome = leg.connected == nil ? "abandoned" : "answered"
                hour.calls += 1
                if outcomes[(leg.taskID + leg.serviceID).lowercased()] != outcome {
                    hour.wrong += 1
                }
            }
            return hour
        }
    }

    @Test func `A key with a limit is spent whole, where calls are, and no pass waits for it`()
        async throws
    {
        let auto = try await hour(
            services: 50, agents: 250, perHour: 1000,
            rules: .auto(staleness: .seconds(900)))
        #expect(auto.refusals == 0 && auto.failures == 0)
        #expect((900...1000).contains(auto.requests), "\(auto.requests) requests")
        #expect(auto.longest <= .seconds(930), "\(auto.longest)")
        #expect(auto.took < .seconds(120), "the simulated clock stands still: \(auto.took)")
        // The same requests spread evenly: a poll of each service every 198 s.
        let even = try await hour(
            services: 50, agents: 250, perHour: nil,
            rules: .fixed(every: .seconds(198), staleness: .seconds(240)))
        #expect(even.requests >= auto.requests)
        #expect(auto.calls > 200 && even.calls > 200)
        let shares = (
            Double(auto.wrong) / Double(auto.calls), Double(even.wrong) / Double(even.calls)
        )
        #expect(shares.0 < 0.95 * shares.1, "missed or mistaken: \(shares)")
    }

    @Test func `Without a limit a busy hour is seen whole`() async throws {
        let hour = try await hour(
            services: 6, agents: 60, perHour: nil, rules: .auto(staleness: .seconds(240)))
        #expect(hour.failures == 0 && hour.calls > 200)
        #expect(Double(hour.wrong) <= 0.01 * Double(hour.calls), "\(hour.wrong) of \(hour.calls)")
        // A fixed 10 s makes 2,520 requests in the hour, for the tasks and the states.
        #expect(hour.requests < 4000, "\(hour.requests)")
    }
}
