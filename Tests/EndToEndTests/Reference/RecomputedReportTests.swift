import CivilTime
import Foundation
import Testing
import Warehouse

/// Every figure of `report.json`, and every row of the views of figures, recomputed from the
/// warehouse's facts by programs in Python that share nothing with this one but the definitions.
@Suite struct RecomputedReportTests {
    /// Reports on a period and compares; fails with the differences.
    private func expectRecomputed(
        _ period: String, in folder: URL, options: [String] = []
    ) async throws {
        let outcome = try await Program.run(
            ["report", "--warehouse", "w.db", "--period", period, "--format", "json", "--stdout"]
                + options, in: folder, key: nil)
        try #require(outcome.code == 0, "\(outcome.errors)")
        let report = folder.appending(path: "report.json")
        try Data(outcome.output.utf8).write(to: report)
        let differences = try Self.run(
            "compare.py", options + [folder.appending(path: "w.db").path, report.path])
        #expect(differences == "")
    }

    private func expectViewsRecomputed(in folder: URL) throws {
        #expect(try Self.run("views.py", [folder.appending(path: "w.db").path]) == "")
    }

    /// The differences, a line each.
    private static func run(_ script: String, _ words: [String]) throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Reference/\(script)").path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B", script] + words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // Without a difference it exits with 0; a crash of its own is one too.
        return process.terminationStatus == 0 ? "" : text
    }

    private func centre(
        _ first: String, days: Int = 1, seed: UInt64, flowOuts: Double = 0, chats: Double = 0
    ) throws -> ReferenceCentre {
        let first = try #require(CivilDate(first))
        return try ReferenceCentre(
            first..<first.adding(days: days), seed: seed, flowOuts: flowOuts, chats: chats)
    }

    private func hours(_ hour: Double, of centre: ReferenceCentre) -> Timestamp {
        centre.start + .milliseconds(Int64(hour * 3_600_000))
    }

    @discardableResult
    private func collect(
        _ centre: ReferenceCentre, in folder: URL, until last: Timestamp? = nil
    ) throws -> Warehouse {
        let warehouse = try Warehouse.openOrCreate(
            path: folder.appending(path: "w.db").path,
            timeZone: centre.calendar.timeZone.identifier)
        try centre.collect(into: warehouse, until: last)
        return warehouse
    }

    @Test func `A day, and a part of it`() async throws {
        try await withTemporaryFolder { folder in
            try collect(centre("2026-11-24", seed: 1), in: folder)
            try await expectRecomputed("2026-11-24", in: folder)
            try await expectRecomputed("2026-11-24T08:00/2026-11-24T12:00", in: folder)
            try expectViewsRecomputed(in: folder)
        }
    }

    @Test func `A day beside the same weekday a week before`() async throws {
        try await withTemporaryFolder { folder in
            try collect(centre("2026-11-17", seed: 9), in: folder)
            try collect(centre("2026-11-24", seed: 10), in: folder)
            try await expectRecomputed("2026-11-24", in: folder)
            try await expectRecomputed("2026-11-24T08:00/2026-11-24T12:00", in: folder)
        }
    }

    @Test(arguments: ["2026-03-29", "2026-10-25"])
    func `The days on which the clock is changed`(date: String) async throws {
        try await withTemporaryFolder { folder in
            try collect(centre(date, seed: 2), in: folder)
            try await expectRecomputed(date, in: folder)
            try expectViewsRecomputed(in: folder)
        }
    }

    @Test func `A day with calls that flow out, to other services and within one`() async throws {
        try await withTemporaryFolder { folder in
            try collect(centre("2026-11-24", seed: 3, flowOuts: 0.2), in: folder)
            try await expectRecomputed("2026-11-24", in: folder)
            try expectViewsRecomputed(in: folder)
        }
    }

    @Test func `A week with gaps, and its days`() async throws {
        try await withTemporaryFolder { folder in
            var centre = try centre("2026-11-16", days: 7, seed: 4)
            centre.spacing = .seconds(120)
            centre.gaps = [(2, 2.7), (33.2, 45.9), (100, 100.5)].map { span in
                hours(span.0, of: centre)..<hours(span.1, of: centre)
            }
            centre.failures = [
                (1, hours(60, of: centre)..<hours(63, of: centre)),
                (2, hours(62, of: centre)..<hours(64.1, of: centre)),
            ]
            try collect(centre, in: folder)
            for period in ["2026-W47", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-20"] {
                try await expectRecomputed(period, in: folder)
            }
            try expectViewsRecomputed(in: folder)
        }
    }

    @Test func `A unit that agents left in the middle of the week`() async throws {
        try await withTemporaryFolder { folder in
            var centre = try centre("2026-11-16", days: 7, seed: 5)
            centre.spacing = .seconds(120)
            centre.moveAt = hours(72, of: centre)
            try collect(centre, in: folder)
            for options in [[], ["--organization-unit", "North"], ["--service", "Sales"]] {
                try await expectRecomputed("2026-W47", in: folder, options: options)
            }
        }
    }

    @Test func `Two targets, and a change of one in the period`() async throws {
        try await withTemporaryFolder { folder in
            var centre = try centre("2026-11-20", days: 3, seed: 7)
            centre.spacing = .seconds(120)
            try collect(centre, in: folder)
            for words in [
                "--service Claims --from beginning --threshold 40s --short-abandon 30s",
                "--service Sales --from beginning --threshold 5s --target 0.3",
                "--service Sales --from 2026-11-21 --threshold 60s --short-abandon 40s",
                "--from 2026-11-22 --threshold 10s --target 0.6",
            ] {
                let outcome = try await Program.run(
                    ["warehouse", "targets", "--warehouse", "w.db"]
                        + words.split(separator: " ").map(String.init), in: folder, key: nil)
                try #require(outcome.code == 0, "\(outcome.errors)")
            }
            for period in ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-20/2026-11-23"] {
                try await expectRecomputed(period, in: folder)
            }
            try expectViewsRecomputed(in: folder)
        }
    }

    @Test func `Calls and chats`() async throws {
        try await withTemporaryFolder { folder in
            try collect(centre("2026-11-24", seed: 8, flowOuts: 0.1, chats: 0.4), in: folder)
            try await expectRecomputed("2026-11-24", in: folder)
        }
    }

    /// From the Thursday on, Claims has hours of its own; the Friday is closed.
    private func keepHours(_ warehouse: Warehouse, _ centre: ReferenceCentre) throws {
        let thursday = hours(72, of: centre)
        let weekdays = OpeningWeek(
            (1...5).map { OpeningWeek.Span(weekday: $0, opens: 8 * 60, closes: 18 * 60) }
                + [OpeningWeek.Span(weekday: 6, opens: 9 * 60 + 10, closes: 12 * 60)])
        let claims = OpeningWeek(
            (1...6).flatMap {
                [
                    OpeningWeek.Span(weekday: $0, opens: 7 * 60 + 30, closes: 12 * 60),
                    OpeningWeek.Span(weekday: $0, opens: 13 * 60, closes: 1440),
                ]
            })
        let friday = warehouse.calendar.date(at: thursday).adding(days: 1)
        _ = try warehouse.keep(OpeningHours(common: weekdays), now: hours(0, of: centre))
        _ = try warehouse.keep(
            OpeningHours(common: weekdays, services: ["Claims": claims]), now: thursday)
        try warehouse.keep(closedDays: [friday: "Stock-taking"], now: thursday)
    }

    @Test func `A week with opening hours and a closed day, and its days`() async throws {
        try await withTemporaryFolder { folder in
            var before = try centre("2026-11-13", seed: 12, chats: 0.3)
            before.spacing = .seconds(120)
            try collect(before, in: folder)
            var centre = try centre("2026-11-16", days: 7, seed: 11, flowOuts: 0.1, chats: 0.3)
            centre.spacing = .seconds(120)
            centre.gaps = [hours(82, of: centre)..<hours(83.5, of: centre)]
            let warehouse = try collect(centre, in: folder)
            try keepHours(warehouse, centre)
            for period in [
                "2026-W47", "2026-11-16", "2026-11-19", "2026-11-20", "2026-11-21",
                "2026-11-19T10:00/2026-11-19T14:00",
            ] {
                try await expectRecomputed(period, in: folder)
            }
            for options in [["--organization-unit", "North"], ["--service", "Claims"]] {
                try await expectRecomputed("2026-W47", in: folder, options: options)
            }
            try expectViewsRecomputed(in: folder)
        }
    }

    @Test func `A running day`() async throws {
        try await withTemporaryFolder { folder in
            let calendar = try #require(LocalCalendar(identifier: "Europe/Zurich"))
            let now = Timestamp.now
            let centre = try centre(calendar.date(at: now).description, seed: 6)
            try collect(centre, in: folder, until: now)
            try await expectRecomputed("today", in: folder)
        }
    }
}
