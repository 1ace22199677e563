import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// Asked to end, a collector does so within five seconds, whatever it is at.
@Suite struct SignalTests {
    let centre: SmallCentre

    init() throws { centre = try SmallCentre() }

    private func passes(_ folder: URL) throws -> Value? {
        let connection = try Warehouse.reading(path: folder.appending(path: "w.db").path).connection
        #expect(try connection.pragma("integrity_check") == "ok")
        return try connection.prepare("SELECT count(*) FROM pass").scalar()
    }

    /// The passes stored so far, 0 before there is a warehouse.
    private func count(_ folder: URL) -> Int64 {
        guard let stored = try? passes(folder), case .integer(let count) = stored else { return 0 }
        return count
    }

    /// How long it takes from a signal to the end.
    private func end(
        _ program: Program, by signal: Int32
    ) async throws -> (outcome: Program.Outcome, took: Duration) {
        let began = ContinuousClock.now
        program.send(signal)
        let outcome = try await program.outcome()
        return (outcome, ContinuousClock.now - began)
    }

    private func collect(_ words: String..., in folder: URL) throws -> Program {
        try Program(
            ["collect", "--warehouse", "w.db", "--server", centre.address] + words, in: folder)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `Between two passes a loop ends at once, and that is no failure`(signal: Int32)
        async throws
    {
        try await withTemporaryFolder { folder in
            let loop = try collect("--every", "5m", in: folder)
            try await eventually {
                (try? passes(folder)) == 1
            }
            let (outcome, took) = try await end(loop, by: signal)
            #expect(outcome.code == 0)
            #expect(outcome.errors == "" && outcome.output == "")
            #expect(took < .seconds(2))
            #expect(try passes(folder) == 1)
        }
    }

    @Test func `Started with nohup, a loop goes on without its terminal`() async throws {
        try await withTemporaryFolder { folder in
            let loop = try Program(
                [
                    "collect", "--warehouse", "w.db", "--server", centre.address, "--every",
                    "100ms",
                ], in: folder, launcher: ["/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh"])
            // A fast loop may be past any one count by the time it is read.
            try await eventually { count(folder) >= 1 }
            loop.send(SIGHUP)
            let atHangUp = count(folder)
            try await eventually { count(folder) >= atHangUp + 3 }
            #expect(try await end(loop, by: SIGTERM).outcome.code == 0)
        }
    }

    @Test func `A pass that waits for a silent server is dropped`() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).outcome().code == 0)
            centre.misbehave { _ in .silence }
            for (words, code) in [(["--every", "1s"], Int32(0)), ([], 75)] {
                let collector = try Program(
                    ["collect", "--warehouse", "w.db", "--server", centre.address] + words,
                    in: folder)
                try await centre.requests(1)
                let (outcome, took) = try await end(collector, by: SIGTERM)
                #expect(outcome.code == code)
                #expect(took < .seconds(2))
                #expect(
                    outcome.errors
                        == (code == 0
                            ? "" : "lucstats: Stopped before the end; nothing was stored.\n"))
                #expect(try passes(folder) == 1)
            }
        }
    }

    @Test func `A pass that waits for the warehouse is given up in time`() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).outcome().code == 0)
            let other = try Connection(
                path: folder.appending(path: "w.db").path, mode: .readWrite)
            try other.execute("BEGIN IMMEDIATE")
            let loop = try collect("--every", "1s", in: folder)
            try await centre.requests(6)
            try await Task.sleep(for: .milliseconds(500))
            let (outcome, took) = try await end(loop, by: SIGTERM)
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains("dropped"), "\(outcome.errors)")
            #expect(took < .seconds(5))
            try other.execute("ROLLBACK")
            #expect(try passes(folder) == 1)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `A second signal ends it at once`(second: Int32) async throws {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).outcome().code == 0)
            let other = try Connection(
                path: folder.appending(path: "w.db").path, mode: .readWrite)
            try other.execute("BEGIN IMMEDIATE")
            let loop = try collect("--every", "1s", in: folder)
            try await centre.requests(6)
            try await Task.sleep(for: .milliseconds(500))
            loop.send(SIGTERM)
            try await Task.sleep(for: .milliseconds(300))
            let (outcome, took) = try await end(loop, by: second)
            // The number of the signal that ended it.
            #expect(outcome.code == second)
            #expect(took < .seconds(1))
            try other.execute("ROLLBACK")
            #expect(try passes(folder) == 1)
        }
    }

    @Test func `A second collector is turned away at once and told who the first is`() async throws
    {
        try await withTemporaryFolder { folder in
            let loop = try collect("--every", "5m", in: folder)
            try await eventually { (try? passes(folder)) == 1 }
            let began = ContinuousClock.now
            let second = try await collect(in: folder).outcome()
            #expect(second.code == 75)
            #expect(second.errors.contains("process \(loop.identifier) on "), "\(second.errors)")
            #expect(ContinuousClock.now - began < .seconds(2))
            loop.send(SIGKILL)
            _ = try await loop.outcome()
            #expect(try await collect(in: folder).outcome().code == 0)
        }
    }
}
