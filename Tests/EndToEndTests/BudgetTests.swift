import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import SQLite
import Testing
import Warehouse

@testable import lucstats

/// An hour of passes within a rate limit, against a server that holds to it.
@Suite struct BudgetTests {
    private struct Hour {
        var refusals = 0
        var requests = 0
        /// Listings, by service.
        var polls: [EntityID: [Timestamp]] = [:]
        var path = ""
    }

    /// Half of the services busy, the others with next to no calls.
    private static func scenario(_ date: CivilDate) -> Scenario {
        var scenario = Scenario.day(of: date, services: 40, agents: 160)
        for index in scenario.services.indices where index >= 8 {
            scenario.services[index].tasksPerDay = 2
        }
        return scenario
    }

    /// - Parameter isCron: whether each pass is a run of its own, which knows of those before what
    ///   they left on disk.
    private func hour(
        in folder: URL, limits: SimulatedLimits, known: ClientConfiguration.Limits,
        every: Duration, isCron: Bool = false
    ) async throws -> Hour {
        let date = try #require(CivilDate("2026-11-24"))
        let scenario = Self.scenario(date)
        let begin = scenario.start + .seconds(10 * 3600)
        let clock = SimulatedClock.stepped(at: begin)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey("k", limits: limits)]
        options.limitsBySimulatedTime = true
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: clock), options: options)
        let port = try server.start()
        defer { server.stop() }
        var configuration = ClientConfiguration(
            servers: [try #require(URL(string: "http://127.0.0.1:\(port)"))],
            key: try APIKey("k"))
        configuration.limits = known
        configuration.now = { clock.now }
        let origin = ContinuousClock.now
        configuration.instant = { origin + (clock.now - begin) }
        var client = try LucsClient(configuration)
        var plan = PassCollector.Configuration(
            rules: .fixed(every: every, staleness: .seconds(240)))
        var collector = PassCollector(source: client, configuration: plan)
        var hour = Hour()
        hour.path = folder.appending(path: "w.db").path
        let warehouse = try Warehouse.openOrCreate(path: hour.path, timeZone: "Europe/Zurich")
        var instant = begin
        while instant < begin + .seconds(3600) {
            clock.set(to: instant)
            if isCron {
                let kept = BudgetFile(warehouse: hour.path, limits: known)
                hour.refusals += client.statistics.retries
                hour.requests += client.statistics.requests
                client = try LucsClient(configuration)
                let directoryReadAt = await kept.resume(client).directoryReadAt
                plan.rules = try warehouse.typicalSpacing().map {
                    .fixed(every: $0, staleness: .seconds(240))
                }
                collector = PassCollector(
                    source: client, configuration: plan,
                    services: try warehouse.presentServices(),
                    activities: try warehouse.serviceActivities(),
                    directoryReadAt: directoryReadAt)
            }
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            let pass = try await collector.collect(waiting: waiting)
            if isCron {
                try BudgetFile(warehouse: hour.path, limits: known).write(
                    BudgetFile.Content(
                        history: await client.history,
                        directoryReadAt: await collector.directoryReadAt,
                        paging: await client.pagingMemory))
            }
            #expect(pass.failures.isEmpty, "\(pass.failures.first?.reason ?? "")")
            _ = try warehouse.apply(pass)
            for part in pass.tasks {
                hour.polls[part.service, default: []].append(part.listing.observedAt)
            }
            instant = instant + every
        }
        hour.refusals += client.statistics.retries
        hour.requests += client.statistics.requests
        return hour
    }

    @Test(arguments: [
        ClientConfiguration.Limits(perHour: 1500), .init(perMinute: 60, perHour: 4000),
    ])
    func `Within a limit no request is refused, and busy services are polled more often`(
        limits: ClientConfiguration.Limits
    ) async throws {
        try await withTemporaryFolder { folder in
            let every = Duration.seconds(30)
            let hour = try await hour(
                in: folder,
                limits: SimulatedLimits(
                    perMinute: limits.perMinute,
                    perHour: limits.perHour),
                known: limits, every: every)
            #expect(hour.refusals == 0)
            #expect(hour.requests <= min(limits.perHour ?? 0, (limits.perMinute ?? 10_000) * 60))
            #expect(
                hour.requests * 10 >= min(limits.perHour ?? 0, (limits.perMinute ?? 10_000) * 60)
                    * 6)
            let scenario = Self.scenario(try #require(CivilDate("2026-11-24")))
            let polls = scenario.services.map { hour.polls[EntityID($0.id)]?.count ?? 0 }
            let busy = Double(polls[..<8].reduce(0, +)) / 8
            let idle = Double(polls[8...].reduce(0, +)) / 32
            #expect(busy > 1.5 * idle, "\(busy) and \(idle) polls an hour")
            // Nobody waits for longer than tolerable.
            for (service, instants) in hour.polls {
                let gaps = zip(instants.dropFirst(), instants).map { $0 - $1 }
                #expect(gaps.max() ?? .zero <= .seconds(240), "\(service)")
            }
            try expectHonestCoverage(hour)
        }
    }

    @Test func `Under cron the runs together keep within a limit, and poll where things move`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let limits = ClientConfiguration.Limits(perHour: 1500)
            let hour = try await hour(
                in: folder, limits: SimulatedLimits(perHour: 1500), known: limits,
                every: .seconds(60), isCron: true)
            #expect(hour.refusals == 0)
            #expect(hour.requests <= 1500)
            #expect(hour.requests >= 1000, "\(hour.requests)")
            let scenario = Self.scenario(try #require(CivilDate("2026-11-24")))
            let polls = scenario.services.map { hour.polls[EntityID($0.id)]?.count ?? 0 }
            let busy = Double(polls[..<8].reduce(0, +)) / 8
            let idle = Double(polls[8...].reduce(0, +)) / 32
            #expect(busy > 1.5 * idle, "\(busy) and \(idle) polls an hour")
            #expect(polls.allSatisfy { $0 >= 4 }, "\(polls)")
            try expectHonestCoverage(hour)
        }
    }

    /// Each service's coverage counts its own polls, no more.
    private func expectHonestCoverage(_ hour: Hour) throws {
        let connection = try Warehouse.reading(path: hour.path).connection
        for (service, instants) in hour.polls {
            let polls = try connection.prepare(
                """
                SELECT sum(polls) FROM coverage JOIN service_entity USING (service_key)
                WHERE resource = 2 AND id_text = ?
                """
            ).scalar(.text(service.description))
            #expect(polls == .integer(Int64(instants.count)))
        }
        #expect(try connection.prepare("SELECT count(*) FROM pass_failure").scalar() == 0)
    }
}

@Suite struct PlanTests {
    @Test(arguments: [
        (100_000, "3 services every 2s: about 4 requests a pass, 7200 an hour, against a limit of"),
        (600, "does not allow a pass every 2s: sampling every 12s."),
    ])
    func `A loop says what its schedule costs against the limit`(
        limit: Int, says: String
    ) async throws {
        let scenario = Scenario.frozen(users: 3, services: 3, tasks: 2)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        let port = try server.start()
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            try Data("{\"limits\": {\"perHour\": \(limit)}}".utf8).write(
                to: folder.appending(path: "c.json"))
            let outcome = try await Program.run(
                [
                    "collect", "--server", "http://127.0.0.1:\(port)", "--config", "c.json",
                    "--warehouse", "w.db", "--every", "2s", "--for", "1s",
                ], in: folder)
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains(says), "\(outcome.errors)")
        }
    }
}
