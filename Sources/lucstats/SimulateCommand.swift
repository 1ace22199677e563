import CivilTime
import Foundation
import LucsSimulator

let simulateCommand = Command(
    name: "simulate",
    summary: "Serve a simulated contact centre, or replay a call log, for testing.",
    options: [
        Option(
            name: "port", value: "N",
            help: "TCP port on loopback (default: 4444); 0: any free one"),
        Option(
            name: "second-port", value: "N", help: "port of a second server of the same centre"),
        Option(
            name: "second-ends", value: "1m",
            help: "end the second server after this long; SIGUSR1 ends it and starts it again"),
        Option(
            name: "without-role", value: "R", help: "a role that the key lacks; may be repeated",
            repeats: true, values: .oneOf(SimulatedRole.allCases.map(\.option))),
        Option(name: "per-second", value: "N", help: "rate limit of the key: requests a second"),
        Option(name: "per-minute", value: "N", help: "rate limit of the key: requests a minute"),
        Option(name: "per-hour", value: "N", help: "rate limit of the key: requests an hour"),
        Option(
            name: "key-expires", value: "5m",
            help: "reject the key \"simulator\" after this long; \"simulator-2\" works all the time"
        ),
        Option(
            name: "seed", value: "N",
            help: "number that selects the simulated day (default: 1)"),
        Option(name: "speed", value: "X", help: "times real speed (default: 1)"),
        Option(name: "services", value: "N", help: "services (default: 6)"),
        Option(name: "agents", value: "N", help: "agents (default: 60)"),
        Option(name: "frozen", value: "N", help: "N tasks, and nothing changes: to measure with"),
        Option(
            name: "replay", value: "FILE",
            help: "serve the calls of a call log, CSV (docs/replay.md)", values: .file),
        Option(
            name: "from", value: "TIME",
            help: "with --replay, the local time to begin at: 1999-01-05T08:00"),
        Option(
            name: "time-zone", value: "ZONE",
            help: "with --replay, IANA name (default: \(Recording.bankTimeZone))",
            values: .oneOf(TimeZone.knownTimeZoneIdentifiers)),
        Option(
            name: "contract", value: "NAME",
            help: "answer as an installation that differs: one of those in docs/faults.md",
            values: .oneOf(SimulatedContract.variants.map(\.name))),
        Option(name: "for", value: "1h", help: "end after this long, in real time"),
        Option(
            name: "truth", value: "DIR", help: "at the end, write what was true as CSV",
            values: .folder),
    ],
    run: { arguments in
        let ports = [try arguments.port("port") ?? 4444, try arguments.port("second-port")]
            .compactMap { $0 }
        guard let speed = Double(arguments.value("speed") ?? "1"), speed > 0, speed <= 100_000
        else {
            throw Failure(.usage, "--speed takes a number above 0, up to 100000.")
        }
        let (scenario, start) = try arguments.replay() ?? arguments.madeUpCentre()
        let simulation = Simulation(
            scenario: scenario, clock: .running(from: start, speed: speed))
        let truth = arguments.value("truth").map { URL(filePath: $0, directoryHint: .isDirectory) }
        if let truth {
            try FileManager.default.createDirectory(at: truth, withIntermediateDirectories: true)
        }
        let end = try arguments.duration("for")
        let endRequest = EndRequest()
        let options = try arguments.simulatorOptions()
        let secondEnds = try arguments.duration("second-ends")
        if ports.count < 2, secondEnds != nil {
            throw Failure(.usage, "--second-ends can only be used with --second-port N.")
        }
        let servers = try ports.map {
            try SimulatedServer(simulation: simulation, options: options, port: $0)
        }
        defer { for server in servers { server.stop() } }
        let second = servers.count > 1 ? SecondServer(servers[1], endsAfter: secondEnds) : nil
        defer { second?.stop() }
        let addresses = servers.map { "http://127.0.0.1:\($0.port)" }
        Terminal.result(addresses.joined(separator: "\n") + "\n")
        let times = speed == speed.rounded() ? "\(Int(speed))" : "\(speed)"
        Terminal.message(
            "Serving \(addresses.joined(separator: " and ")) with the key \"simulator\", \(times) "
                + "times real speed. Ctrl-C ends it.")
        await endRequest.wait(atMost: end)
        if let truth { try simulation.truth.write(to: truth) }
    })

extension Arguments {
    /// A centre of today, or one that stands still, and when to begin there.
    fileprivate func madeUpCentre() throws -> (Scenario, start: Timestamp) {
        let zone = "Europe/Zurich"
        guard let calendar = LocalCalendar(identifier: zone) else {
            throw Failure(.configuration, "This machine lacks the time zone data of \(zone).")
        }
        let now = Timestamp.now
        let seed = UInt64(try count("seed") ?? 1)
        let services = try count("services") ?? 6
        let agents = try count("agents") ?? 60
        if let tasks = try count("frozen") {
            let scenario = Scenario.frozen(
                users: agents, services: services, tasks: tasks, seed: seed)
            return (scenario, scenario.start)
        }
        let scenario = Scenario.day(
            of: calendar.date(at: now), timeZone: zone, seed: seed, services: services,
            agents: agents)
        return (scenario, now)
    }

    func contract() throws -> SimulatedContract {
        guard let name = value("contract") else { return SimulatedContract() }
        guard let variant = SimulatedContract.variants.first(where: { $0.name == name }) else {
            let names = SimulatedContract.variants.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "--contract takes one of \(names), not \(name).")
        }
        return variant.contract
    }

    fileprivate func port(_ name: String) throws -> UInt16? {
        guard let text = value(name) else { return nil }
        guard let port = UInt16(text) else {
            throw Failure(
                .usage,
                "--\(name) takes a number from 1 to 65535, or 0 for any free port, not \(text).")
        }
        return port
    }
}
