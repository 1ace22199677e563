import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsSimulator
import Queries
import Reporting
import SQLite
import Warehouse

let demoCommand = Command(
    name: "demo", summary: "Simulate a day, collect it over HTTP and report on it; no set-up.",
    options: [
        Option(
            name: "out", short: "o", value: "DIR",
            help: "folder for warehouse and reports (default: demo)",
            values: .folder),
        Option(name: "seed", value: "N", help: "which day to make up (default: 1)"),
        Option(name: "every", value: "60s", help: "simulated time between two looks"),
    ],
    run: { arguments in
        let out = URL(filePath: arguments.value("out") ?? "demo", directoryHint: .isDirectory)
        let truth = out.appending(path: "truth")
        let path = out.appending(path: "warehouse.db").path
        let isOfDemo = FileManager.default.fileExists(atPath: truth.path)
        guard try isOfDemo || !Warehouse.isThere(path) else {
            throw Failure(
                .cannotWrite,
                "\(path) exists, and no demo made it; it was left as it is. Name another folder with "
                    + "--out.")
        }
        try FileManager.default.createDirectory(at: truth, withIntermediateDirectories: true)
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        guard let day = CivilDate("2026-11-24") else { return }
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        let bounds = warehouse.calendar.start(of: day)..<warehouse.calendar.end(of: day)
        let clock = SimulatedClock.stepped(at: bounds.lowerBound)
        let simulation = Simulation(
            scenario: .day(of: day, seed: UInt64(try arguments.count("seed") ?? 1)), clock: clock)
        let server = SimulatorServer(simulation: simulation)
        let port = try server.start()
        defer { server.stop() }
        guard let url = URL(string: "http://127.0.0.1:\(port)") else { return }
        var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
        configuration.now = { clock.now }
        let collector = PassCollector(source: try LucsClient(configuration))
        let every = try arguments.duration("every") ?? .seconds(60)
        let isTerminal = isatty(FileHandle.standardError.fileDescriptor) != 0
        var instant = bounds.lowerBound
        var lastHour = -1
        while instant <= bounds.upperBound {
            clock.set(to: instant)
            let waiting = try warehouse.waitingTasks().mapValues(Set.init)
            _ = try warehouse.apply(try await collector.collect(waiting: waiting))
            let hour = Int((instant - bounds.lowerBound).inSeconds) / 3600
            if isTerminal, hour != lastHour {
                lastHour = hour
                Terminal.message("collecting … \(min(hour, 24)) of 24 simulated hours")
            }
            instant = instant + every
        }
        try simulation.truth.write(to: truth)
        guard let period = Period(first: day, end: day.adding(days: 1)) else { return }
        let files = try ReportWriter(
            period: period, bounds: bounds, definition: try ReportDefinition.standard(), out: out
        ).write(from: SQLiteTables(connection: warehouse.connection, queries: Queries.all))
        if let page = files.first(where: { $0.lastPathComponent == "report.html" }) {
            Terminal.result(page.path + "\n")
        }
    })
