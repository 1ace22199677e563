import CivilTime
import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

@Suite struct FaultTests {
    /// Side by side, since most of them only wait.
    @Test func `Every fault ends in time with its line, its exit code, and what could be had`()
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = FaultCase.all[...]
            for _ in 0..<8 {
                if let next = rest.popFirst() { group.addTask { try await check(next) } }
            }
            while try await group.next() != nil {
                if let next = rest.popFirst() { group.addTask { try await check(next) } }
            }
        }
    }

    private func check(_ fault: FaultCase) async throws {
        try await withTemporaryFolder { folder in
            let isSlow = fault.stored == .someTasks
            // By the machine's clock: a pass that is cut short to one response is not believed
            // with any other.
            let scenario = Scenario.frozen(
                users: 20, services: isSlow ? 80 : 3, tasks: 60, start: .now)
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            options.fault = fault.fault
            let server = SimulatorServer(
                simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
                options: options)
            let port = try server.start()
            defer { server.stop() }
            try Data(
                "{\"servers\": [\"http://127.0.0.1:\(port)\"], \(FaultCase.configuration)}".utf8
            ).write(to: folder.appending(path: "c.json"))
            let start = ContinuousClock.now
            let outcome = try await Program.run(
                ["collect", "--config", "c.json", "--warehouse", "w.db"] + fault.words,
                in: folder)
            let took = ContinuousClock.now - start
            let name = "\(fault.place.rawValue): \(fault.behaviour)"
            #expect(took < .seconds(fault.within), "\(name) took \(took)")
            #expect(outcome.code == fault.code, "\(name): \(outcome.errors)")
            #expect(outcome.output == "")
            #expect(!outcome.errors.contains("kQ7"), "\(name)")
            try expectLines(of: fault, outcome.errors, port: port, name)
            try expect(fault.stored, in: folder.appending(path: "w.db").path, name)
        }
    }

    /// One line tells of it; where something was stored all the same, another one says so.
    private func expectLines(
        of fault: FaultCase, _ errors: String, port: UInt16, _ name: String
    ) throws {
        var lines = errors.split(separator: "\n").map(String.init)
        guard !fault.says.isEmpty else { return #expect(lines.isEmpty, "\(name): \(errors)") }
        if fault.code == 1 {
            #expect(lines.popLast()?.hasPrefix("lucstats: Stored what could be had; ") == true)
            // What was not asked for any more has a line of its own.
            lines = lines.filter { !$0.contains(": Not asked for: ") }
            #expect(lines.allSatisfy { $0.hasPrefix("lucstats: missing ") }, "\(name): \(errors)")
        }
        #expect(lines.count == 1, "\(name): \(errors)")
        let line = try #require(lines.first)
        #expect(
            line.contains("from http://127.0.0.1:\(port): ") || fault.code == 0,
            "\(name): \(line)")
        #expect(line.contains(fault.says), "\(name): \(line)")
    }

    private func expect(_ stored: FaultCase.Stored, in path: String, _ name: String) throws {
        let connection = try Warehouse.reading(path: path).connection
        #expect(try connection.pragma("integrity_check") == "ok", "\(name)")
        func count(_ query: String) throws -> Value? {
            try connection.prepare(query).scalar()
        }
        let passes = try count("SELECT count(*) FROM pass")
        let tasks = try count("SELECT count(*) FROM task_fact")
        let states = try count("SELECT count(*) FROM state_fact")
        switch stored {
        case .nothing: #expect(passes == 0 && tasks == 0 && states == 0, "\(name)")
        case .all: #expect(passes == 1 && tasks == 60 && states == 20, "\(name)")
        case .allButStates:
            #expect(passes == 1 && tasks == 60 && states == 0, "\(name)")
            #expect(try count("SELECT count(*) FROM coverage WHERE resource = 1") == 0, "\(name)")
            #expect(
                try count("SELECT failures FROM pass").flatMap {
                    if case .integer(let failures) = $0 { failures >= 1 } else { nil }
                } == true, "\(name)")
        case .allBefore: #expect(passes == 1 && states == 0, "\(name)")
        case .someTasks:
            #expect(passes == 1, "\(name)")
            guard case .integer(1..<60)? = tasks else {
                Issue.record("\(name): \(String(describing: tasks)) tasks")
                return
            }
        }
    }

    @Test func `A server that fails leaves the work to the other, without a word`() async throws {
        try await withTemporaryFolder { folder in
            let scenario = Scenario.frozen(users: 20, services: 3, tasks: 60)
            let simulation = Simulation(
                scenario: scenario, clock: .stepped(at: scenario.start))
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            let good = SimulatorServer(simulation: simulation, options: options)
            options.fault = { $0.number > 2 ? .answer(status: 503, body: "") : nil }
            let failing = SimulatorServer(simulation: simulation, options: options)
            defer {
                good.stop()
                failing.stop()
            }
            let addresses = try [good, failing].map { "http://127.0.0.1:\(try $0.start())" }
            let outcome = try await Program.run(
                ["collect", "--warehouse", "w.db"] + addresses.flatMap { ["--server", $0] },
                in: folder)
            #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
            #expect(failing.requestCount > 0)
            try expect(.all, in: folder.appending(path: "w.db").path, "failover")
        }
    }

    @Test func `The table in the documentation is the one that is tested`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../docs/faults.md")
        let text = FaultTable.text
        let found = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        if found != text {
            try Data(text.utf8).write(to: file)
            Issue.record("docs/faults.md was stale and has been written anew: look at it")
        }
    }
}

/// `docs/faults.md`.
enum FaultTable {
    static var text: String {
        var text = """
            # What may go wrong, and what comes of it

            Every line is a test of the real program (`FaultCase` and `Mishap` in
            `Tests/EndToEndTests`); this file is written from them.

            ## Answers

            A server behaves so. The key has all roles; the configuration says

            ```
            { "servers": ["http://…"],
              \(FaultCase.configuration) }
            ```

            so that a request may take 4 s and a pass 25 s. Faults that may pass are tried again
            three times. Whatever else there is to have is stored; what is missing is named on
            standard error, and in the table `pass_failure` of the warehouse.

            | where | what the server does | command | what the program says | exit | stored |
            |---|---|---|---|---|---|

            """
        for fault in FaultCase.all {
            let says = fault.says.isEmpty ? "nothing" : "…\(fault.says)…"
            text += "| \(fault.place.rawValue) | \(fault.behaviour) | `\(fault.command)` | \(says) "
            text += "| \(fault.code) | \(fault.stored.rawValue) |\n"
        }
        return text + MishapTable.text + Variant.table
    }
}
