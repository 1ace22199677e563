import Foundation
import Locking
import LucsAPI
import LucsSimulator
import SQLite
import Testing
import Warehouse

@testable import lucstats

/// What a loop or a run under cron says, and how often.
@Suite struct UnattendedTests {
    @Test func `A warehouse whose name has one letter works like any other`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try SmallCentre()
            for words in [
                ["collect", "--server", centre.address, "--warehouse", "x"],
                ["warehouse", "snapshot", "--warehouse", "x", "y"],
            ] {
                let outcome = try await Program.run(words, in: folder)
                #expect(outcome.code == 0, "\(words): \(outcome.errors)")
            }
            let doctor = try await Program.run(
                ["doctor", "--server", centre.address, "--warehouse", "x"], in: folder)
            #expect(doctor.output.contains("x holds 1 pass\n"), "\(doctor.output)")
        }
    }

    @Test(
        arguments: [
            (":Europe/Zurich", "Europe/Zurich"), ("Europe/Zurich", "Europe/Zurich"),
            ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"), ("UTC", "UTC"), ("Foo/Bar", nil),
            ("UTC+2", nil), ("CET-1CEST,M3.5.0,M10.5.0/3", nil), (":/nowhere", nil), ("../x", nil),
        ] as [(String, String?)])
    func `A time zone from the environment is read as a name, or refused`(
        variable: String, zone: String?
    ) async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await Program.run(
                ["warehouse", "init", "--warehouse", "w.db"], in: folder,
                environment: ["TZ": variable])
            guard let zone else {
                #expect(outcome.code == 78, "\(outcome.errors)")
                #expect(outcome.errors.contains("The variable TZ=\(variable) does not name"))
                let collected = try await Program.run(
                    ["collect", "--server", "http://127.0.0.1:9", "--warehouse", "w.db"],
                    in: folder, environment: ["TZ": variable])
                return #expect(collected.code == 78)
            }
            #expect(outcome.code == 0 && outcome.errors.contains("time zone \(zone)."))
        }
    }

    @Test func `Plain http to another machine is reported once, and may be accepted`()
        async throws
    {
        try await withTemporaryFolder { folder in
            func collect(_ words: String...) async throws -> Int {
                try await Program.run(
                    ["collect", "--server", "http://0.0.0.0:9", "--warehouse", "w.db"] + words,
                    in: folder
                ).errors.split(separator: "\n").count { $0.contains("over plain http") }
            }
            #expect(try await collect() == 1)
            #expect(try await collect() == 0)
            try FileManager.default.removeItem(at: folder.appending(path: "w.db.budget"))
            try Data(#"{"plainHTTPAccepted": true}"#.utf8).write(
                to: folder.appending(path: "c.json"))
            #expect(try await collect("--config", "c.json") == 0)
        }
    }

    @Test func `Error texts that vary are one line for a list, and one for passes that fail`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let centre = try SmallCentre()
            let isDown = Locked(false)
            centre.misbehave { request in
                guard request.path.hasSuffix("usersStates") || isDown.withLock({ $0 }) else {
                    return nil
                }
                return .answer(
                    status: 400,
                    body: #"{"Error":{"Code":"Bad","Message":"request \#(request.number) failed"}}"#
                )
            }
            let loop = try Program(
                [
                    "collect", "--server", centre.address, "--warehouse", "w.db", "--every",
                    "100ms",
                ], in: folder)
            try await centre.requests(30)
            isDown.withLock { $0 = true }
            try await centre.requests(20)
            loop.send(SIGTERM)
            let lines = try await loop.outcome().errors.split(separator: "\n")
            #expect(lines.count { $0.contains("missing user states") } == 1, "\(lines)")
            #expect(lines.count { !$0.contains("missing") } == 1, "\(lines)")
        }
    }

    @Test func `A key file that is rewritten while a loop runs is read again`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try SmallCentre()
            let valid = Locked(Program.key)
            let file = folder.appending(path: "key")
            func write(_ key: String) throws {
                try Data(key.utf8).write(to: file)
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: file.path)
            }
            try write(Program.key)
            centre.misbehave { request in
                request.headers["api_key"] == valid.withLock({ $0 })
                    ? nil : .answer(status: 401, body: "{}")
            }
            let loop = try Program(
                [
                    "collect", "--server", centre.address, "--warehouse", "w.db", "--every",
                    "200ms",
                ], in: folder, key: nil, environment: ["LUCSTATS_API_KEY_FILE": file.path])
            try await centre.requests(20)
            // The server knows the new one too, and no longer the old one.
            try write("kQ7-the-next")
            centre.misbehave { request in
                request.headers["api_key"] == "kQ7-the-next"
                    ? .answer(status: 404, body: "{}") : .answer(status: 401, body: "{}")
            }
            try await centre.requests(10)
            loop.send(SIGTERM)
            let outcome = try await loop.outcome()
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains("Another one was found from "), "\(outcome.errors)")
            #expect(outcome.errors.contains("404") && !outcome.errors.contains("401"))
            #expect(!outcome.errors.contains("kQ7"))
        }
    }

    @Test
    func `The simulator's second server is ended and started by a signal, and collect says so`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let simulator = try Program(
                ["simulate", "--port", "0", "--second-port", "0", "--for", "50s"], in: folder)
            let addresses = try await simulator.lines(2)
            try Data(#"{"deadlines": {"connect": "1s"}}"#.utf8).write(
                to: folder.appending(path: "c.json"))
            let metrics = folder.appending(path: "l.prom")
            let loop = try Program(
                [
                    "collect", "--server", addresses[0], "--server", addresses[1], "--warehouse",
                    "w.db", "--every", "200ms", "--metrics-file", metrics.path,
                ], in: folder, key: "simulator")
            func isUp(_ number: Int) -> String {
                "server=\"\(addresses[number])\"} "
            }
            func figures() -> String { (try? String(contentsOf: metrics, encoding: .utf8)) ?? "" }
            try await eventually { figures().contains(isUp(1) + "1") }
            simulator.send(SIGUSR1)
            try await eventually { figures().contains(isUp(1) + "0") }
            #expect(figures().contains(isUp(0) + "1"))
            try await Task.sleep(for: .milliseconds(600))
            loop.send(SIGTERM)
            let lines = try await loop.outcome().errors.split(separator: "\n")
            #expect(
                lines.count { $0.contains("\(addresses[1]) no longer serves: ") } == 1, "\(lines)")
            simulator.send(SIGTERM)
            #expect(try await simulator.outcome().errors.contains("The second server has ended."))
        }
    }

    @Test func `Each loss and return of a server is reported once`() {
        var watch = ServerWatch()
        func status(_ down: Int...) -> [ServerStatus] {
            (0..<2).map {
                ServerStatus(
                    address: "http://s\($0)",
                    failure: down.contains($0) ? APIError(.unreachable, "gone") : nil)
            }
        }
        var events: [String] = []
        for one in [status(), status(1), status(1), status(), status(0, 1), status(0), status()] {
            events += watch.changes(one).map { "\($0.event) \($0.server)" }
        }
        #expect(
            events == [
                "serverLost http://s1", "serverBack http://s1", "serverLost http://s0",
                "serverBack http://s0",
            ])
    }

    @Test(arguments: [
        (["--without-role", "TasksReadonly", "--without-role", "TasksManage"], 1, "missing tasks"),
        (["--per-hour", "5"], 1, "Try again later"),
        (["--per-second", "2"], 0, ""),
        (["--key-expires", "1ms"], 77, "The key has expired."),
    ])
    func `The simulator limits the key as it is told to`(
        words: [String], code: Int32, says: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let simulator = try Program(
                ["simulate", "--port", "0", "--services", "2", "--agents", "4", "--for", "50s"]
                    + words, in: folder)
            let address = try await simulator.lines(1)[0]
            try await Task.sleep(for: .milliseconds(20))
            // Well before the simulator ends: a pass may wait for a rate limit.
            try Data(#"{"deadlines": {"pass": "25s"}}"#.utf8)
                .write(to: folder.appending(path: "c.json"))
            let outcome = try await Program.run(
                ["collect", "--config", "c.json", "--server", address, "--warehouse", "w.db"],
                in: folder, key: "simulator")
            simulator.send(SIGTERM)
            #expect(outcome.code == code, "\(outcome.errors)")
            #expect(says.isEmpty || outcome.errors.contains(says), "\(outcome.errors)")
            _ = try await simulator.outcome()
        }
    }
}
