import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// Two services whose directory and task lists follow a script, collected over HTTP by a clock
/// that the test moves. Times in seconds since the start of 24 November 2026 in Zurich.
final class ScriptedLists {
    /// One task in the list of a service for a while.
    struct Stay: Sendable {
        var service: String
        var task = 1
        var listed: Range<Double>
        var queued: Double
        var connected: Double?
    }

    let warehouse: Warehouse
    private let midnight: Timestamp
    private let clock: SimulatedClock
    private let server: SimulatorServer
    private let collector: PassCollector

    /// - Parameter services: whether a service is in the directory at a time.
    init(
        _ stays: [Stay], path: String,
        services: @escaping @Sendable (_ name: String, _ at: Double) -> Bool = { _, _ in true }
    ) throws {
        warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        let day = try #require(CivilDate("2026-11-24"))
        let midnight = warehouse.calendar.start(of: day)
        let clock = SimulatedClock.stepped(at: midnight)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        options.fault = { request in
            let at = Double((clock.now - midnight).wholeMilliseconds) / 1000
            let path = request.path.lowercased()
            if path.hasSuffix("/services") {
                let rows = Self.names.keys.sorted().filter { services($0, at) }.map {
                    #"{"Id":"\#(Self.names[$0] ?? "")","Name":"\#($0)"}"#
                }
                return Self.list(rows)
            }
            guard path.hasSuffix("/tasks") else { return nil }
            let listed = stays.filter {
                path.contains(Self.names[$0.service] ?? "-") && $0.listed.contains(at)
            }
            return Self.list(listed.map { Self.row($0, at, midnight) })
        }
        let scenario = Scenario.frozen(users: 2, services: 1, tasks: 0)
        server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: clock), options: options)
        let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
        var configuration = ClientConfiguration(servers: [url], key: try APIKey(Program.key))
        configuration.now = { clock.now }
        collector = PassCollector(source: try LucsClient(configuration))
        self.midnight = midnight
        self.clock = clock
    }

    deinit { server.stop() }

    private static let names = [
        "Back": "11111111-0000-0000-0000-00000000000b",
        "Front": "11111111-0000-0000-0000-00000000000f",
    ]

    private static func list(_ rows: [String]) -> Fault {
        .answer(
            status: 200,
            body: #"{"Items":[\#(rows.joined(separator: ","))],"TotalCount":\#(rows.count)}"#)
    }

    private static func row(_ stay: Stay, _ at: Double, _ midnight: Timestamp) -> String {
        func time(_ seconds: Double) -> String {
            (midnight + .milliseconds(Int64(seconds * 1000))).iso8601
        }
        let isConnected = stay.connected.map { $0 <= at } ?? false
        let connected = isConnected ? stay.connected.map { "\"\(time($0))\"" } : nil
        return """
            {"Id":"22222222-0000-0000-0000-\(100_000_000_000 + stay.task)",
            "State":"\(isConnected ? "Connected" : "InQueue")",
            "Created":"\(time(stay.queued - 5))","QueueStarted":"\(time(stay.queued))",
            "Connected":\(connected ?? "null")}
            """
    }

    func collect(_ times: StrideThrough<Double>) async throws {
        for at in times {
            clock.set(to: midnight + .milliseconds(Int64(at * 1000)))
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            let pass = try await collector.collect(waiting: waiting)
            #expect(pass.failures.isEmpty)
            _ = try warehouse.apply(pass)
        }
    }

    /// Service, outcome, queue entry, estimated end and whether it is unconfirmed, in the order of
    /// entry.
    func stays() throws -> [String] {
        var stays: [String] = []
        try warehouse.connection.prepare(
            """
            SELECT service_name, outcome, queue_started_at, ended_at, is_unconfirmed FROM task
            ORDER BY queue_started_at, service_name, task_id
            """
        ).forEach { row in
            let times = try (2...3).map { column in
                try row.integer(column).map { "\(($0 - midnight.milliseconds) / 1000)" } ?? "-"
            }
            stays.append(
                "\(try row.text(0) ?? "") \(try row.text(1) ?? "") "
                    + times.joined(separator: " ")
                    + (try row.integer(4) == 1 ? " unconfirmed" : ""))
        }
        return stays
    }

    func value(_ sql: String) throws -> Value? { try warehouse.connection.prepare(sql).scalar() }
}
