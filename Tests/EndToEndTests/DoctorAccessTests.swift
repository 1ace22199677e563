import CivilTime
import Foundation
import LucsSimulator
import Testing

@testable import lucstats

/// What doctor says of keys, systems and what the configuration names.
@Suite struct DoctorAccessTests {
    private func doctor(_ words: String..., in folder: URL) async throws -> (Int32, [String]) {
        let outcome = try await Program.run(["doctor"] + words, in: folder)
        return (outcome.code, outcome.output.split(separator: "\n").map(String.init))
    }

    private func server(
        users: Int = 5, services: Int = 3, seed: UInt64 = 1, roles: Set<SimulatedRole>? = nil,
        key: String = Program.key
    ) throws -> (server: SimulatorServer, address: String) {
        let scenario = Scenario.frozen(users: users, services: services, tasks: 6, seed: seed)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(key, roles: roles ?? Set(SimulatedRole.allCases))]
        options.clockOffset = Timestamp.now - scenario.start
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        return (server, "http://127.0.0.1:\(try server.start())")
    }

    @Test func `If every request is rejected, the key itself is named, in one line`() async throws {
        let (server, address) = try server(key: "another")
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let (code, lines) = try await doctor("--server", address, in: folder)
            #expect(code == 77)
            #expect(lines.filter { $0.hasPrefix("FAIL") }.count == 1, "\(lines)")
            #expect(lines.contains { $0.contains("does not accept the API key itself") })
        }
    }

    @Test func `Servers of different systems are refused by doctor and by collect`() async throws {
        let (first, a) = try server(seed: 1)
        let (second, b) = try server(users: 9, services: 7, seed: 2)
        defer {
            first.stop()
            second.stop()
        }
        try await withTemporaryFolder { folder in
            let (code, lines) = try await doctor("--server", a, "--server", b, in: folder)
            #expect(code == 78)
            #expect(lines.contains { $0.contains("serve different systems: of 3 and 7 services") })
            let collected = try await Program.run(
                ["collect", "--server", a, "--server", b, "--warehouse", "w.db"], in: folder)
            #expect(collected.code == 78)
            #expect(collected.errors.contains("serve different systems"), "\(collected.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "w.db").path))
            let (same, _) = try await doctor("--server", a, "--server", a, in: folder)
            #expect(same == 0)
        }
    }

    @Test func `Without services, doctor says that tasks could not be checked`() async throws {
        let (server, address) = try server(
            roles: Set(SimulatedRole.allCases).subtracting([.servicesRead]))
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let (code, lines) = try await doctor("--server", address, in: folder)
            #expect(code == 77)
            #expect(lines.contains { $0.hasPrefix("warn  role") && $0.contains("service-tasks") })
        }
    }

    @Test func `Misspelled services and another time zone in the configuration are found`()
        async throws
    {
        let (server, address) = try server()
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            _ = try await Program.run(
                ["warehouse", "init", "--warehouse", "x", "--time-zone", "Europe/Zurich"],
                in: folder)
            try Data(
                #"{"timeZone":"Europe/London","serviceLevel":{"services":{"Clams":{},"claims":{}}}}"#
                    .utf8
            ).write(to: folder.appending(path: "c.json"))
            let (code, lines) = try await doctor(
                "--server", address, "--config", "c.json", "--warehouse", "x", in: folder)
            #expect(code == 1)
            #expect(lines.contains { $0.contains(": Clams. Did you mean Claims?") }, "\(lines)")
            #expect(!lines.contains { $0.contains("claims. Did") })
            #expect(
                lines.contains {
                    $0.contains(
                        "is Europe/London, but the time zone of the warehouse is Europe/Zurich")
                })
        }
    }

    @Test func `What the command line gave is kept in the configuration that it writes`()
        async throws
    {
        let (server, address) = try server()
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let (code, _) = try await doctor(
                "--server", address, "--warehouse", "w.db", "--every", "20s", "--write-config",
                "c.json", in: folder)
            #expect(code == 0)
            let read = try Configuration.read(folder.appending(path: "c.json").path)
            #expect(read.warehouse == "w.db" && read.every == "20s")
            #expect(read.servers == [address])
        }
    }

    @Test func `Documented members that are not used are listed`() async throws {
        let (server, address) = try server()
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let (_, lines) = try await doctor("--server", address, in: folder)
            let line = lines.first { $0.contains("users: sees and does not use") }
            #expect(line?.contains("RetargetType") == true, "\(lines)")
        }
    }
}
