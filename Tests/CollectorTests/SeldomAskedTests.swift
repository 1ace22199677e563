import CivilTime
import Collector
import LucsAPI
import LucsModel
import Testing

/// What is asked for once a day or every few minutes: reasons of absence and callbacks.
@Suite struct SeldomAskedTests {
    private func asked(_ source: FakeSource, _ name: String) -> Int {
        source.asked.count { $0.hasPrefix(name) }
    }

    @Test func `Reasons of absence are asked for once a day`() async throws {
        let source = FakeSource()
        source.change { $0.reasons = ["Lunch", "Break"] }
        let collector = PassCollector(source: source)
        #expect(try await collector.collect().absenceReasons.map(\.rows) == [["Lunch", "Break"]])
        source.change { $0.now += .seconds(3600) }
        #expect(try await collector.collect().absenceReasons.isEmpty)
        #expect(asked(source, "reasons") == 1)
        source.change { $0.now += .seconds(86_400) }
        #expect(try await collector.collect().absenceReasons.count == 1)
    }

    @Test func `What an earlier run listed today is not asked for again`() async throws {
        let source = FakeSource()
        source.change { $0.reasons = ["Lunch"] }
        let collector = PassCollector(
            source: source,
            configuration: PassCollector.Configuration(callbacksEvery: .seconds(300)),
            absenceReasonsListedAt: start - .seconds(3600),
            callbacksListedAt: start - .seconds(60))
        let pass = try await collector.collect()
        #expect(pass.absenceReasons.isEmpty && pass.callbacks == nil)
        #expect(asked(source, "reasons") == 0 && asked(source, "callbacks") == 0)
    }

    @Test func `Callbacks are never searched unless that is switched on`() async throws {
        let source = FakeSource()
        let collector = PassCollector(source: source)
        for _ in 0..<3 {
            #expect(try await collector.collect().callbacks == nil)
            source.change { $0.now += .seconds(7200) }
        }
        #expect(asked(source, "callbacks") == 0)
    }

    @Test func `500 services under 1,000 requests an hour are still sampled, history beside`()
        async throws
    {
        let names = (0..<500).map { "s\($0)" }
        let source = FakeSource(Dictionary(uniqueKeysWithValues: names.map { ($0, []) }))
        source.change { state in
            state.reasons = ["Lunch"]
            state.members = [:]
            // In 5 s, the least spacing.
            state.allowance = 1000.0 / 720
        }
        let collector = PassCollector(
            source: source,
            configuration: PassCollector.Configuration(
                rules: .auto(staleness: .seconds(3600)), callbacksEvery: .seconds(300)),
            services: names.map { .text($0) },
            activities: Dictionary(
                uniqueKeysWithValues: names.map {
                    (.text($0), ServiceActivity(polledAt: start, arrivals: 0.001))
                }))
        let end = start + .seconds(3 * 3600)
        var next = start
        while next < end {
            source.change { [next] in $0.now = next }
            _ = try await collector.collect()
            next += .seconds(10)
        }
        let polled = Set(source.asked.filter { $0.hasPrefix("tasks ") })
        #expect(polled.count == 500, "every service is polled")
        // The client's own budget keeps the limit itself; members are a fortieth at most.
        #expect(source.asked.count <= 3 * 1050)
        #expect(asked(source, "tasks ") > source.asked.count / 2, "most requests are for tasks")
        #expect(asked(source, "members ") == 12 * 6, "all within a day")
        #expect((35...37).contains(asked(source, "callbacks")))
        #expect(asked(source, "reasons") == 1)
    }

    @Test func `Callbacks are searched every five minutes, and not sooner after a refusal`()
        async throws
    {
        let source = FakeSource()
        let collector = PassCollector(
            source: source,
            configuration: PassCollector.Configuration(callbacksEvery: .seconds(300)))
        #expect(try await collector.collect().callbacks?.rows.map(\.id) == [.text("cb1")])
        source.change { $0.now += .seconds(60) }
        #expect(try await collector.collect().callbacks == nil)
        source.change {
            $0.now += .seconds(300)
            $0.errors["callbacks"] = APIError(.refused, "the key lacks a role", status: 401)
        }
        #expect(try await collector.collect().failures.map(\.resource) == [.callbacks])
        source.change { $0.now += .seconds(60) }
        #expect(try await collector.collect().failures.isEmpty)
        #expect(asked(source, "callbacks") == 2)
    }
}
