import Foundation
import Locking
import LucsSimulator
import Testing

extension Mishap {
    static let process: [Mishap] = [
        Mishap(
            .process, "a second collector for the same warehouse",
            says: "Another run of lucstats is using this warehouse (process ", code: 75,
            leaves: "the first, undisturbed"
        ) { stage in
            try await stage.besideLoop(every: "5m", passes: 1) { try await stage.run("collect") }
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "the same, and it names the file by a symbolic link",
            "collect --warehouse link.db", says: "Another run of lucstats is using this warehouse",
            code: 75, leaves: "the first, undisturbed"
        ) { stage in
            try await stage.besideLoop(every: "5m", passes: 1) {
                try FileManager.default.createSymbolicLink(
                    atPath: stage.folder.appending(path: "link.db").path,
                    withDestinationPath: "w.db")
                return try await stage.run("collect", "--warehouse", "link.db")
            }
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "SIGTERM while a server is silent",
            says: "Stopped before the end; nothing was stored.", code: 75,
            leaves: "what was stored before"
        ) { stage in
            try await stage.begun()
            stage.centre.misbehave { _ in .silence }
            let program = try stage.begin("collect")
            try await stage.centre.requests(1)
            program.send(SIGTERM)
            return try await program.outcome()
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .process, "SIGTERM between the passes of a loop", "collect --every 5m", says: "",
            code: 0,
            leaves: "all passes"
        ) { stage in
            let program = try stage.begin("collect", "--every", "5m")
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
            try await eventually { try (stage.passes() ?? 0) >= 1 }
            stage.centre.misbehave { _ in .answer(status: 401, body: "{}") }
            try await stage.centre.requests(6)
            stage.centre.misbehave { _ in nil }
            return try await loop.outcome()
        } check: {
            (try $0.passes() ?? 0) > 1
        },
        Mishap(
            .process, "one service's tasks cannot be had in any pass",
            "collect --every 100ms --passes 5", says: "missing tasks of", code: 1,
            leaves: "everything else of every pass; it was said once"
        ) { stage in
            let paths = Locked<Set<String>>([])
            stage.centre.misbehave { request in
                guard request.path.hasSuffix("/tasks") else { return nil }
                let isFirst = paths.withLock { paths in
                    if paths.isEmpty { paths.insert(request.path) }
                    return paths.contains(request.path)
                }
                return isFirst ? .answer(status: 403, body: "{}") : nil
            }
            let outcome = try await stage.run("collect", "--every", "100ms", "--passes", "5")
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 2, "\(outcome.errors)")
            return outcome
        } check: {
            try $0.passes() == 5 && $0.value("SELECT count(*) FROM pass_failure") == 5
        },
        Mishap(
            .process, "no pass of a loop could be made", "collect --every 200ms --for 2s",
            says: "the server failed (HTTP 500)", code: 69, leaves: "nothing"
        ) { stage in
            stage.centre.misbehave { _ in .answer(status: 500, body: "") }
            let outcome = try await stage.run("collect", "--every", "200ms", "--for", "2s")
            // Each failure has its line; the last one sums up.
            let lines = outcome.errors.split(separator: "\n")
            let last = lines.last ?? ""
            guard last.contains("None of ") || last.contains("The only pass failed") else {
                return outcome
            }
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
}
