import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsSimulator
import SQLite
import Testing
import Warehouse

@Suite struct PruneReportTests {
    /// Two days of a simulated contact centre, a poll every ten minutes.
    private func collectTwoDays(into path: String) async throws {
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        for text in ["2025-11-24", "2025-11-25"] {
            let day = try #require(CivilDate(text))
            let start = warehouse.calendar.start(of: day)
            let clock = SimulatedClock.stepped(at: start)
            let server = SimulatorServer(
                simulation: Simulation(scenario: .day(of: day, seed: 7), clock: clock))
            let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
            defer { server.stop() }
            let collector = PassCollector(
                source: try LucsClient(
                    ClientConfiguration(servers: [url], key: try APIKey("simulator"))))
            for step in 0..<144 {
                clock.set(to: start + .seconds(600 * step))
                let waiting = try warehouse.waitingTasks().mapValues(Set.init)
                _ = try warehouse.apply(try await collector.collect(waiting: waiting))
            }
        }
    }

    private func report(_ period: String, to out: String, in folder: URL) async throws
        -> [String: Data]
    {
        let outcome = try await Program.run(
            ["report", "--warehouse", "w.db", "--period", period, "--out", out], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        var files: [String: Data] = [:]
        let place = folder.appending(path: out)
        for name in try FileManager.default.subpathsOfDirectory(atPath: place.path) {
            files[name] = FileManager.default.contents(atPath: place.appending(path: name).path)
        }
        return files
    }

    /// A file without the line on the month so far, of which the earlier days are gone.
    private static func day(_ data: Data?) -> String {
        String(decoding: data ?? Data(), as: UTF8.self)
            .replacing(/<p class="month-to-date">[^<]*<\/p>/, with: "")
    }

    @Test func `A day that is kept is reported on byte for byte as before`() async throws {
        try await withTemporaryFolder { folder in
            try await collectTwoDays(into: folder.appending(path: "w.db").path)
            let before = try await report("2025-11-25", to: "before", in: folder)
            #expect(before["2025-11-25/report.json"]?.count ?? 0 > 50_000)
            let unclear = try await Program.run(
                ["warehouse", "prune", "--warehouse", "w.db"], in: folder)
            #expect(unclear.code == 64 && unclear.errors.contains("--keep 400d"))
            let words = ["warehouse", "prune", "--warehouse", "w.db", "--before", "2025-11-25"]
            let bytes = try Data(contentsOf: folder.appending(path: "w.db"))
            let dry = try await Program.run(words + ["--dry-run"], in: folder)
            #expect(dry.code == 0 && dry.output == "")
            let foretold = "Data before 2025-11-25 would be deleted: 1 local day, "
            #expect(dry.errors.hasPrefix(foretold), "\(dry.errors)")
            #expect(try Data(contentsOf: folder.appending(path: "w.db")) == bytes)
            let prune = try await Program.run(words, in: folder)
            #expect(prune.code == 0)
            // The same counts; agents and the size are known only afterwards.
            let counts = dry.errors.dropFirst(foretold.count).prefix { $0 != "." }
            #expect(
                prune.errors.hasPrefix(
                    "Data before 2025-11-25 was deleted: 1 local day, \(counts)"),
                "\(prune.errors)")
            #expect(prune.errors.contains(" The file went from "))
            let after = try await report("2025-11-25", to: "after", in: folder)
            #expect(after.keys == before.keys)
            for (name, data) in before {
                #expect(Self.day(after[name]) == Self.day(data), "\(name)")
            }
            let gone = try await Program.run(
                ["report", "--warehouse", "w.db", "--period", "2025-11-24"], in: folder)
            #expect(gone.code == 65)
            let verify = try await Program.run(
                ["warehouse", "verify", "--warehouse", "w.db"], in: folder)
            #expect(verify.code == 0, "\(verify.errors)")
        }
    }

    @Test func `How much is kept can stand in the configuration`() async throws {
        try await withTemporaryFolder { folder in
            try await collectTwoDays(into: folder.appending(path: "w.db").path)
            try Data(#"{"warehouse": "w.db", "keep": "30d"}"#.utf8).write(
                to: folder.appending(path: "c.json"))
            // Under cron it is asked to print nothing.
            let prune = try await Program.run(
                ["warehouse", "prune", "--config", "c.json", "--quiet"], in: folder)
            #expect(prune.code == 0 && prune.errors == "" && prune.output == "")
            let tasks = try Warehouse.reading(
                path: folder.appending(path: "w.db").path
            ).connection.prepare(
                "SELECT (SELECT count(*) FROM task_fact) + (SELECT count(*) FROM state_fact)"
            ).scalar()
            #expect(tasks == 0)
        }
    }

    @Test func `The day that a server's late clock is at stays, and is gone on with`() async throws
    {
        try await withTemporaryFolder { folder in
            let calendar = try #require(LocalCalendar(identifier: "Europe/Zurich"))
            let now = Timestamp.now
            let day = calendar.date(at: now).adding(days: -5)
            let clock = SimulatedClock.stepped(at: calendar.start(of: day) + .seconds(36_000))
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            let server = SimulatorServer(
                simulation: Simulation(scenario: .day(of: day, seed: 7), clock: clock),
                options: options)
            let address = "http://127.0.0.1:\(try server.start())"
            defer { server.stop() }
            func run(_ words: String...) async throws {
                let outcome = try await Program.run(words + ["--warehouse", "w.db"], in: folder)
                #expect(outcome.code == 0, "\(words): \(outcome.errors)")
            }
            for pass in 0..<6 {
                try await run("collect", "--server", address, "--time-zone", "Europe/Zurich")
                if pass == 3 { try await run("warehouse", "prune", "--keep", "2d") }
                // More at once would be a jump that needs a second witness.
                clock.set(to: clock.now + .seconds(1500))
            }
            try await run("warehouse", "verify")
            let warehouse = try Warehouse.reading(path: folder.appending(path: "w.db").path)
            #expect(try warehouse.connection.prepare("SELECT count(*) FROM pass").scalar() == 6)
            #expect(
                try warehouse.connection.prepare("SELECT min(local_date) FROM calendar").scalar()
                    == .text(day.description))
        }
    }
}
