import CivilTime
import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// What doctor says of a contract of the simulator's. A table in `docs/faults.md` is written from
/// these.
struct Variant: CustomTestStringConvertible, Sendable {
    let name: String
    /// Parts of lines that `doctor` must say.
    let says: [String]
    var code: Int32 = 0
    var testDescription: String { name }

    var contract: SimulatedContract? {
        SimulatedContract.variants.first { $0.name == name }?.contract
    }

    static let all = [
        Variant(name: "documented", says: ["page=1&pageSize=500"]),
        Variant(name: "camel-case", says: ["reads connected, contextParameters, created"]),
        Variant(name: "lower-case", says: ["queuestarted"]),
        Variant(name: "data-and-total", says: ["service-tasks: reads"]),
        Variant(name: "bare-lists", says: ["user-states: readable, 130 entries"]),
        Variant(name: "results-without-total", says: ["130 entries"]),
        Variant(
            name: "skip-and-take", says: ["skip=0&take=500, as the server's description says"]),
        Variant(
            name: "small-pages-from-0",
            says: ["pageIndex=0&pageSize=500, as the server's description says"]),
        Variant(name: "german-dates", says: ["times are written", "0000Z and read as UTC"]),
        Variant(name: "v1-only", says: ["answers with v1.0", "lists come whole"]),
        Variant(
            name: "no-change-time",
            says: ["no user.changed was found: states begin where they are first seen"]),
        Variant(
            name: "other-names",
            says: [
                "EnqueuedAt seems to be task.queueStarted",
                "AnsweredAt seems to be task.connected",
                "AgentAvailable seems to be user.isSelectable",
            ], code: 1),
    ]

    /// For the documentation.
    static var table: String {
        var text = """

            ## Contracts

            An installation differs from the documented one so (`lucstats simulate --contract
            NAME`). `lucstats doctor --write-config FILE` says, among other things, what stands
            here; collecting with that file then stores the same as from the documented one.

            | contract | what doctor says | exit |
            |---|---|---|

            """
        for variant in all {
            let says = variant.says.map { "…\($0)…" }.joined(separator: "<br>")
            text += "| `\(variant.name)` | \(says) | \(variant.code) |\n"
        }
        return text
    }
}

@Suite struct DoctorVariantTests {
    /// What a pass over the same centre stores, whatever the contract.
    private struct Stored: Equatable {
        var rows: [Value?] = []

        init(_ path: String) throws {
            let connection = try Warehouse.reading(path: path).connection
            for query in [
                "SELECT count(*) FROM task_fact", "SELECT sum(queue_started_at) FROM task_fact",
                "SELECT sum(connected_at) FROM task_fact",
                "SELECT count(*) FROM task_fact WHERE agent_key IS NOT NULL",
                "SELECT count(*) FROM agent_version WHERE name IS NOT NULL",
                "SELECT count(*) FROM service_version WHERE name IS NOT NULL",
                "SELECT count(*) FROM coverage",
                "SELECT count(*) FROM state_fact",
            ] {
                rows.append(try connection.prepare(query).scalar())
            }
        }
    }

    @Test(arguments: Variant.all)
    func `Doctor comes out right, and collecting with what it learned stores the same`(
        variant: Variant
    ) async throws {
        try await withTemporaryFolder { folder in
            let expected = try await collectDocumented(in: folder, "expected.db")
            let scenario = Scenario.frozen(users: 130, services: 3, tasks: 40)
            let server = try server(scenario, try #require(variant.contract))
            defer { server.server.stop() }
            let doctor = try await Program.run(
                ["doctor", "--server", server.url, "--write-config", "learned.json"], in: folder)
            #expect(doctor.code == variant.code, "\(doctor.output)\(doctor.errors)")
            #expect(doctor.errors == "")
            #expect(!doctor.output.contains("FAIL"))
            for part in variant.says {
                #expect(doctor.output.contains(part), "\(doctor.output)")
            }
            let collected = try await Program.run(
                ["collect", "--config", "learned.json", "--warehouse", "w.db"], in: folder)
            #expect(collected.code == 0 && collected.errors == "", "\(collected.errors)")
            let path = folder.appending(path: "w.db").path
            #expect(try Stored(path) == expected)
            // What was learned holds: nothing is left to be learned.
            let again = try await Program.run(
                ["doctor", "--config", "learned.json", "--warehouse", "w.db"], in: folder)
            #expect(again.code == 0, "\(again.output)")
        }
    }

    private func server(
        _ scenario: Scenario, _ contract: SimulatedContract
    ) throws -> (server: SimulatorServer, url: String) {
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        options.contract = contract
        let now = Timestamp.now
        options.clockOffset = now - scenario.start
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        return (server, "http://127.0.0.1:\(try server.start())")
    }

    /// Members under other names are what only doctor finds.
    @Test(arguments: Variant.all.filter { $0.name != "other-names" })
    func `Collecting without a configuration stores the same, at once and again`(
        variant: Variant
    ) async throws {
        try await withTemporaryFolder { folder in
            let expected = try await collectDocumented(in: folder, "expected.db")
            let scenario = Scenario.frozen(users: 130, services: 3, tasks: 40)
            let server = try server(scenario, try #require(variant.contract))
            defer { server.server.stop() }
            for _ in 0..<2 {
                let outcome = try await Program.run(
                    ["collect", "--server", server.url, "--warehouse", "w.db"], in: folder)
                #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
                #expect(try Stored(folder.appending(path: "w.db").path) == expected)
            }
        }
    }

    @Test func `Every contract of the simulator's is among them`() {
        #expect(Variant.all.map(\.name) == SimulatedContract.variants.map(\.name))
    }

    private func collectDocumented(in folder: URL, _ name: String) async throws -> Stored {
        let scenario = Scenario.frozen(users: 130, services: 3, tasks: 40)
        let (server, url) = try server(scenario, SimulatedContract())
        defer { server.stop() }
        let outcome = try await Program.run(
            ["collect", "--server", url, "--warehouse", name], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try Stored(folder.appending(path: name).path)
    }
}
