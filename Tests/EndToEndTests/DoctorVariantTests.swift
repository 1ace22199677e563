import CivilTime
import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// A way in which an installation may differ from the documented one.
struct Variant: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Parts of lines that `doctor` must say.
    let says: [String]
    var code: Int32 = 0
    let change: @Sendable (inout SimulatedContract) -> Void

    static let all = [
        Variant(testDescription: "the documented one", says: ["page=1&pageSize=500"]) { _ in },
        Variant(testDescription: "camel case", says: ["reads connected, created"]) {
            $0.memberCase = .camel
        },
        Variant(testDescription: "lower case", says: ["queuestarted"]) { $0.memberCase = .lower },
        Variant(testDescription: "Data and Total", says: ["service-tasks: reads"]) {
            $0.envelope = .data
        },
        Variant(testDescription: "bare arrays", says: ["user-states: may be read; 130 there"]) {
            $0.envelope = .bare
        },
        Variant(testDescription: "Results without a total", says: ["130 there"]) {
            $0.envelope = .resultsWithoutTotal
        },
        Variant(
            testDescription: "skip and take",
            says: ["skip=0&take=500, as the server's description says"]
        ) { $0.paging = .offset },
        Variant(
            testDescription: "pages counted from 0, with another name, in small pieces",
            says: ["pageIndex=0&pageSize=500, as the server's description says"]
        ) {
            $0.paging.numberParameter = "pageIndex"
            $0.paging.firstPage = 0
            $0.paging.maximumSize = 20
            $0.envelope = .bare
        },
        Variant(
            testDescription: "German dates", says: ["times are written", "0000Z and read as UTC"]
        ) { $0.dates = .german },
        Variant(testDescription: "v1.0 only", says: ["answers with v1.0", "lists come whole"]) {
            $0.hasVersion2 = false
        },
        Variant(
            testDescription: "states that do not tell since when",
            says: ["no user.changed was found: states begin where they are first seen"]
        ) { $0.tellsStateChanged = false },
        Variant(
            testDescription: "members by other names",
            says: [
                "EnqueuedAt seems to be task.queueStarted",
                "AnsweredAt seems to be task.connected",
                "AgentAvailable seems to be user.isSelectable",
            ], code: 1
        ) {
            $0.renamed = [
                "QueueStarted": "EnqueuedAt", "Connected": "AnsweredAt",
                "IsSelectable": "AgentAvailable",
            ]
        },
    ]
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
            let expected = try await collect(in: folder, "expected.db") { _ in }
            let scenario = Scenario.frozen(users: 130, services: 3, tasks: 40)
            let server = try server(scenario, variant.change)
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
        _ scenario: Scenario, _ change: (inout SimulatedContract) -> Void
    ) throws -> (server: SimulatorServer, url: String) {
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        change(&options.contract)
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        options.clockOffset = now - scenario.start
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        return (server, "http://127.0.0.1:\(try server.start())")
    }

    private func collect(
        in folder: URL, _ name: String, _ change: (inout SimulatedContract) -> Void
    ) async throws -> Stored {
        let scenario = Scenario.frozen(users: 130, services: 3, tasks: 40)
        let (server, url) = try server(scenario, change)
        defer { server.stop() }
        let outcome = try await Program.run(
            ["collect", "--server", url, "--warehouse", name], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try Stored(folder.appending(path: name).path)
    }
}
