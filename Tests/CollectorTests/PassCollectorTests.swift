import CivilTime
import Collector
import LucsAPI
import LucsModel
import Testing

@Suite("Making passes")
struct PassCollectorTests {
    private let refused = APIError(.refused, "refused")
    private let broken = APIError(.unreachable, "nobody there")

    @Test(
        "What lookups of tasks cost is taken from the passes that follow", arguments: [0, 1, 3, 50])
    func spared(waiting: Int) async throws {
        let source = FakeSource(
            Dictionary(uniqueKeysWithValues: (0..<20).map { ("s\($0)", [String]()) }))
        let collector = PassCollector(
            source: source,
            configuration: .init(
                rules: .fixed(every: .seconds(30), staleness: .seconds(240))))
        source.change { $0.allowance = 1000 }
        for _ in 0..<2 { _ = try await collector.collect() }
        // A request for the states, and one for each service.
        source.change { $0.allowance = 22 }
        let tasks = Set((0..<waiting).map { EntityID.text("t\($0)") })
        var requests = 0
        let begin = source.now()
        for _ in 0..<10 {
            source.change { $0.now += .seconds(5) }
            let pass = try await collector.collect(waiting: [.text("s1"): tasks])
            #expect(pass.tasks.count >= 1 && pass.finalStates.count <= max(1, waiting))
            requests += pass.requests
        }
        // Each answer takes a second by this source's clock.
        let allowed = 22 * ((source.now() - begin) / .seconds(30))
        #expect(Double(requests) <= allowed + 22 && requests >= 10)
    }

    @Test("An instant at which no list is due gives an empty pass")
    func nothingDue() async throws {
        let source = FakeSource(["s1": [], "s2": []])
        let collector = PassCollector(
            source: source, configuration: .init(rules: .auto(staleness: .seconds(240))))
        #expect(try await collector.collect().isEmpty == false)
        source.change { $0.now += .seconds(1) }
        let idle = try await collector.collect()
        #expect(idle.isEmpty && idle.requests == 0)
        source.change { $0.now += .seconds(240) }
        #expect(try await collector.collect().isEmpty == false)
    }

    @Test("The first pass reads everything, services first")
    func first() async throws {
        let source = FakeSource()
        let pass = try await PassCollector(source: source).collect()
        #expect(source.asked.first == "services")
        #expect(
            source.asked.sorted() == [
                "members s1", "profiles", "services", "states", "tasks s1", "tasks s2", "units",
                "users",
            ])
        #expect(pass.tasks.map(\.service) == [.text("s1"), .text("s2")])
        #expect(pass.tasks[0].listing.rows.map(\.id) == [.text("t1")])
        #expect(pass.userStates?.rows.count == 1)
        #expect(pass.directory?.organizationUnits?.rows.count == 1)
        #expect(pass.directory?.dutyProfiles?.rows.count == 1)
        #expect(pass.failures.isEmpty)
        #expect(pass.requests == 8)
        #expect(pass.startedAt == start + .seconds(1))
        #expect(pass.finishedAt == start + .seconds(7))
    }

    @Test("The directory is read again when it is due, and not before")
    func directory() async throws {
        let source = FakeSource()
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        source.forgetAsked()
        let second = try await collector.collect()
        #expect(second.directory == nil)
        #expect(source.asked.sorted() == ["states", "tasks s1", "tasks s2"])
        source.change {
            $0.now = $0.now + .seconds(900)
            $0.order.append(.text("s3"))
        }
        let third = try await collector.collect()
        #expect(third.directory?.users != nil)
        #expect(third.tasks.count == 3)
    }

    @Test("The directory is due once its time is up, to the second", arguments: [899, 900])
    func due(seconds: Int) async throws {
        let source = FakeSource()
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        source.change { $0.now = start + .seconds(seconds) }
        let isRead = try await collector.collect().directory != nil
        #expect(isRead == (seconds == 900))
    }

    @Test("With v1.0 one request tells users and states")
    func version1() async throws {
        let source = FakeSource()
        source.change { $0.version = .v1 }
        let pass = try await PassCollector(source: source).collect()
        #expect(pass.userStates?.rows == [UserState(user: .text("a"), isSelectable: true)])
        #expect(pass.directory?.users?.rows.count == 1)
        #expect(pass.directory?.dutyProfiles == nil)
        #expect(!source.asked.contains("states") && !source.asked.contains("profiles"))

        source.change { $0.errors["users"] = APIError(.refused, "no role") }
        let failed = try await PassCollector(source: source).collect()
        #expect(failed.failures.map(\.resource) == [.users, .userStates])
    }

    @Test("A listing that fails is named, and the rest goes on")
    func partial() async throws {
        let source = FakeSource()
        source.change { [refused] state in
            state.errors["states"] = refused
            state.errors["tasks s1"] = APIError(.badData, "no list", server: "http://x:1")
        }
        let pass = try await PassCollector(source: source).collect()
        #expect(pass.failures.map(\.resource) == [.userStates, .tasks(service: .text("s1"))])
        #expect(pass.failures[1].reason == "http://x:1: no list")
        #expect(pass.tasks.map(\.service) == [.text("s2")])
        #expect(pass.userStates == nil)
    }

    @Test("Services known from before stand in for a directory that cannot be had")
    func knownServices() async throws {
        let source = FakeSource()
        source.change { [refused] in $0.errors["services"] = refused }
        let collector = PassCollector(source: source, services: [.text("s1")])
        let pass = try await collector.collect()
        #expect(pass.tasks.map(\.service) == [.text("s1")])
        #expect(pass.failures.map(\.resource) == [.services])
    }

    @Test("An incomplete list of services removes none")
    func incompleteServices() async throws {
        let source = FakeSource()
        source.change { $0.shortfalls["services"] = "cut off" }
        let collector = PassCollector(source: source, services: [.text("s9"), .text("s1")])
        let pass = try await collector.collect()
        #expect(pass.tasks.map(\.service) == [.text("s9"), .text("s1"), .text("s2")])
    }

    @Test("Without any services the directory is asked for again at the next pass")
    func noServices() async throws {
        let source = FakeSource([:])
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        #expect(try await collector.collect().directory != nil)
    }

    @Test("A service that is gone has the directory read again at the next pass")
    func goneService() async throws {
        let source = FakeSource()
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        source.change {
            $0.errors["tasks s2"] = APIError(.notFound, "no such service")
            $0.order = [.text("s1")]
        }
        #expect(try await collector.collect().failures.count == 1)
        let third = try await collector.collect()
        #expect(third.directory != nil)
        #expect(third.failures.isEmpty)
    }

    @Test("Nothing at all throws, and a refusal comes before its consequences")
    func nothing() async throws {
        let source = FakeSource()
        source.change { [broken] in $0.errors["*"] = broken }
        let collector = PassCollector(source: source, services: (0..<200).map { .text($0) })
        await #expect(throws: broken) { try await collector.collect() }
        #expect(source.asked == ["services"], "one request is enough to see that nobody is there")
    }

    @Test("A key that opens nothing is not tried on every service")
    func refusedEverywhere() async throws {
        let source = FakeSource()
        source.change { [refused] in $0.errors["*"] = refused }
        let collector = PassCollector(source: source, services: (0..<200).map { .text($0) })
        await #expect(throws: refused) { try await collector.collect() }
        #expect(source.asked.count <= 10)
    }

    @Test("The key is given up with its sixth refusal")
    func sixRefusals() async throws {
        let source = FakeSource()
        source.change { [refused] in $0.errors["*"] = refused }
        let collector = PassCollector(
            source: source, configuration: PassCollector.Configuration(concurrency: 1),
            services: (0..<20).map { .text($0) })
        await #expect(throws: refused) { try await collector.collect() }
        #expect(source.asked.count == 6)
    }

    @Test("A response to a request sent before a fault says nothing of the server since")
    func lateResponse() async throws {
        let source = FakeSource(
            Dictionary(uniqueKeysWithValues: (1...9).map { ("s\($0)", [String]()) }))
        source.change { [broken] state in
            for number in 2...9 { state.errors["tasks s\(number)"] = broken }
            state.delays = ["tasks s1": .milliseconds(20), "tasks s3": .milliseconds(60)]
        }
        let collector = PassCollector(
            source: source, configuration: PassCollector.Configuration(concurrency: 2),
            services: (1...9).map { .text("s\($0)") }, directoryReadAt: start)
        _ = try await collector.collect()
        #expect(source.asked.filter { $0.hasPrefix("tasks ") }.count <= 4)
    }

    @Test("A server that dies during a pass is left alone, and what was not asked is named")
    func dying() async throws {
        let services = Dictionary(
            uniqueKeysWithValues: (100..<200).map { ("s\($0)", [String]()) })
        let source = FakeSource(services)
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        source.forgetAsked()
        source.change { [broken] state in
            for number in 110..<200 { state.errors["tasks s\(number)"] = broken }
        }
        let pass = try await collector.collect()
        #expect(pass.tasks.count == 10)
        #expect(pass.failures.count == 90)
        #expect(pass.failures.last?.reason == "Not asked for: the server stopped answering.")
        #expect(source.asked.count < 20)
    }

    @Test("A reached rate limit ends the asking")
    func rateLimit() async throws {
        let source = FakeSource()
        let collector = PassCollector(
            source: source, configuration: PassCollector.Configuration(concurrency: 1))
        source.change { $0.errors["tasks s1"] = APIError(.rateLimited, "too many") }
        let pass = try await collector.collect()
        #expect(pass.tasks.isEmpty)
        #expect(pass.failures.map(\.reason).contains("Not asked for: too many"))
    }

    @Test("Only as many listings as allowed are under way")
    func concurrency() async throws {
        let source = FakeSource(
            Dictionary(uniqueKeysWithValues: (0..<50).map { ("s\($0)", [String]()) }))
        let configuration = PassCollector.Configuration(concurrency: 3)
        _ = try await PassCollector(source: source, configuration: configuration).collect()
        #expect(source.maximumUnderWay <= 3)
    }
}
