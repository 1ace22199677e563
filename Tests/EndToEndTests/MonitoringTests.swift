import CivilTime
import Foundation
import JSONText
import LucsSimulator
import SQLite
import Testing
import Warehouse

@testable import lucstats

/// What a run says while nobody looks: logs, pings, figures.
@Suite struct MonitoringTests {
    let centre: SmallCentre

    init() throws { centre = try SmallCentre() }

    private func collect(_ words: String..., in folder: URL) throws -> Program {
        try Program(
            ["collect", "--warehouse", "w.db", "--server", centre.address] + words, in: folder)
    }

    private var ping: String { "\(centre.address)/ping/7f3e-secret" }

    /// One service's tasks cannot be had.
    private func loseAService() {
        centre.misbehave {
            $0.path.hasSuffix("/tasks") && $0.path.contains("services")
                ? .answer(
                    status: 403, body: #"{"Error":{"Code":"Forbidden","Message":"Not yours."}}"#)
                : nil
        }
    }

    // MARK: Logs

    @Test func `Under cron a pass that goes well says nothing`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await collect(in: folder).outcome()
            #expect(outcome.code == 0 && outcome.errors == "" && outcome.output == "")
        }
    }

    @Test func `Asked to, it says what each pass did, a line an event`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await collect(
                "--verbose", "--every", "50ms", "--passes", "3", in: folder
            ).outcome()
            let lines = outcome.errors.split(separator: "\n").map(String.init)
            try #require(lines.count == 5, "\(outcome.errors)")
            #expect(lines.first == "started warehouse=w.db every=50ms")
            for line in lines.dropFirst().dropLast() {
                #expect(line.hasPrefix("pass at=2026-11-23T"), "\(line)")
                #expect(line.contains(" requests=") && line.contains(" gaps=0"))
            }
            #expect(lines.last?.hasPrefix("stopped passes=3 failures=0 missing=0 ") == true)
        }
    }

    @Test func `A single pass has no interval, and a run that ends early says when polls are due`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let single = try await collect("--verbose", in: folder).outcome()
            #expect(single.errors.hasPrefix("started warehouse=w.db\n"), "\(single.errors)")
            // After the first pass, an hour's requests are all but spent.
            try Data(#"{"limits": {"perHour": 60}}"#.utf8).write(
                to: folder.appending(path: "c.json"))
            let larger = try SmallCentre(services: 6, tasks: 6)
            let begin = ContinuousClock.now
            let early = try await Program.run(
                [
                    "collect", "--server", larger.address, "--warehouse", "larger.db", "--config",
                    "c.json", "--every", "auto", "--for", "40s",
                ], in: folder)
            #expect(early.code == 0 && .now - begin < .seconds(20))
            let last = early.errors.split(separator: "\n").last ?? ""
            #expect(last.hasPrefix("The next poll is due at "), "\(early.errors)")
            #expect(last.hasSuffix(" UTC, after the end of this run, which therefore ends now."))
        }
    }

    @Test func `For machines every line is an object with a time, a level and an event`()
        async throws
    {
        try await withTemporaryFolder { folder in
            loseAService()
            let outcome = try await collect(
                "--verbose", "--log-format", "json", in: folder
            ).outcome()
            #expect(outcome.code == 1)
            var events: [String: [String: Any]] = [:]
            for line in outcome.errors.split(separator: "\n") {
                let object = try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                let time = try #require(object["time"] as? String)
                #expect(Timestamp(lucs: time) != nil)
                #expect(["info", "warning", "error"].contains(object["level"] as? String))
                events[try #require(object["event"] as? String)] = object
            }
            #expect(Set(events.keys) == ["started", "missing", "pass", "stopped", "failure"])
            #expect(events["failure"]?["exitCode"] as? Int == 1)
            #expect((events["missing"]?["message"] as? String)?.contains("403") == true)
            #expect(events["pass"]?["requests"] as? Int ?? 0 > 4)
            // Also what is wrong before anything begins.
            let usage = try await Program.run(
                ["collect", "--log-format=json", "--ever", "5s"], in: folder)
            #expect(usage.code == 64)
            #expect(usage.errors.hasPrefix("{\"time\":\""), "\(usage.errors)")
        }
    }

    @Test(.enabled(if: Tool.isThere("script"), "script, of util-linux, is not installed"))
    func `On a terminal it shows what goes on, and what came of it`() async throws {
        try await withTemporaryFolder { folder in
            func show(_ words: String...) async throws -> String {
                // A terminal of its own, into which the program writes.
                try await Program.run(
                    ["collect", "--warehouse", "w.db", "--server", centre.address] + words,
                    in: folder,
                    launcher: ["/bin/sh", "-c", "script -qec \"$*\" /dev/null </dev/null", "sh"]
                ).output
            }
            let once = try await show()
            #expect(
                once.contains("Stored in w.db: 5 user states, 6 tasks of 2 services"), "\(once)")
            let loop = try await show("--every", "100ms", "--passes", "3")
            #expect(loop.contains("pass 2: polling …") && loop.contains("Ctrl-C stops"), "\(loop)")
            // And clears the line away.
            #expect(loop.hasSuffix("\r\u{1B}[K"), "\(loop)")
        }
    }

    @Test func `Who listened to the messages may go, and collecting goes on`() async throws {
        try await withTemporaryFolder { folder in
            let loop = try Program(
                [
                    "collect", "--warehouse", "w.db", "--server", centre.address, "--every",
                    "50ms", "--passes", "20", "--verbose",
                ], in: folder,
                launcher: ["/bin/bash", "-c", "\"$@\" 2> >(head -n 1 >/dev/null)", "bash"])
            #expect(try await loop.outcome().code == 0)
        }
    }

    // MARK: In part

    @Test func `A pass that could have only part stores it, marks and names what is missing`()
        async throws
    {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).outcome().code == 0)
            loseAService()
            // The server's clock, as HTTP tells it, has whole seconds.
            try await Task.sleep(for: .milliseconds(1100))
            let outcome = try await collect(in: folder).outcome()
            #expect(outcome.code == 1)
            let lines = outcome.errors.split(separator: "\n")
            try #require(lines.count == 3, "\(outcome.errors)")
            #expect(lines[0].hasPrefix("lucstats: missing tasks of "))
            #expect(lines[0].contains("Not yours."))
            // By the name that people know it by.
            #expect(lines[0].contains("tasks of Claims ("))
            #expect(lines[2].contains("2 listings were missing"))
            let connection = try Warehouse.reading(
                path: folder.appending(path: "w.db").path
            ).connection
            let marks = try connection.prepare(
                """
                SELECT failures || ' ' || user_states || ' ' || (SELECT group_concat(resource)
                    FROM pass_failure AS f WHERE f.pass_key = pass.pass_key)
                FROM pass ORDER BY pass_key DESC
                """)
            #expect(try marks.scalar() == "2 5 tasks,tasks")
            // Coverage tells of each what was seen of it.
            let coverage = try connection.prepare(
                "SELECT group_concat(resource || ':' || polls) FROM (SELECT * FROM coverage "
                    + "ORDER BY resource, service_key)")
            #expect(try coverage.scalar() == "1:2,2:1,2:1")
        }
    }

    @Test func `A loop goes on with part, and says once what is missing and when it is back`()
        async throws
    {
        try await withTemporaryFolder { folder in
            loseAService()
            let loop = try collect("--every", "100ms", in: folder)
            try await centre.requests(30)
            centre.misbehave { _ in nil }
            try await centre.requests(20)
            loop.send(SIGTERM)
            let outcome = try await loop.outcome()
            #expect(outcome.code == 0)
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 4, "\(outcome.errors)")
            #expect(lines.count { $0.hasPrefix("lucstats: missing tasks of ") } == 2)
            #expect(lines.count { $0.hasPrefix("lucstats: back again: tasks of ") } == 2)
        }
    }

    // MARK: Pings

    @Test func `A ping tells the start, and success or failure`() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await collect("--ping", ping, in: folder).outcome().code == 0)
            #expect(centre.pings == ["/ping/7f3e-secret/start", "/ping/7f3e-secret"])
            loseAService()
            #expect(try await collect("--ping", ping, in: folder).outcome().code == 1)
            centre.misbehave { $0.path.hasPrefix("/ping") ? nil : .answer(status: 500, body: "") }
            try Data(#"{"ping": "\#(ping)"}"#.utf8).write(to: folder.appending(path: "c.json"))
            #expect(try await collect("--config", "c.json", in: folder).outcome().code == 69)
            #expect(
                centre.pings.suffix(4).map { $0.split(separator: "/").last } == [
                    "start", "fail", "start", "fail",
                ])
        }
    }

    @Test func `A loop pings at once when things turn, and else no more than once a minute`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let loop = try collect("--every", "100ms", "--ping", ping, in: folder)
            try await centre.requests(30)
            loseAService()
            try await eventually { centre.pings.last?.hasSuffix("/fail") == true }
            try await centre.requests(30)
            loop.send(SIGTERM)
            #expect(try await loop.outcome().code == 0)
            let ends = centre.pings.map { String($0.split(separator: "/").last ?? "") }
            #expect(ends == ["start", "7f3e-secret", "fail"], "\(ends)")
        }
    }

    @Test(arguments: [Fault.silence, .answer(status: 500, body: "no"), .closeMidBody])
    func `A ping that fails neither fails the run nor holds it up for long`(fault: Fault)
        async throws
    {
        try await withTemporaryFolder { folder in
            centre.misbehave { $0.path.hasPrefix("/ping") ? fault : nil }
            let began = ContinuousClock.now
            let outcome = try await collect("--ping", ping, in: folder).outcome()
            #expect(outcome.code == 0)
            #expect(ContinuousClock.now - began < .seconds(12))
            for line in outcome.errors.split(separator: "\n") {
                #expect(line.hasPrefix("lucstats: The ping to 127.0.0.1 failed: "), "\(line)")
                #expect(!line.contains("secret"))
            }
            #expect(outcome.errors.contains("failed"), "\(outcome.errors)")
        }
        try await withTemporaryFolder { folder in
            let outcome = try await collect("--ping", "http://127.0.0.1:1/x", in: folder).outcome()
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains("The ping to 127.0.0.1 failed"), "\(outcome.errors)")
        }
    }

    @Test func `An address that is none is said before anything begins`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await collect("--ping", "hc-ping.com/x", in: folder).outcome()
            #expect(outcome.code == 78)
            #expect(outcome.errors.contains("ping takes an address"))
            #expect(centre.requestCount == 0)
        }
    }

    // MARK: Figures for Prometheus

    private func figures(_ folder: URL) throws -> [String: Double] {
        let text = try String(contentsOf: folder.appending(path: "l.prom"), encoding: .utf8)
        var figures: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            try #require(parts.count == 2, "\(line)")
            let server =
                parts[0].hasPrefix("lucstats_server_up") ? ",server=\"\(centre.address)\"" : ""
            #expect(parts[0].hasSuffix("{warehouse=\"w.db\"\(server)}"), "\(line)")
            let name = String(parts[0].prefix { $0 != "{" })
            #expect(text.contains("# TYPE \(name) gauge\n") && text.contains("# HELP \(name) "))
            figures[name] = Double(parts[1]) ?? .nan
        }
        return figures
    }

    @Test func `The figures tell of the last pass, and a failure keeps the last success`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "l.prom").path
            let began = Date().timeIntervalSince1970
            #expect(
                try await collect(
                    "--metrics-file", file, "--every", "300ms", "--passes", "3", in: folder
                )
                .outcome().code == 0)
            let whole = try figures(folder)
            let success = try #require(whole["lucstats_last_success_timestamp_seconds"])
            #expect((began - 0.01...began + 30).contains(success))
            #expect(whole["lucstats_last_pass_exit_code"] == 0)
            #expect(whole["lucstats_pass_rows"] == 11)
            #expect(whole["lucstats_pass_requests"] == 3)
            #expect(whole["lucstats_pass_retries"] == 0)
            #expect(whole["lucstats_pass_missing_listings"] == 0)
            #expect(whole["lucstats_open_tasks"] == 6)
            #expect(whole["lucstats_coverage_ratio"] ?? 0 > 0)
            #expect(whole["lucstats_warehouse_size_bytes"] ?? 0 > 50_000)
            #expect(whole["lucstats_disk_free_bytes"] ?? 0 > 0)
            #expect(whole["lucstats_pass_duration_seconds"] ?? 0 > 0)
            #expect(whole["lucstats_server_up"] == 1)
            #expect(whole.count == 13)

            loseAService()
            #expect(try await collect("--metrics-file", file, in: folder).outcome().code == 1)
            let part = try figures(folder)
            #expect(part["lucstats_last_pass_exit_code"] == 1)
            #expect(part["lucstats_pass_missing_listings"] == 2)
            #expect(part["lucstats_last_success_timestamp_seconds"] == success)

            centre.misbehave { _ in .answer(status: 500, body: "") }
            #expect(try await collect("--metrics-file", file, in: folder).outcome().code == 69)
            let none = try figures(folder)
            #expect(none["lucstats_last_pass_exit_code"] == 69)
            #expect(none["lucstats_pass_rows"] == 0)
            #expect(none["lucstats_server_up"] == 0)
            #expect(none["lucstats_pass_retries"] ?? 0 > 0)
            #expect(none["lucstats_open_tasks"] == 6)
            #expect(none["lucstats_last_success_timestamp_seconds"] == success)
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
            #expect(mode as? Int == 0o644)
            // Nothing is left beside it.
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!names.contains { $0.hasPrefix("l.prom.") })
        }
    }

    @Test func `Figures that cannot be written do not fail a run, and are told of once`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let outcome = try await collect(
                "--metrics-file", "/nowhere/l.prom", "--every", "300ms", "--passes", "3", in: folder
            ).outcome()
            #expect(outcome.code == 0)
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.filter { $0.contains("/nowhere/l.prom cannot be written") }.count == 1)
        }
    }

    @Test func `Prometheus' own library reads the figures, each with its type and its help`()
        async throws
    {
        try await withTemporaryFolder { folder in
            _ = try await collect("--metrics-file", "l.prom", in: folder).outcome()
            let script = """
                import sys
                from prometheus_client.parser import text_string_to_metric_families
                families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
                assert len({f.name for f in families}) == len(families) == 13, families
                for family in families:
                    assert family.type == 'gauge' and family.documentation, family
                    assert [s.name for s in family.samples] == [family.name], family
                    labels = family.samples[0].labels
                    assert labels.pop('warehouse') == 'w.db', family
                    assert list(labels) == (['server'] if 'server' in family.name else []), family
                """
            #expect(
                try Tool.run(
                    "/usr/bin/python3", "-c", script, folder.appending(path: "l.prom").path))
        }
    }
}
