import CivilTime
import Foundation
import LucsSimulator

let simulateCommand = Command(
    name: "simulate", summary: "Serve a made-up contact centre, to try everything against.",
    options: [
        Option(name: "port", value: "N", help: "TCP port (default: 4444), on loopback only"),
        Option(name: "seed", value: "N", help: "which day to make up (default: 1)"),
        Option(name: "speed", value: "X", help: "times real speed (default: 1)"),
        Option(name: "services", value: "N", help: "services (default: 6)"),
        Option(name: "agents", value: "N", help: "agents (default: 60)"),
        Option(name: "frozen", value: "N", help: "N tasks, and nothing changes: to measure with"),
        Option(name: "for", value: "1h", help: "end after this long, in real time"),
        Option(name: "truth", value: "DIR", help: "at the end, write what was true as CSV"),
    ],
    run: { arguments in
        let port = try arguments.count("port") ?? 4444
        guard let port = UInt16(exactly: port) else {
            throw Failure(.usage, "--port takes a number from 1 to 65535, not \(port).")
        }
        guard let speed = Double(arguments.value("speed") ?? "1"), speed > 0, speed <= 100_000
        else {
            throw Failure(.usage, "--speed takes a number above 0.")
        }
        let zone = "Europe/Zurich"
        guard let calendar = LocalCalendar(identifier: zone) else {
            throw Failure(.configuration, "This machine lacks the time zone data of \(zone).")
        }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let seed = UInt64(try arguments.count("seed") ?? 1)
        let services = try arguments.count("services") ?? 6
        let agents = try arguments.count("agents") ?? 60
        let tasks = try arguments.count("frozen")
        let scenario =
            tasks.map { .frozen(users: agents, services: services, tasks: $0, seed: seed) }
            ?? Scenario.day(
                of: calendar.date(at: now), timeZone: zone, seed: seed, services: services,
                agents: agents)
        let start = tasks == nil ? now : scenario.start
        let simulation = Simulation(
            scenario: scenario, clock: .running(from: start, speed: speed))
        let server = SimulatorServer(simulation: simulation)
        let bound = try server.start(port: port)
        Terminal.message(
            "Serving http://127.0.0.1:\(bound) with the key \"simulator\", \(speed) times real "
                + "speed. Ctrl-C ends it.")
        let end = try arguments.duration("for")
        try await Task.sleep(for: end ?? .seconds(86_400 * 365))
        server.stop()
        if let folder = arguments.value("truth") {
            try simulation.truth.write(to: URL(filePath: folder, directoryHint: .isDirectory))
        }
    })
