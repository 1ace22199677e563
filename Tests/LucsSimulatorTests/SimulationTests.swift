import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

@Suite struct SimulationTests {
    private func day(seed: UInt64, steps: Int) -> Truth {
        let scenario = Scenario.day(of: CivilDate(dayNumber: 20_780), seed: seed)
        let clock = SimulatedClock.stepped(at: scenario.start)
        let simulation = Simulation(scenario: scenario, clock: clock)
        for step in 1...steps {
            clock.set(
                to: scenario.start + .milliseconds(86_400_000 * Int64(step) / Int64(steps)))
            if step < steps { _ = simulation.read { $0.version } }
        }
        return simulation.truth
    }

    @Test func `The same seed gives the same day, however often one looks`() {
        let once = day(seed: 7, steps: 1)
        let often = day(seed: 7, steps: 500)
        #expect(once.tasks == often.tasks)
        #expect(once.agentStates == often.agentStates)
        #expect(day(seed: 8, steps: 1).tasks != once.tasks)
    }

    @Test func `The default day is lively and not hopeless`() {
        let truth = day(seed: 1, steps: 1)
        let offered = truth.tasks.filter { $0.queueStarted != nil }
        let inTime = offered.filter { leg in
            guard let queued = leg.queueStarted, let connected = leg.connected else { return false }
            return connected - queued <= .seconds(20)
        }
        let abandoned = offered.filter { $0.outcome == .abandonedInQueue }
        #expect((4000...6000).contains(offered.count))
        #expect((0.75...0.88).contains(Double(inTime.count) / Double(offered.count)))
        #expect((0.03...0.08).contains(Double(abandoned.count) / Double(offered.count)))
        var seconds: [AgentState: Double] = [:]
        var afterCall = 0.0
        for span in truth.agentStates {
            seconds[span.state, default: 0] += (span.to - span.from).inSeconds
            if span.reason == "After Call Work" { afterCall += (span.to - span.from).inSeconds }
        }
        let busy = (seconds[.working] ?? 0) + afterCall
        #expect((0.65...0.85).contains(busy / (busy + (seconds[.selectable] ?? 0))))
        for state in AgentState.allCases where state != .blocked {
            #expect((seconds[state] ?? 0) > 0, "\(state)")
        }
        let reasons = Set(truth.agentStates.compactMap(\.reason))
        #expect(reasons == ["After Call Work", "Lunch", "Break", "Training"])
        #expect(truth.tasks.allSatisfy { $0.ended != nil })
        #expect(truth.tasks.contains { $0.outcome == .transferred })
    }

    @Test func `An agent's states follow without gap or overlap, and differ from the one before`() {
        let truth = day(seed: 3, steps: 1)
        let start = Scenario.day(of: CivilDate(dayNumber: 20_780)).start
        for (_, spans) in Dictionary(grouping: truth.agentStates, by: \.agentID) {
            #expect(spans.first?.from == start)
            #expect(spans.last?.to == start + .seconds(86_400))
            for (before, after) in zip(spans, spans.dropFirst()) {
                #expect(before.to == after.from)
                #expect(before.from < before.to)
                #expect(before.state != after.state || before.reason != after.reason)
            }
        }
    }

    @Test func `An agent works exactly while connected with a task`() {
        let truth = day(seed: 4, steps: 1)
        var talks: Set<String> = []
        for leg in truth.tasks {
            guard let agent = leg.agentID, let from = leg.connected, let to = leg.ended else {
                continue
            }
            talks.insert("\(agent) \(from.milliseconds) \(to.milliseconds)")
        }
        let works = truth.agentStates.filter { $0.state == .working }
            .map { "\($0.agentID) \($0.from.milliseconds) \($0.to.milliseconds)" }
        #expect(talks == Set(works))
    }

    @Test func `A transferred task goes on in another service from the same instant`() throws {
        let truth = day(seed: 5, steps: 1)
        for legs in Dictionary(grouping: truth.tasks, by: \.taskID).values where legs.count > 1 {
            for (before, after) in zip(legs, legs.dropFirst()) {
                #expect(before.outcome == .transferred)
                #expect(before.ended == after.queueStarted)
                #expect(before.serviceID != after.serviceID)
                #expect(before.created == after.created)
            }
        }
    }

    @Test func `The next day is as lively, also when clocks change in between`() throws {
        let saturday = try #require(CivilDate(year: 2026, month: 10, day: 24))
        let scenario = Scenario.day(of: saturday)
        let clock = SimulatedClock.stepped(at: scenario.start + .seconds(49 * 3600))
        let truth = Simulation(scenario: scenario, clock: clock).truth
        let opening = scenario.start + .milliseconds((25 + 7) * 3_600_000 + 1_800_000 + 86_400_000)
        let sunday = truth.tasks.filter { $0.created > scenario.start + .seconds(86_400) }
        #expect(sunday.count > 4000)
        let first = try #require(sunday.map(\.created).min())
        let seven30 = opening - .seconds(86_400) + .zero
        #expect(first >= seven30)
        #expect(first < seven30 + .seconds(300))
    }

    @Test func `The truth is written as two tables`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("truth-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let truth = day(seed: 1, steps: 1)
        try truth.write(to: folder)
        for (name, count) in [
            ("tasks.csv", truth.tasks.count), ("agent-states.csv", truth.agentStates.count),
        ] {
            let text = try String(
                contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            #expect(text.split(separator: "\n").count == count + 1)
        }
    }

    @Test func `A frozen centre has what was asked for, and nothing changes`() {
        let scenario = Scenario.frozen(users: 100, services: 10, tasks: 2000)
        let clock = SimulatedClock.stepped(at: scenario.start)
        let simulation = Simulation(scenario: scenario, clock: clock)
        let before = simulation.truth.tasks
        clock.set(to: scenario.start + .seconds(86_400))
        #expect(before == simulation.truth.tasks)
        #expect(before.count == 2000)
        #expect((1300...1500).contains(before.filter { $0.connected != nil }.count))
    }

    @Test func `A running clock passes faster than real time when told so`() async throws {
        let start = Timestamp(milliseconds: 1_000_000)
        let clock = SimulatedClock.running(from: start, speed: 1000)
        try await Task.sleep(for: .milliseconds(30))
        #expect(clock.now - start >= .seconds(30))
    }
}
