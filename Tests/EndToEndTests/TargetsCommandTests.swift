import Foundation
import SQLite
import Testing
import Warehouse

/// Targets, opening hours and closed days: from the configuration into the warehouse, and listed.
@Suite struct TargetsCommandTests {
    private func list(_ stage: Stage, _ words: String...) async throws -> Program.Outcome {
        try await Program.run(
            ["warehouse", "targets", "--warehouse", "w.db"] + words, in: stage.folder, key: nil)
    }

    private func collect(_ stage: Stage, _ configuration: String) async throws {
        try stage.file("c.json", configuration)
        let outcome = try await stage.run("collect", "--config", "c.json")
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    @Test func `What the configuration states is listed, and a change can be dated`() async throws {
        try await withTemporaryFolder { folder in
            let stage = try Stage(in: folder)
            try await collect(stage, #"{"serviceLevel": {"thresholdSeconds": 30, "target": 0.75}}"#)
            #expect(
                try await list(stage, "--format", "csv").output == """
                    service,valid_from,threshold_seconds,short_abandon_seconds,target\r
                    ,,30.0,5.0,0.75\r

                    """)
            let changed = try await list(
                stage, "--from", "2026-03-01", "--service", "claims", "--threshold", "45s",
                "--short-abandon", "0s", "--target", "0.5", "--format", "csv")
            #expect(changed.code == 0 && changed.errors == "", "\(changed.errors)")
            #expect(
                changed.output.hasSuffix("Claims,2026-03-01,45.0,0.0,0.5\r\n"),
                "\(changed.output)")
            let table = try await list(stage)
            #expect(table.output.contains("all services  beginning"))
            #expect(table.output.contains("Claims        2026-03-01"))
            let json = try await list(stage, "--format", "json").output
            #expect(json.contains(#""valid_from": null"#))
        }
    }

    @Test func `Changes that cannot be made are refused, and change nothing`() async throws {
        try await withTemporaryFolder { folder in
            let stage = try Stage(in: folder)
            try await stage.begun()
            let before = try await list(stage).output
            for (words, says) in [
                (["--threshold", "30s"], "--threshold needs --from"),
                (
                    ["--from", "2026-03-01"],
                    "--from needs --threshold, --short-abandon or --target"
                ),
                (["--from", "March", "--target", "0.5"], "2026-01-31, or beginning, not March"),
                (["--from", "beginning", "--target", "80"], "a fraction from 0 to 1, not 80"),
                (["--from", "beginning", "--threshold", "30"], "such as 20s, not 30"),
                (["--from", "beginning", "--threshold", "2d"], "at most 24h"),
                (
                    ["--from", "beginning", "--target", "0.5", "--service", "Clams"],
                    "No service is or was called Clams. Did you mean Claims?"
                ),
            ] {
                let outcome = try await Program.run(
                    ["warehouse", "targets", "--warehouse", "w.db"] + words, in: folder, key: nil)
                #expect(outcome.code == 64 && outcome.output == "", "\(words)")
                #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
            }
            #expect(try await list(stage).output == before)
        }
    }

    @Test func `Opening hours and closed days reach the warehouse`() async throws {
        try await withTemporaryFolder { folder in
            let stage = try Stage(in: folder)
            try await collect(
                stage,
                """
                {"openingHours": {
                    "default": {"Mon-Thu": "08:00-18:00", "fri": ["8:00-12:00", "13:00-17:30"]},
                    "services": {"policies": {"Sat,Sun": "00:00-24:00"}}
                }, "closedDays": {"2026-12-25": "Christmas Day"}}
                """)
            #expect(
                try stage.text(
                    of: """
                        SELECT group_concat(service_key || ' ' || valid_from_at || ' ' || weekday
                            || ' ' || opens_minute || ' ' || closes_minute, '; ')
                        FROM (SELECT service_key, valid_from_at, weekday, opens_minute, closes_minute
                            FROM opening_hours
                            ORDER BY service_key, valid_from_at, weekday, opens_minute)
                        """)
                    == "0 0 1 480 1080; 0 0 2 480 1080; 0 0 3 480 1080; 0 0 4 480 1080; "
                    + "0 0 5 480 720; 0 0 5 780 1050; 2 0 6 0 1440; 2 0 7 0 1440")
            #expect(
                try stage.text(of: "SELECT local_date || name FROM closed_day")
                    == "2026-12-25Christmas Day")
        }
    }

    @Test func `A service that nobody has is named with its key`() async throws {
        try await withTemporaryFolder { folder in
            let stage = try Stage(in: folder)
            try stage.file(
                "c.json",
                """
                {"openingHours": {"services": {"Fleet": {"Mon": "08:00-18:00"}}},
                "serviceLevel": {"services": {"Boats": {"target": 0.5}}}}
                """)
            let outcome = try await stage.run("collect", "--config", "c.json")
            #expect(outcome.errors.contains("openingHours.services names no known service: Fleet"))
            #expect(outcome.errors.contains("serviceLevel.services names no known service: Boats"))
        }
    }

    @Test(arguments: [
        (
            #"{"openingHours": {"default": {"Mon-Fir": "08:00-18:00"}}}"#,
            "openingHours.default.Mon-Fir names no weekday: Fir. Did you mean Fri?"
        ),
        (
            #"{"openingHours": {"default": {"Mon": "8-18"}}}"#,
            "openingHours.default.Mon is a time such as 08:00-18:00, not 8-18"
        ),
        (
            #"{"openingHours": {"default": {"Mon": "18:00-08:00"}}}"#,
            "openingHours.default.Mon closes before it opens: 18:00-08:00"
        ),
        (#"{"openingHours": {"default": {"Mon": "08:00-24:30"}}}"#, "such as 08:00-18:00"),
        (
            #"{"openingHours": {"default": {"Mon-Fri": "08:00-18:00", "Fri": "08:00-12:00"}}}"#,
            "names Friday, which another member"
        ),
        (
            #"{"openingHours": {"services": {"X": {"Sun": ["08:00-12:00", "11:00-13:00"]}}}}"#,
            "openingHours.services.X has times on Sunday that overlap"
        ),
        (#"{"openingHours": {"default": {}}}"#, "openingHours.default names no opening time"),
        (
            #"{"openingHours": {"default": {"Mon": 8}}}"#,
            "openingHours.default.Mon has to be text in quotes, or a list"
        ),
        (#"{"openingHours": {"defualt": {}}}"#, "Did you mean default?"),
        (
            #"{"closedDays": {"25.12.2026": "x"}}"#,
            "closedDays.25.12.2026: 25.12.2026 is not a date. Write it as 2026-12-25."
        ),
        (#"{"closedDays": {"2026-02-30": "x"}}"#, "2026-02-30 is not a date"),
        (#"{"closedDays": {"2026-12-25": 1}}"#, "closedDays.2026-12-25 has to be text"),
    ])
    func `A configuration that is not valid names its member`(text: String, says: String)
        async throws
    {
        try await withTemporaryFolder { folder in
            try Data(text.utf8).write(to: folder.appending(path: "c.json"))
            let outcome = try await Program.run(
                [
                    "collect", "--config", "c.json", "--server", "http://127.0.0.1:1",
                    "--warehouse", "w",
                ],
                in: folder)
            #expect(outcome.code == 78)
            #expect(outcome.errors.contains(says), "\(outcome.errors)")
        }
    }
}

extension Stage {
    fileprivate func text(of query: String) throws -> String? {
        let value = try Warehouse.reading(path: warehouse.path).connection.prepare(query).scalar()
        if case .text(let text)? = value { return text }
        return nil
    }
}
