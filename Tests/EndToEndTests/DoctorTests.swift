import CivilTime
import Foundation
import LucsSimulator
import Testing

@testable import lucstats

@Suite struct DoctorTests {
    private func withServer(
        _ change: (inout SimulatorOptions) -> Void = { _ in },
        _ body: (_ folder: URL, _ url: String) async throws -> Void
    ) async throws {
        let scenario = Scenario.frozen(users: 30, services: 3, tasks: 20)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        options.clockOffset = Timestamp.now - scenario.start
        change(&options)
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        let url = "http://127.0.0.1:\(try server.start())"
        defer { server.stop() }
        try await withTemporaryFolder { try await body($0, url) }
    }

    private func doctor(
        _ words: String..., in folder: URL, key: String? = Program.key
    ) async throws -> (code: Int32, lines: [String]) {
        let outcome = try await Program.run(["doctor"] + words, in: folder, key: key)
        #expect(outcome.errors == "")
        #expect(!outcome.output.contains("kQ7"))
        return (outcome.code, outcome.output.split(separator: "\n").map(String.init))
    }

    @Test func `A role that is missing is named, with the list that it opens`() async throws {
        try await withServer {
            $0.keys = [SimulatedKey(Program.key, roles: [.servicesRead, .tasksRead, .usersRead])]
        } _: { folder, url in
            let (code, lines) = try await doctor("--server", url, in: folder)
            #expect(code == 77)
            let failed = lines.filter { $0.hasPrefix("FAIL") }
            #expect(failed.count == 1, "\(failed)")
            #expect(
                failed.contains { $0.contains("organization-units") && $0.contains("OU Readonly") })
            // Security may not give that one: there is a way around.
            #expect(
                lines.contains {
                    $0.hasPrefix("warn  role") && $0.contains("UserControl")
                        && $0.contains("read from the list of users instead")
                })
            #expect(
                lines.contains {
                    $0.hasPrefix("ok    role           services: readable, 3 entries")
                })
        }
    }

    @Test
    func `A wrong key, nobody there, a bad configuration and a bad key file have their codes`()
        async throws
    {
        try await withServer { folder, url in
            #expect(try await doctor("--server", url, in: folder, key: "kQ7-wrong").code == 77)
            let nobody = try await doctor("--server", "http://127.0.0.1:9", in: folder)
            #expect(nobody.code == 69)
            #expect(nobody.lines.last?.hasPrefix("FAIL  server") == true)
            #expect(try await doctor("--server", url, in: folder, key: nil).code == 78)
            try Data(#"{"serverz": 1}"#.utf8).write(to: folder.appending(path: "c.json"))
            let bad = try await doctor("--config", "c.json", in: folder)
            #expect(bad.code == 78)
            #expect(bad.lines.count == 1)
        }
    }

    @Test func `One server of two that is down is a warning, and so is a clock that is off`()
        async throws
    {
        try await withServer { folder, url in
            let (code, lines) = try await doctor(
                "--server", url, "--server", "http://127.0.0.1:9", in: folder)
            #expect(code == 1)
            #expect(lines.contains { $0.hasPrefix("warn  server") && $0.contains("127.0.0.1:9") })
        }
        try await withServer {
            $0.clockOffset = $0.clockOffset + .seconds(90)
        } _: { folder, url in
            let (code, lines) = try await doctor("--server", url, in: folder)
            #expect(code == 1)
            #expect(lines.contains { $0.contains("s ahead of this machine") })
        }
    }

    @Test func `The cost of the schedule is told against the limit`() async throws {
        try await withServer { folder, url in
            let config = folder.appending(path: "c.json")
            try Data(#"{"limits": {"perHour": 100}}"#.utf8).write(to: config)
            let (code, lines) = try await doctor(
                "--server", url, "--config", "c.json", "--every", "60s", in: folder)
            #expect(code == 1)
            let line = try #require(lines.first { $0.contains("budget") })
            #expect(
                line.contains(
                    "3 services every 1m: about 4 requests a pass, 240 an hour, against a "
                        + "limit of 100 an hour"), "\(line)")
        }
    }

    @Test func `A spacing is asked for: doctor shows its polling, and warns of a long one`()
        async throws
    {
        try await withServer { folder, url in
            _ = try await Program.run(
                ["collect", "--server", url, "--warehouse", "w.db"], in: folder)
            let words = ["--server", url, "--warehouse", "w.db"]
            let short = try await doctor(
                words[0], words[1], words[2], words[3], "--every", "30s", in: folder)
            #expect(short.code == 0)
            #expect(
                short.lines.contains {
                    $0.hasPrefix(
                        "With --every 30s, services would now be polled as follows "
                            + "(360 requests an hour")
                }, "\(short.lines)")
            #expect(
                short.lines.count { $0.contains("    30.0 s      120  ") } == 3, "\(short.lines)")
            #expect(short.lines.contains { $0.hasPrefix("With --every auto, services would") })
            #expect(!short.lines.contains { $0.hasPrefix("warn") })
            let long = try await doctor(
                words[0], words[1], words[2], words[3], "--every", "2h", in: folder)
            #expect(long.code == 1)
            #expect(
                long.lines.contains(
                    "warn  every          the polling interval is 2h: calls shorter than that may be "
                        + "missed. Use --every auto, or 5m at most."), "\(long.lines)")
            let loop = try await Program.run(
                ["collect", "--every", "2h", "--passes", "1"] + words, in: folder)
            #expect(loop.code == 0 && loop.errors == "")
            let lasting = try await Program.run(
                ["collect", "--every", "2h", "--for", "1s"] + words, in: folder)
            #expect(
                lasting.errors.hasPrefix("lucstats: the polling interval is 2h: calls shorter"),
                "\(lasting.errors)")
        }
    }

    @Test func `The warehouse is looked at, or the place where it will be`() async throws {
        try await withServer { folder, url in
            let fresh = try await doctor("--server", url, "--warehouse", "w.db", in: folder)
            #expect(fresh.code == 0)
            #expect(
                fresh.lines.last
                    == "ok    warehouse      w.db does not exist yet; collect will create it")
            _ = try await Program.run(
                ["collect", "--server", url, "--warehouse", "w.db"], in: folder)
            let used = try await doctor("--server", url, "--warehouse", "w.db", in: folder)
            #expect(used.lines.contains("ok    warehouse      w.db holds 1 pass"))
            #expect(used.lines.contains { $0.hasPrefix("service  ") && $0.hasSuffix("calls seen") })
            try Data("x".utf8).write(to: folder.appending(path: "text.db"))
            #expect(
                try await doctor("--server", url, "--warehouse", "text.db", in: folder).code == 65)
        }
    }

    @Test func `What was learned goes into the file, and all else in it stays`() async throws {
        try await withServer {
            $0.contract.paging = .offset
        } _: { folder, url in
            let file = folder.appending(path: "c.json")
            let before = """
                // Our centre.
                {
                  "every": "30s", // not more often
                  /* the old paging: */ "paging": {"size": 9}, "maxGap": "7m" // a gap
                }

                """
            try Data(before.utf8).write(to: file)
            let (code, _) = try await doctor(
                "--server", url, "--config", "c.json", "--write-config", "c.json", in: folder)
            #expect(code == 0)
            // Configured paging is not overwritten by what was not tried.
            let after = try String(contentsOf: file, encoding: .utf8)
            for kept in [
                "// Our centre.", "// not more often", "/* the old paging: */", "// a gap",
            ] {
                #expect(after.contains(kept), "\(after)")
            }
            #expect(after.contains(#""apiVersion": "v2.0""#))
            #expect(after.contains(#""servers": ["\#(url)"]"#))
            let read = try Configuration.read(file.path)
            #expect(read.maxGap == "7m" && read.every == "30s" && read.apiVersion == "v2.0")
        }
    }

    @Test func `The report is JSON on demand`() async throws {
        try await withServer { folder, url in
            let outcome = try await Program.run(
                ["doctor", "--server", url, "--format", "json"], in: folder)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
                    as? [String: Any])
            #expect(object["exitCode"] as? Int == 0)
            let checks = try #require(object["checks"] as? [[String: Any]])
            #expect(checks.allSatisfy { $0["result"] as? String == "ok" })
            let contract = try #require(object["contract"] as? [String: Any])
            #expect(contract["apiVersion"] as? String == "v2.0")
            let lists = contract["lists"] as? [String: [String: Any]]
            let reads = lists?["service-tasks"]?["reads"] as? [String: String]
            #expect(reads?["task.queueStarted"] == "QueueStarted")
        }
    }

    @Test(arguments: [
        ("{}", "{\n  \"a\": 1\n}"), ("{\n}\n", "{\n  \"a\": 1\n}\n"),
        ("{\"a\": [1, {\"a\": 2}], \"b\": 3}", "{\"a\": 1, \"b\": 3}"),
        ("{ b: 'x}' /* a: 2 */, }", "{ b: 'x}' /* a: 2 */, \n  \"a\": 1\n}"),
        (
            "{\n  // a\n  \"b\": \"\\\"}\" // last\n}",
            "{\n  // a\n  \"b\": \"\\\"}\", // last\n  \"a\": 1\n}"
        ),
        ("/* { */ {\"A\": 2}", "/* { */ {\"A\": 2,\n  \"a\": 1\n}"),
    ])
    func `A member is set where it stands, or at the end`(before: String, after: String) throws {
        var text = ConfigurationText(before)
        try text.set("a", to: "1")
        #expect(text.text == after)
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        struct Found: Decodable { let a: Int }
        #expect(try decoder.decode(Found.self, from: Data(text.text.utf8)).a == 1)
    }

    @Test(arguments: ["", "[]", "{\"a\": ", "{"])
    func `What is no object is not touched`(text: String) {
        var text = ConfigurationText(text)
        #expect(throws: Failure.self) { try text.set("a", to: "1") }
    }
}
