import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

/// Recorded calls as the simulated server tells them.
@Suite struct ReplayTests {
    private typealias Rows = RecordedRows

    /// An agent's morning, calls that wait, give up or are lost, and one that hands over in the
    /// same second.
    private static func morning() throws -> Recording {
        try Rows.recording(
            Rows.row(
                1, "AGENT", menu: ("9:00:00", "9:00:10"), queue: ("9:00:10", "9:00:40"),
                service: ("9:00:39", "9:02:39"), server: "TALI"),
            Rows.row(
                2, "AGENT", menu: ("9:01:50", "9:02:00"), queue: ("9:02:00", "9:02:40"),
                service: ("9:02:40", "9:03:00"), server: "TALI"),
            Rows.row(
                3, "AGENT", type: "NW", menu: ("9:10:00", "9:10:09"),
                service: ("9:10:10", "9:11:00"), server: "TALI"),
            Rows.row(4, "HANG", menu: ("9:05:00", "9:05:10"), queue: ("9:05:10", "9:05:30")),
            Rows.row(5, "HANG", menu: ("9:06:00", "9:06:10")))
    }

    private func state(_ time: String, of simulation: Simulation) throws -> AgentState {
        simulation.clock.set(to: try Rows.at(time))
        return simulation.read { $0.agents[0].state }
    }

    @Test func `A task is told from the instant at which it begins, and not at that of its end`()
        throws
    {
        let recording = try Self.morning()
        let clock = SimulatedClock.stepped(at: recording.start)
        let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
        func listed(_ time: String) throws -> [String] {
            clock.set(to: try Rows.at(time))
            return simulation.read { world in
                world.live[1].map { world.tasks[$0].state.rawValue }
            }
        }
        #expect(simulation.scenario.services[1].name == "PS")
        #expect(try listed("08:59:59") == [])
        #expect(try listed("09:00:00") == ["InIVR"])
        #expect(try listed("09:00:09") == ["InIVR"])
        #expect(try listed("09:00:10") == ["InQueue"])
        #expect(try listed("09:00:39") == ["InQueue"])
        #expect(try listed("09:00:40") == ["Connected"])
        #expect(try listed("09:02:00") == ["Connected", "InQueue"])
        #expect(try listed("09:02:39") == ["Connected", "InQueue"])
        #expect(try listed("09:02:40") == ["Connected"])
        #expect(try listed("09:02:59") == ["Connected"])
        #expect(try listed("09:03:00") == [])
        #expect(try listed("09:05:29") == ["InQueue"])
        #expect(try listed("09:05:30") == [])
        #expect(try listed("09:06:09") == ["InIVR"])
        #expect(try listed("09:06:10") == [])
    }

    @Test func `Agents work while in a call, are selectable between calls, and offline else`()
        throws
    {
        let recording = try Self.morning()
        let simulation = Simulation(
            scenario: .replay(of: recording), clock: .stepped(at: recording.start))
        #expect(try state("09:00:39", of: simulation) == .offline)
        #expect(try state("09:00:40", of: simulation) == .working)
        #expect(try state("09:02:59", of: simulation) == .working)
        #expect(try state("09:03:00", of: simulation) == .selectable)
        #expect(try state("09:10:09", of: simulation) == .selectable)
        #expect(try state("09:10:10", of: simulation) == .working)
        #expect(try state("09:11:00", of: simulation) == .offline)
        let spans = simulation.truth.agentStates
        // The second call begins in the second in which the first ends.
        #expect(spans.map(\.state) == [.offline, .working, .selectable, .working, .offline])
    }

    @Test func `An agent in two calls at once works until the last one ends`() throws {
        let recording = try Rows.recording(
            Rows.row(
                1, "AGENT", menu: ("9:00:00", "9:00:00"), service: ("9:00:00", "9:05:00"),
                server: "TALI"),
            Rows.row(
                2, "AGENT", menu: ("9:01:00", "9:01:00"), service: ("9:01:00", "9:02:00"),
                server: "TALI"),
            Rows.row(
                3, "AGENT", date: "990106", menu: ("9:01:00", "9:01:00"),
                service: ("9:01:00", "9:02:00"), server: "TALI"))
        let simulation = Simulation(
            scenario: .replay(of: recording), clock: .stepped(at: recording.start))
        #expect(try state("09:02:00", of: simulation) == .working)
        #expect(try state("09:05:00", of: simulation) == .offline)
        simulation.clock.set(to: recording.end)
        let states = simulation.truth.agentStates.map(\.state)
        #expect(states == [.offline, .working, .offline, .working, .offline])
    }

    @Test func `The truth is what was recorded, however often one looks`() throws {
        let recording = try Self.morning()
        func truth(every seconds: Int64) -> Truth {
            let clock = SimulatedClock.stepped(at: recording.start)
            let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
            while clock.now < recording.end {
                clock.set(to: clock.now + .seconds(seconds))
                _ = simulation.read { $0.version }
            }
            clock.set(to: recording.start + .seconds(86_400))
            return simulation.truth
        }
        let once = truth(every: 86_400)
        let often = truth(every: 7)
        #expect(once.tasks == often.tasks)
        #expect(once.agentStates == often.agentStates)
        let outcomes = Dictionary(
            once.tasks.map { ($0.taskID, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(outcomes.count == recording.calls.count)
        for call in recording.calls {
            let leg = try #require(outcomes[call.id])
            #expect(leg.created == call.created)
            #expect(leg.queueStarted == call.queueStarted)
            #expect(leg.connected == call.connected)
            #expect(leg.ended == call.ended)
            #expect((leg.agentID != nil) == (call.agent != nil))
        }
        #expect(
            once.tasks.map(\.outcome.rawValue).sorted() == [
                "AbandonedInIVR", "AbandonedInQueue", "Answered", "Answered", "Answered",
            ])
    }

    @Test func `The server of a replay speaks like any other, at the recorded time`() throws {
        let recording = try Self.morning()
        let clock = SimulatedClock.stepped(at: try Rows.at("09:02:10"))
        let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
        let server = SimulatorServer(simulation: simulation)
        defer { server.stop() }
        let client = try Client(port: try server.start())
        let services = try client.get("/v2.0/services")
        #expect(services.items.compactMap { $0["Name"] as? String } == ["NW", "PS"])
        #expect(services.headers["date"] == "Tue, 05 Jan 1999 07:02:10 GMT")
        let id = try #require(services.items[1]["Id"] as? String)
        let tasks = try client.get("/v2.0/services/\(id)/tasks").items
        #expect(tasks.map { $0["State"] as? String } == ["Connected", "InQueue"])
        #expect(tasks[0]["Connected"] as? String == "1999-01-05T07:00:40.000Z")
        let reserved = tasks[0]["ReservedUserObject"] as? [String: Any]
        #expect(reserved?["DisplayName"] as? String == "TALI")
        let waiting = try client.get("/v2.0/services/\(id)/longestwaitingtask").object
        #expect(waiting["Id"] as? String == tasks[1]["Id"] as? String)
        let users = try client.get("/v2.0/services/\(id)/users").items
        #expect(users.map { $0["SipUri"] as? String } == ["sip:tali@recorded.invalid"])
    }
}
