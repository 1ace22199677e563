import CivilTime
import Foundation
import LucsSimulator
import SQLite
import TestServers

extension Mishap {
    static let secrets: [Mishap] = [
        Mishap(
            .secrets, "there is no key", says: "There is no API key.", code: 78, leaves: "nothing"
        ) {
            try await $0.run("collect", key: nil)
        } check: {
            try $0.passes() == nil
        },
        Mishap(
            .secrets, "others can read the key file",
            says: "is open to others than its owner. Run: chmod 600 key", code: 78,
            leaves: "nothing; the key was not used"
        ) { stage in
            try stage.file("key", Program.key, mode: 0o640)
            return try await stage.run(
                "collect", key: nil, environment: ["LUCSTATS_API_KEY_FILE": "key"])
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .secrets, "the key file is a link to one that only its owner can read", says: "",
            code: 0, leaves: "everything"
        ) { stage in
            try stage.file("key", Program.key)
            try FileManager.default.createSymbolicLink(
                atPath: stage.folder.appending(path: "link").path, withDestinationPath: "key")
            return try await stage.run(
                "collect", key: nil, environment: ["LUCSTATS_API_KEY_FILE": "link"])
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .secrets, "the configuration holds a key", says: "apiKey does not belong here",
            code: 78, leaves: "nothing"
        ) { stage in
            try stage.file("c.json", #"{"apiKey": "kQ7"}"#)
            return try await stage.run("collect", "--config", "c.json")
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .secrets, "others can read the key for customers' pseudonyms",
            says: "The customer key c.key is open to others than its owner", code: 78,
            leaves: "nothing"
        ) { stage in
            try stage.file("c.key", String(repeating: "x", count: 40), mode: 0o644)
            try stage.file("c.json", #"{"customerIdentifiers": "masked"}"#)
            return try await stage.run(
                "collect", "--config", "c.json",
                environment: ["LUCSTATS_CUSTOMER_KEY_FILE": "c.key"])
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .secrets, "the server repeats the key in its error and in a redirect",
            says: "the server points to", code: 1,
            leaves: "everything but the user states; the key nowhere"
        ) { stage in
            stage.centre.misbehave {
                $0.path.lowercased().hasSuffix("usersstates")
                    ? .answer(
                        status: 302, body: Program.key,
                        headers: ["Location": "http://[x/\(Program.key)"]) : nil
            }
            return try await stage.run("collect", "--log-format", "text")
        } check: { stage in
            let stored = stage.bytes() ?? Data()
            return stored.firstRange(of: Data(Program.key.utf8)) == nil
        },
    ]

    /// A first pass, so that there is something to lose.
    private static func begun(_ stage: Stage) async throws {
        _ = try await stage.run("collect")
    }

    static let warehouse: [Mishap] = [
        Mishap(
            .warehouse, "its pages are overwritten", says: "Restore it from a copy", code: 65,
            leaves: "the file as it was"
        ) { stage in
            try await begun(stage)
            let file = try FileHandle(forUpdating: stage.warehouse)
            let size = try file.seekToEnd()
            try file.seek(toOffset: 4096)
            try file.write(contentsOf: Data(repeating: 0x5A, count: Int(size) - 4096))
            try file.close()
            try stage.file("before", stage.bytes()?.base64EncodedString() ?? "")
            return try await stage.run("collect")
        } check: {
            $0.text("before") == $0.bytes()?.base64EncodedString()
        },
        Mishap(
            .warehouse, "its end is cut off", says: "its end is cut off", code: 65,
            leaves: "the file as it was"
        ) { stage in
            try await begun(stage)
            let file = try FileHandle(forUpdating: stage.warehouse)
            try file.truncate(atOffset: try file.seekToEnd() - 100)
            try file.close()
            return try await stage.run("collect")
        } check: {
            ($0.bytes()?.count ?? 0) % 4096 == 4096 - 100
        },
        Mishap(
            .warehouse, "the file is another program's", says: "is not a database", code: 65,
            leaves: "the file as it was"
        ) { stage in
            try stage.file("w.db", String(repeating: "not a database\n", count: 400))
            return try await stage.run("collect")
        } check: {
            $0.text("w.db").hasPrefix("not a database\n")
        },
        Mishap(
            .warehouse, "a named pipe is in its place", "report --period today",
            says: "w.db is no file.", code: 65, leaves: "the pipe; nobody waits for it"
        ) { stage in
            mkfifo(stage.warehouse.path, 0o600)
            return try await stage.run("report", "--period", "today")
        } check: { _ in
            true
        },
        Mishap(
            .warehouse, "the file has a second name (a hard link)",
            says: "has 2 names (hard links)",
            code: 65, leaves: "what was stored before"
        ) { stage in
            try await begun(stage)
            try FileManager.default.linkItem(
                at: stage.warehouse, to: stage.folder.appending(path: "other.db"))
            return try await stage.run("collect")
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .warehouse, "another program holds it for long", says: "is in use by another program",
            code: 75, leaves: "what was stored before"
        ) { stage in
            try await begun(stage)
            let other = try Connection(path: stage.warehouse.path, mode: .readWrite)
            try other.execute("BEGIN IMMEDIATE")
            let outcome = try await stage.run("collect")
            try other.execute("ROLLBACK")
            return outcome
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .warehouse, "there is none", "warehouse verify", says: "There is no warehouse at w.db",
            code: 74, leaves: "nothing"
        ) {
            try await $0.run("warehouse", "verify")
        } check: {
            try $0.passes() == nil
        },
        Mishap(
            .warehouse, "its folder is not there", "collect --warehouse none/w.db",
            says: "none/w.db.lock", code: 73, leaves: "nothing"
        ) {
            try await $0.run("collect", "--warehouse", "none/w.db")
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .warehouse, "no file may grow any more, as on a disk that has just filled",
            says: "Reading or writing w.db failed (disk I/O error).", code: 74,
            leaves: "what was stored before"
        ) { stage in
            try await begun(stage)
            return try await stage.run(
                "collect", environment: ["TMPDIR": "/nowhere"],
                launcher: ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh"])
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .warehouse, "a task tells the year 9999",
            says: "Tasks tell times that cannot be theirs",
            code: 0, leaves: "everything; that time counts as not told"
        ) { stage in
            stage.centre.misbehave {
                $0.path.hasSuffix("/tasks")
                    ? .answer(
                        status: 200,
                        body: #"[{"Id":"a","QueueStarted":"9999-12-31T23:59:59.9999999"}]"#) : nil
            }
            return try await stage.run("collect")
        } check: {
            try $0.value("SELECT count(DISTINCT day_start_at) < 40 FROM calendar") == 1
                && $0.passes() == 1
        },
        Mishap(
            .warehouse, "the first pass is of the year 2100",
            says: "Nothing was stored. Set the server's clock.", code: 65, leaves: "nothing"
        ) { stage in
            let scenario = Scenario.frozen(users: 5, services: 2, tasks: 6)
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            options.clockOffset = .seconds(74 * 366 * 86_400)
            let server = SimulatorServer(
                simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
                options: options)
            defer { server.stop() }
            return try await stage.run(
                "collect", "--server", "http://127.0.0.1:\(try server.start())")
        } check: {
            try $0.passes() == 0
        },
        Mishap(
            .warehouse, "the server's clock jumps ahead by years",
            says: "Nothing was stored. Set the server's clock.", code: 65,
            leaves: "what was stored before"
        ) { stage in
            try await begun(stage)
            let scenario = Scenario.frozen(users: 5, services: 2, tasks: 6)
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            let server = SimulatorServer(
                simulation: Simulation(
                    scenario: scenario,
                    clock: .stepped(at: scenario.start + .seconds(5 * 366 * 86_400))),
                options: options)
            defer { server.stop() }
            return try await stage.run(
                "collect", "--server", "http://127.0.0.1:\(try server.start())")
        } check: {
            try $0.passes() == 1
        },
    ]

    static let process: [Mishap] = [
        Mishap(
            .process, "a second collector for the same warehouse",
            says: "Another collector works for this warehouse (process ", code: 75,
            leaves: "the first, undisturbed"
        ) { stage in
            let first = try stage.begin("collect", "--every", "1h")
            try await eventually { try stage.passes() == 1 }
            let outcome = try await stage.run("collect")
            first.send(SIGTERM)
            _ = try await first.outcome()
            return outcome
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "the same, and it names the file by a symbolic link",
            "collect --warehouse link.db", says: "Another collector works for this warehouse",
            code: 75, leaves: "the first, undisturbed"
        ) { stage in
            let first = try stage.begin("collect", "--every", "1h")
            try await eventually { try stage.passes() == 1 }
            try FileManager.default.createSymbolicLink(
                atPath: stage.folder.appending(path: "link.db").path, withDestinationPath: "w.db")
            let outcome = try await stage.run("collect", "--warehouse", "link.db")
            first.send(SIGTERM)
            _ = try await first.outcome()
            return outcome
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "SIGTERM while a server is silent",
            says: "Stopped before the end; nothing was stored.", code: 75,
            leaves: "what was stored before"
        ) { stage in
            try await begun(stage)
            stage.centre.misbehave { _ in .silence }
            let program = try stage.begin("collect")
            try await stage.centre.requests(1)
            program.send(SIGTERM)
            return try await program.outcome()
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "SIGTERM between the passes of a loop", "collect --every 1h", says: "",
            code: 0,
            leaves: "all passes"
        ) { stage in
            let program = try stage.begin("collect", "--every", "1h")
            try await eventually { try stage.passes() == 1 }
            program.send(SIGTERM)
            return try await program.outcome()
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "`kill -9` of a loop, and then the next run", says: "", code: 0,
            leaves: "all passes that were stored"
        ) { stage in
            let program = try stage.begin("collect", "--every", "100ms")
            try await eventually { try stage.passes() != 0 && stage.passes() != nil }
            program.send(SIGKILL)
            _ = try await program.outcome()
            try await Task.sleep(for: .milliseconds(200))
            return try await stage.run("collect")
        } check: {
            (try $0.passes() ?? 0) >= 2
        },
        Mishap(
            .process, "the key is refused for a moment", "collect --every 200ms --for 5s",
            says: "the server refused the key (HTTP 401)", code: 1,
            leaves: "the passes before and after"
        ) { stage in
            let loop = try stage.begin("collect", "--every", "200ms", "--for", "5s")
            try await eventually { try stage.passes() == 1 }
            stage.centre.misbehave { _ in .answer(status: 401, body: "{}") }
            try await stage.centre.requests(6)
            stage.centre.misbehave { _ in nil }
            return try await loop.outcome()
        } check: {
            (try $0.passes() ?? 0) > 1
        },
        Mishap(
            .process, "no pass of a loop could be made", "collect --every 200ms --for 2s",
            says: "the server failed (HTTP 500)", code: 69, leaves: "nothing"
        ) { stage in
            stage.centre.misbehave { _ in .answer(status: 500, body: "") }
            let outcome = try await stage.run("collect", "--every", "200ms", "--for", "2s")
            // Each failure has its line; the last one sums up.
            let lines = outcome.errors.split(separator: "\n")
            guard lines.last?.contains("None of ") == true else { return outcome }
            return Program.Outcome(
                code: outcome.code, output: outcome.output, errors: String(lines.first ?? ""))
        } check: {
            try $0.passes() == 0
        },
        Mishap(
            .process, "a service's name would begin a new line and clear the terminal",
            says: "missing tasks of a [2Jb", code: 1, leaves: "everything but its tasks"
        ) { stage in
            stage.centre.misbehave { request in
                if request.path.hasSuffix("/services") {
                    .answer(
                        status: 200,
                        body:
                            #"[{"Id":"s1","DisplayName":"a\n\u001b[2Jb\u202e","Name":"a\n\u001b[2Jb\u202e"}]"#
                    )
                } else if request.path.hasSuffix("/tasks") {
                    .answer(status: 403, body: "{}")
                } else {
                    nil
                }
            }
            return try await stage.run("collect")
        } check: {
            try $0.passes() == 1
        },
    ]

    static let watching: [Mishap] = [
        Mishap(
            .watching, "the watcher of pings is down", "collect --ping …",
            says: "The ping to 127.0.0.1 failed: status 500.", code: 0, leaves: "everything"
        ) { stage in
            stage.centre.misbehave {
                $0.path == "/ping/x/start" ? .answer(status: 500, body: "") : nil
            }
            return try await stage.run("collect", "--ping", "\(stage.centre.address)/ping/x")
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .watching, "the watcher of pings answers without end", "collect --ping …", says: "",
            code: 0, leaves: "everything; of what it answers nothing is read but the status"
        ) { stage in
            let endless = try EndlessServer()
            return try await stage.run("collect", "--ping", "http://127.0.0.1:\(endless.port)/x")
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .watching, "there is no key", "collect --ping … --metrics-file l.prom",
            says: "There is no API key.", code: 78,
            leaves: "a ping that tells the failure, and figures with its exit code"
        ) { stage in
            try await stage.run(
                "collect", "--ping", "\(stage.centre.address)/ping/x", "--metrics-file", "l.prom",
                key: nil)
        } check: {
            $0.centre.pings == ["/ping/x/fail"]
                && $0.text("l.prom").contains(
                    "lucstats_last_pass_exit_code{warehouse=\"w.db\"} 78\n")
        },
        Mishap(
            .watching, "the folder of the metrics file is not there",
            "collect --metrics-file none/l.prom",
            says: "The metrics file none/l.prom cannot be written: No such file or directory.",
            code: 0, leaves: "everything"
        ) {
            try await $0.run("collect", "--metrics-file", "none/l.prom")
        } check: {
            try $0.passes() == 1
        },
    ]
}
