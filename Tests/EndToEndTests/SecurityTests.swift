import Foundation
import LucsAPI
import LucsSimulator
import TestServers
import Testing

@testable import lucstats

@Suite struct SecurityTests {
    private func withServer(
        _ body: (_ folder: URL, _ url: String) async throws -> Void
    ) async throws {
        let scenario = Scenario.frozen(users: 3, services: 1, tasks: 2)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        let url = "http://127.0.0.1:\(try server.start())"
        defer { server.stop() }
        try await withTemporaryFolder { try await body($0, url) }
    }

    private func mode(_ file: URL) throws -> Int {
        try #require(
            try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int)
    }

    @Test
    func
        `The proxies of the environment are used, but never for this machine, and none sees the key of https`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let proxy = try TestServer { request in
                request.method == "CONNECT" ? .html("no way", status: 403) : .json("[]")
            }
            let environment = ["http_proxy": "\(proxy.url)", "https_proxy": "\(proxy.url)"]
            func users(_ server: String, no: String = "") async throws -> Program.Outcome {
                try await Program.run(
                    ["get", "users", "--server", server], in: folder,
                    environment: environment.merging(["no_proxy": no]) { own, _ in own })
            }
            let plain = try await users("http://lucs.invalid:4444")
            #expect(plain.code == 0, "\(plain.errors)")
            #expect(
                proxy.requests.first?.head.hasPrefix("GET http://lucs.invalid:4444/v2.0/users")
                    == true)
            let secure = try await users("https://lucs.invalid")
            #expect(secure.code == 69)
            #expect(secure.errors.contains("403"), "\(secure.errors)")
            let tunnel = try #require(proxy.requests.last { $0.method == "CONNECT" })
            #expect(tunnel.headers["api_key"] == nil)
            let asked = proxy.requests.count
            let own = try TestServer { _ in .json("[]") }
            #expect(try await users("\(own.url)").code == 0)
            #expect(try await users("http://lucs.invalid", no: "lucs.invalid").code == 69)
            #expect(proxy.requests.count == asked)
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o600, 0o400])
    func `A key file that others can read is refused, with the line that mends it`(
        mode: Int
    ) async throws {
        try await withServer { folder, url in
            let file = folder.appending(path: "the key.txt")
            try Data("\(Program.key)\n".utf8).write(to: file)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: file.path)
            let outcome = try await Program.run(
                ["collect", "--server", url, "--warehouse", "w.db"], in: folder, key: nil,
                environment: ["LUCSTATS_API_KEY_FILE": "the key.txt"])
            if mode & 0o077 == 0 {
                #expect(outcome.code == 0, "\(outcome.errors)")
            } else {
                #expect(outcome.code == 78)
                #expect(outcome.errors.hasSuffix("Run: chmod 600 'the key.txt'\n"))
                #expect(!outcome.errors.contains("kQ7"))
            }
        }
    }

    @Test func `A credential of systemd's is taken as systemd makes it`() async throws {
        try await withServer { folder, url in
            let file = folder.appending(path: "api_key")
            try Data(Program.key.utf8).write(to: file)
            // A service user reads it through an access list, whose mask shows as the group's.
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o440], ofItemAtPath: file.path)
            let outcome = try await Program.run(
                ["collect", "--server", url, "--warehouse", "w.db"], in: folder, key: nil,
                environment: ["CREDENTIALS_DIRECTORY": folder.path])
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
    }

    @Test func `A configuration is no place for a key`() async throws {
        try await withServer { folder, url in
            try Data(#"{"apiKey": "kQ7"}"#.utf8).write(to: folder.appending(path: "c.json"))
            let outcome = try await Program.run(
                ["collect", "--config", "c.json", "--server", url], in: folder)
            #expect(outcome.code == 78)
            #expect(outcome.errors.contains("apiKey does not belong here"))
            #expect(outcome.errors.contains("LUCSTATS_API_KEY_FILE"))
            #expect(!outcome.errors.contains("kQ7"))
        }
    }

    @Test(arguments: [
        ("http://lucs1.example.com:4444", true), ("http://10.1.2.3", true),
        ("http://127.0.0.1.example.com", true), ("https://lucs1.example.com", false),
        ("http://localhost:4444", false), ("http://127.0.0.2:4444", false),
        ("http://[::1]:4444", false),
    ])
    func `Plain http to another machine is told from what stays here`(
        url: String, isWarned: Bool
    ) throws {
        let configuration = ClientConfiguration(
            servers: [try #require(URL(string: url))], key: try APIKey(Program.key))
        #expect(configuration.plainHTTP.count == (isWarned ? 1 : 0))
    }

    @Test func `A key on its way over plain http is warned of`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await Program.run(
                ["get", "users", "--server", "http://0.0.0.0:9"], in: folder)
            #expect(outcome.code == 69)
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(
                lines.first?.hasPrefix(
                    "lucstats: The API key goes to 0.0.0.0 over plain http") == true)
            #expect(!outcome.errors.contains("kQ7"))
        }
    }

    @Test func `A warehouse, and all that lies beside it, is for its owner alone`() async throws {
        try await withServer { folder, url in
            let collector = try Program(
                ["collect", "--server", url, "--warehouse", "w.db", "--every", "100ms"],
                in: folder)
            let limit = ContinuousClock.now + .seconds(20)
            let names = ["w.db", "w.db-wal", "w.db-shm", "w.db.lock"]
            while ContinuousClock.now < limit,
                !names.allSatisfy({
                    FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
                })
            {
                try await Task.sleep(for: .milliseconds(20))
            }
            for name in names {
                #expect(try mode(folder.appending(path: name)) == 0o600, "\(name)")
            }
            // The key is in nobody's list of processes.
            let arguments = try Data(
                contentsOf: URL(filePath: "/proc/\(collector.identifier)/cmdline"))
            #expect(!String(decoding: arguments, as: UTF8.self).contains("kQ7"))
            collector.send(SIGKILL)
            _ = try await collector.outcome()
            let day = "2026-11-23/2026-11-25"
            let report = try await Program.run(
                ["report", "--warehouse", "w.db", "--period", day, "--out", "r"], in: folder)
            #expect(report.code == 0, "\(report.errors)")
            let mask = umask(0)
            umask(mask)
            let page = folder.appending(path: "r/2026-11-23_2026-11-25/report.html")
            #expect(try mode(page) == 0o644 & ~Int(mask))
        }
    }
}
