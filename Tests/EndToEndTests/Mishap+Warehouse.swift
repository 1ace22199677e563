import CivilTime
import Foundation
import LucsSimulator
import SQLite

extension Mishap {
    static let warehouse: [Mishap] = [
        Mishap(
            .warehouse, "its pages are overwritten", says: "Restore it from a copy", code: 65,
            leaves: "the file as it was"
        ) { stage in
            try await stage.begun()
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
            try await stage.begun()
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
        } check: {
            let kind = try FileManager.default.attributesOfItem(atPath: $0.warehouse.path)[.type]
            return kind as? FileAttributeType == .typeUnknown
        },
        Mishap(
            .warehouse, "the file has a second name (a hard link)",
            says: "has 2 names (hard links)",
            code: 65, leaves: "what was stored before"
        ) { stage in
            try await stage.begun()
            try FileManager.default.linkItem(
                at: stage.warehouse, to: stage.folder.appending(path: "other.db"))
            return try await stage.run("collect")
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .warehouse, "a fact was changed by hand so that it cannot be", "warehouse verify",
            says: "tasks that ended while they were still listed (6). Restore it from a snapshot.",
            code: 65, leaves: "the file as it was"
        ) { stage in
            try await stage.begun()
            let other = try Connection(path: stage.warehouse.path, mode: .readWrite)
            try other.execute(
                """
                UPDATE task_fact SET ended_at = first_seen_at - 5000,
                    ended_after_at = first_seen_at, ended_before_at = first_seen_at
                """)
            return try await stage.run("warehouse", "verify")
        } check: {
            try $0.value("SELECT count(*) FROM task_fact WHERE ended_at < first_seen_at") == 6
        },
        Mishap(
            .warehouse, "a copy is taken while a loop collects", "warehouse snapshot copy.db",
            says: "", code: 0, leaves: "a sound copy, and the loop, undisturbed"
        ) { stage in
            try await stage.besideLoop(every: "50ms", passes: 3) {
                try await stage.run("warehouse", "snapshot", "copy.db")
            }
        } check: {
            let copy = try await $0.run("warehouse", "verify", "--warehouse", "copy.db")
            return copy.code == 0
        },
        Mishap(
            .warehouse, "old days are pruned while a loop collects", "warehouse prune --keep 1d",
            says: "", code: 0, leaves: "what is kept, sound, and the loop, undisturbed"
        ) { stage in
            try await stage.besideLoop(every: "50ms", passes: 3) {
                try await stage.run("warehouse", "prune", "--keep", "1d")
            }
        } check: {
            let rest = try await $0.run("warehouse", "verify")
            return rest.code == 0
        },
        Mishap(
            .warehouse, "another program holds it for long", says: "is in use by another program",
            code: 75, leaves: "what was stored before"
        ) { stage in
            try await stage.begun()
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
            try await stage.begun()
            return try await stage.run(
                "collect", environment: ["TMPDIR": "/nowhere"],
                launcher: ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh"])
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .warehouse, "a task tells the year 9999",
            says: "Some tasks have impossible times",
            code: 0, leaves: "everything but that time"
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
            says: "Nothing was stored. Set the clock of the server.", code: 65, leaves: "nothing"
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
            says: "Nothing was stored. Set the clock of the server.", code: 65,
            leaves: "what was stored before"
        ) { stage in
            try await stage.begun()
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
}
