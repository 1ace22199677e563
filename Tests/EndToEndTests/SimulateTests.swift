import Foundation
import SQLite
import Testing
import Warehouse

/// `lucstats simulate`, as a person or a script would use it.
@Suite struct SimulateTests {
    @Test func `Two servers tell of one centre, and a client goes from one to the other`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let simulation = try Program(
                ["simulate", "--port", "0", "--second-port", "0", "--speed", "100", "--for", "1m"],
                in: folder)
            let servers = try await simulation.lines(2)
            #expect(Set(servers).count == 2)
            func ask(_ words: String...) async throws -> Program.Outcome {
                try await Program.run(words, in: folder, key: "simulator")
            }

            let first = try await ask("get", "services", "--server", servers[0])
            let second = try await ask("get", "services", "--server", servers[1])
            #expect(first.output.contains("Medical Hotline"))
            #expect(first.output == second.output)

            // Nothing listens on port 1: there the first server of the two is down.
            for up in [["http://127.0.0.1:1", servers[1]], [servers[0], "http://127.0.0.1:1"]] {
                let pass = try await ask(
                    "collect", "--warehouse", "w.db", "--server", up[0], "--server", up[1])
                #expect(pass.code == 0)
                #expect(pass.errors == "")
            }
            let warehouse = try Warehouse.reading(path: folder.appending(path: "w.db").path)
            let counts = try warehouse.connection.prepare(
                """
                SELECT (SELECT count(*) FROM collection_pass) || ' passes, '
                    || (SELECT count(*) FROM service) || ' services, '
                    || (SELECT count(*) FROM agent) || ' agents'
                """
            ).scalar()
            #expect(counts == "2 passes, 6 services, 60 agents")
            simulation.send(SIGTERM)
            #expect(try await simulation.outcome().code == 0)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `A signal ends it cleanly, and the truth is written`(signal: Int32) async throws {
        try await withTemporaryFolder { folder in
            let simulation = try Program(
                ["simulate", "--port", "0", "--truth", "truth", "--for", "1m"], in: folder)
            let server = try await simulation.lines(1)[0]
            simulation.send(signal)
            let outcome = try await simulation.outcome()
            #expect(outcome.code == 0)
            #expect(outcome.output == server + "\n")
            #expect(outcome.errors.split(separator: "\n").count == 1)
            for name in ["tasks.csv", "agent-states.csv"] {
                let file = folder.appending(path: "truth/\(name)")
                #expect(try String(contentsOf: file, encoding: .utf8).contains("_id,"))
            }
        }
    }

    @Test func `It ends by itself after the time that it was given`() async throws {
        let outcome = try await Program.run(
            ["simulate", "--port", "0", "--for", "50ms"],
            in: FileManager.default.temporaryDirectory)
        #expect(outcome.code == 0)
    }

    @Test func `After a collector's run the file alone is the warehouse`() async throws {
        try await withTemporaryFolder { folder in
            let simulation = try Program(["simulate", "--port", "0", "--for", "1m"], in: folder)
            let server = try await simulation.lines(1)[0]
            let pass = try await Program.run(
                ["collect", "--warehouse", "w.db", "--server", server], in: folder, key: "simulator"
            )
            #expect(pass.code == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(Set(files) == ["w.db", "w.db.lock"])
            simulation.send(SIGINT)
            #expect(try await simulation.outcome().code == 0)
        }
    }
}
