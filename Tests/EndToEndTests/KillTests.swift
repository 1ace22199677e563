import Foundation
import SQLite
import Testing
import Warehouse

@Suite struct KillTests {
    @Test func `A collector killed at any moment leaves a warehouse that the next goes on with`()
        async throws
    {
        try await withTemporaryFolder { folder in
            func run(_ words: String...) async throws -> Program.Outcome {
                try await Program.run(words, in: folder, key: "simulator")
            }
            let simulation = try Program(
                ["simulate", "--port", "0", "--speed", "1000", "--for", "1m"], in: folder)
            let server = try await simulation.lines(1)[0]
            #expect(try await run("warehouse", "init", "--warehouse", "w.db").code == 0)
            let path = folder.appending(path: "w.db").path
            var passes: Int64 = 0
            for delay in [10, 25, 40, 60, 90, 130, 180, 250] {
                let collector = try Program(
                    ["collect", "--warehouse", "w.db", "--server", server, "--every", "10ms"],
                    in: folder, key: "simulator")
                try await Task.sleep(for: .milliseconds(delay))
                collector.send(SIGKILL)
                let said = try await collector.outcome().errors.split(separator: "\n")
                #expect(said.count <= 1 && said.allSatisfy { $0.hasPrefix("lucstats: plan: ") })
                let connection = try Warehouse.reading(path: path).connection
                #expect(try connection.pragma("integrity_check") == "ok")
                let strays = try connection.prepare("SELECT count(*) FROM pragma_foreign_key_check")
                #expect(try strays.scalar() == 0)
                guard
                    case .integer(let found)? = try connection.prepare(
                        "SELECT count(*) FROM collection_pass"
                    ).scalar()
                else { continue }
                #expect(found >= passes)
                passes = found
            }
            #expect(passes > 8)
            // The lock of a dead collector holds nobody up.
            let last = try await run("collect", "--warehouse", "w.db", "--server", server)
            #expect(last.code == 0 && last.errors == "")
            #expect(try await run("warehouse", "verify", "--warehouse", "w.db").code == 0)
        }
    }
}
