import CivilTime
import Collector
import LucsAPI
import LucsModel
import Testing

@Suite("The final state lookup")
struct FinalStateLookupTests {
    private let waiting: [EntityID: Set<EntityID>] = [
        .text("s1"): [.text("t1"), .text("gone"), .text("answered"), .text("moved")]
    ]

    private func source() -> FakeSource {
        let source = FakeSource(["s1": ["t1"], "s2": ["moved"]])
        source.change {
            $0.tasks[.text("answered")] = LucsTask(id: .text("answered"), state: "Terminated")
        }
        return source
    }

    @Test("Tasks that are in no list any more are asked for once; no such task is an answer")
    func found() async throws {
        let source = source()
        let pass = try await PassCollector(source: source).collect(waiting: waiting)
        #expect(pass.finalStates.count == 2)
        #expect(
            pass.finalStates[.text("answered")]
                == LucsTask(id: .text("answered"), state: "Terminated"))
        #expect(pass.finalStates[.text("gone")] == .some(nil))
        #expect(source.asked.filter { $0.hasPrefix("task ") }.count == 2)
        #expect(pass.finishedAt == start + .seconds(10), "they belong to the span of the pass")
    }

    @Test("An incomplete list says of no task that it is gone, and a failed one neither")
    func incomplete() async throws {
        let source = source()
        source.change { $0.shortfalls["tasks s1"] = "cut off" }
        #expect(
            try await PassCollector(source: source).collect(waiting: waiting).finalStates.isEmpty)
        source.change { $0.errors["tasks s1"] = APIError(.badData, "x") }
        #expect(
            try await PassCollector(source: source).collect(waiting: waiting).finalStates.isEmpty)
    }

    @Test("A pass asks for a bounded number")
    func bounded() async throws {
        let source = FakeSource()
        let waiting: [EntityID: Set<EntityID>] = [.text("s1"): Set((0..<100).map { .text($0) })]
        let configuration = PassCollector.Configuration(maximumLookups: 7)
        let collector = PassCollector(source: source, configuration: configuration)
        #expect(try await collector.collect(waiting: waiting).finalStates.count == 7)
    }

    @Test("A server that never answers such requests is soon not asked any more")
    func givingUp() async throws {
        let source = FakeSource()
        let waiting: [EntityID: Set<EntityID>] = [.text("s1"): Set((0..<100).map { .text($0) })]
        source.change { state in
            for number in 0..<100 { state.errors["task \(number)"] = APIError(.refused, "no") }
        }
        let collector = PassCollector(source: source)
        let pass = try await collector.collect(waiting: waiting)
        #expect(pass.finalStates.isEmpty)
        #expect(pass.failures.isEmpty)
        #expect(await collector.hasGivenUpLookups)
        #expect(source.asked.filter { $0.hasPrefix("task ") }.count <= 8)
        source.forgetAsked()
        source.change { $0.errors = [:] }
        _ = try await collector.collect(waiting: waiting)
        #expect(!source.asked.contains { $0.hasPrefix("task ") })
    }

    @Test("Single errors between answers do not end it")
    func singleErrors() async throws {
        let source = FakeSource()
        source.change { $0.errors["task bad"] = APIError(.serverFault, "x") }
        let configuration = PassCollector.Configuration(concurrency: 1)
        let collector = PassCollector(source: source, configuration: configuration)
        for _ in 0..<20 {
            _ = try await collector.collect(waiting: [.text("s1"): [.text("bad"), .text("good")]])
        }
        #expect(await !collector.hasGivenUpLookups)
    }
}
