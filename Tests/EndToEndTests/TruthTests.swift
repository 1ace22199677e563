import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import Queries
import SQLite
import Testing
import Warehouse

/// A simulated day, collected over HTTP once a minute, against what was true.
@Suite struct TruthTests {
    let warehouse: Warehouse
    let truth: Truth
    let polls: [Timestamp]

    init() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "truth-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        warehouse = try Warehouse.openOrCreate(
            path: folder.appending(path: "w.db").path, timeZone: "Europe/Zurich")
        let day = try #require(CivilDate("2026-11-24"))
        let bounds = warehouse.calendar.start(of: day)..<warehouse.calendar.end(of: day)
        let clock = SimulatedClock.stepped(at: bounds.lowerBound)
        let simulation = Simulation(scenario: .day(of: day, seed: 7), clock: clock)
        let server = SimulatorServer(simulation: simulation)
        let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
        defer { server.stop() }
        var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
        configuration.now = { clock.now }
        let collector = PassCollector(source: try LucsClient(configuration))
        var polls: [Timestamp] = []
        var instant = bounds.lowerBound
        while instant <= bounds.upperBound {
            clock.set(to: instant)
            polls.append(instant)
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            _ = try warehouse.apply(try await collector.collect(waiting: waiting))
            instant = instant + .seconds(60)
        }
        self.polls = polls
        truth = simulation.truth
    }

    @Test func `Every answered task that a poll could see is there, its wait exact`() throws {
        var found: [String: (queued: Int64, connected: Int64)] = [:]
        try warehouse.connection.prepare(
            """
            SELECT f.id_text || ' ' || s.id_text || ' ' || queue_started_at, queue_started_at, connected_at
            FROM task_fact AS f JOIN service_entity AS s USING (service_key)
            WHERE connected_at IS NOT NULL AND queue_started_at IS NOT NULL
            """
        ).forEach { row in
            if let key = try row.text(0), let queued = try row.integer(1),
                let connected = try row.integer(2)
            {
                found[key] = (queued, connected)
            }
        }
        var visible = 0
        for leg in truth.tasks {
            guard let queued = leg.queueStarted, let connected = leg.connected,
                let ended = leg.ended, polls.contains(where: { $0 >= connected && $0 < ended })
            else { continue }
            visible += 1
            let key = "\(EntityID(leg.taskID)) \(EntityID(leg.serviceID)) \(queued.milliseconds)"
            #expect(found[key]?.queued == queued.milliseconds)
            #expect(found[key]?.connected == connected.milliseconds)
        }
        #expect(visible > 3000)
        #expect(found.count >= visible)
    }

    func rows(_ query: String) throws -> [[String: Value]] {
        let statement = try warehouse.connection.prepare(try #require(Queries.all[query]))
        try statement.bind([
            "start_at": .integer(polls[0].milliseconds),
            "end_at": .integer(polls[polls.count - 1].milliseconds), "grain": "period",
        ])
        let names = statement.columnNames
        var rows: [[String: Value]] = []
        try statement.forEach { row in
            rows.append(
                Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], row[$0]) }))
        }
        return rows
    }

    func number(_ value: Value?) -> Double {
        switch value {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: .nan
        }
    }

    @Test func `The mean queue is within two percent of the truth`() throws {
        let (start, end) = (polls[0], polls[polls.count - 1])
        let waited = truth.tasks.reduce(0.0) { sum, leg in
            guard let queued = leg.queueStarted else { return sum }
            let until = min(leg.connected ?? leg.ended ?? end, end)
            return sum + max(0, (until - queued).inSeconds)
        }
        let row = try #require(try rows("service-figures").first { $0["service_id"] == .null })
        let mean = waited / (end - start).inSeconds
        #expect(abs(number(row["queue_length_mean"]) - mean) < 0.02 * mean)
    }

    @Test func `Agents' time by state and utilization are close to the truth`() throws {
        let end = polls[polls.count - 1]
        var seconds: [EntityID: [String: Double]] = [:]
        for span in truth.agentStates {
            let name: String
            switch span.state {
            case .selectable: name = "selectable"
            case .working: name = "working"
            case .rona: name = "rona"
            case .offDuty: name = "off_duty"
            case .offline: name = "offline"
            case .notReady:
                name = span.reason == "After Call Work" ? "after_call_work" : "not_ready"
            }
            let length = (min(span.to, end) - span.from).inSeconds
            seconds[EntityID(span.agentID), default: [:]][name, default: 0] += max(0, length)
        }
        let agents = try rows("agent-figures").filter { $0["agent_id"] != .null }
        #expect(agents.count == seconds.count)
        for row in agents {
            guard case .text(let id)? = row["agent_id"] else { continue }
            let lived = try #require(seconds[EntityID(id)])
            for (state, length) in lived {
                #expect(abs(number(row[state + "_seconds"]) - length) < 0.02 * 86_400)
            }
            let busy = (lived["working"] ?? 0) + (lived["after_call_work"] ?? 0)
            let duty =
                busy + (lived["selectable"] ?? 0) + (lived["not_ready"] ?? 0) + (lived["rona"] ?? 0)
            if duty > 0 { #expect(abs(number(row["utilization"]) - busy / duty) < 0.02) }
        }
    }
}
