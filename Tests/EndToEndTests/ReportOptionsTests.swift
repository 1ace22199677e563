import Foundation
import TestFolders
import Testing

/// What `report` does with its options, over one simulated day.
@Suite(.serialized) struct ReportOptionsTests {
    private static let day = Task { try await Day() }

    /// A day that the program simulated and collected, made once.
    struct Day {
        let folder: URL

        init() async throws {
            folder = try TestFolder.make()
            let made = try await Program.run(
                ["demo", "--out", "demo", "--every", "300s", "--days", "1"], in: folder, key: nil)
            try #require(made.code == 0, "\(made.errors)")
        }

        func report(_ words: String..., out: String = "out") async throws -> Program.Outcome {
            try await Program.run(
                [
                    "report", "--warehouse", "demo/warehouse.db", "--period", "2026-11-24", "--out",
                    out,
                ] + words, in: folder, key: nil,
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""])
        }

        func text(_ path: String) throws -> String {
            try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        }
    }

    private struct Report: Decodable {
        struct Totals: Decodable { let offered: Int; let serviceLevel: Double? }
        struct Named: Decodable {
            let name: String
            let organizationUnit: String
            let offered: Int?
            let answered: Int
        }
        let totals: Totals
        let services: [Named]
        let agents: [Named]
    }

    private func report(_ text: String) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(text.utf8))
    }

    @Test func `A report of one service has its figures as totals, in a folder of its own`()
        async throws
    {
        let day = try await Self.day.value
        let all = try report(try await day.report("--format", "json", "--stdout").output)
        let claims = try #require(all.services.first { $0.name == "Claims" })
        let outcome = try await day.report("--service", "claims", "--format", "html,json")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let paths = outcome.output.split(separator: "\n").map(String.init)
        let path = try #require(paths.first { $0.hasSuffix("report.json") })
        #expect(path.contains("/out/only-claims-"))
        let one = try report(String(contentsOfFile: path, encoding: .utf8))
        #expect(one.services.map(\.name) == ["Claims"])
        #expect(one.totals.offered == claims.offered)
        #expect(one.agents.count == all.agents.count)
        let page = try #require(paths.first { $0.hasSuffix("report.html") })
        #expect(
            try String(contentsOfFile: page, encoding: .utf8)
                .contains("<strong>Only </strong><bdi>claims</bdi>"))
    }

    @Test func `A report of one service tells what agents answered of it, in all files alike`()
        async throws
    {
        let day = try await Self.day.value
        let outcome = try await day.report(
            "--service", "claims", "--format", "csv,json", out: "claims")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let paths = outcome.output.split(separator: "\n").map(String.init)
        func file(_ name: String) throws -> String {
            let path = try #require(paths.first { $0.hasSuffix("/\(name)") })
            return try String(contentsOfFile: path, encoding: .utf8)
        }
        let told = try report(file("report.json"))
        #expect(told.agents.reduce(0) { $0 + $1.answered } == told.services[0].answered)
        // The intervals of each agent add up to the agent.
        let lines = try file("agent-intervals.csv").split(whereSeparator: \.isNewline)
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let name = try #require(lines[0].firstIndex(of: "agent_name"))
        let answered = try #require(lines[0].firstIndex(of: "answered"))
        var sums: [String: Int] = [:]
        for line in lines.dropFirst() { sums[line[name], default: 0] += Int(line[answered]) ?? 0 }
        for agent in told.agents { #expect(sums[agent.name, default: 0] == agent.answered) }
    }

    @Test func `A unit restricts services and agents; an agent restricts agents`() async throws {
        let day = try await Self.day.value
        let all = try report(try await day.report("--format", "json", "--stdout").output)
        let unit = try #require(all.agents.first?.organizationUnit)
        let own = try report(
            try await day.report(
                "--format", "json", "--stdout", "--organization-unit", unit.uppercased()
            ).output)
        #expect(own.agents.count == all.agents.count { $0.organizationUnit == unit })
        #expect(own.services.allSatisfy { $0.organizationUnit == unit })
        let name = all.agents[3].name
        let one = try report(
            try await day.report("--format", "json", "--stdout", "--agent", name).output)
        #expect(one.agents.map(\.name) == [name])
        #expect(one.agents[0].answered == all.agents[3].answered)
        #expect(one.totals.offered == all.totals.offered)
    }

    @Test(arguments: [
        ("--service", "FROM service"), ("--organization-unit", "FROM service"),
        ("--agent", "FROM agent"), ("--channel", "modality, type) FROM task"),
    ])
    func `A name that is not there is refused with what lists those that are`(
        option: String, listing: String
    ) async throws {
        let day = try await Self.day.value
        let outcome = try await day.report(option, "Nobody", out: "nobody")
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains(" named Nobody. To list them: "))
        #expect(outcome.errors.contains(listing))
    }

    @Test func `A channel restricts what is counted`() async throws {
        let day = try await Self.day.value
        let all = try report(try await day.report("--format", "json", "--stdout").output)
        var offered: [Int] = []
        for channel in ["Audio", "InstantMessage"] {
            let told = try report(
                try await day.report("--format", "json", "--stdout", "--channel", channel).output)
            offered.append(told.totals.offered)
        }
        #expect(offered.allSatisfy { $0 > 0 })
        #expect(offered.reduce(0, +) == all.totals.offered)
    }

    @Test func `Names that are left out stand in no file`() async throws {
        let day = try await Self.day.value
        let all = try report(try await day.report("--format", "json", "--stdout").output)
        let outcome = try await day.report("--no-names", out: "nameless")
        let files = try outcome.output.split(separator: "\n").map {
            try String(contentsOfFile: String($0), encoding: .utf8)
        }
        #expect(files.count == 10)
        for name in all.agents.map(\.name) {
            #expect(!files.contains { $0.contains(name) }, "\(name)")
        }
        let json = try report(day.text("nameless/2026-11-24/report.json"))
        #expect(json.agents.map(\.answered).sorted() == all.agents.map(\.answered).sorted())
    }

    @Test func `The example of a report of one's own makes a page beside the managers'`()
        async throws
    {
        let day = try await Self.day.value
        let example = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/own-report").path
        let outcome = try await day.report("--definitions", example, "--format", "html", out: "own")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let own = try day.text("own/2026-11-24/handle-time.html")
        #expect(own.contains("class=\"heat\"") && own.contains("href=\"report.html\""))
        #expect(try day.text("own/2026-11-24/report.html").contains("href=\"handle-time.html\""))
    }

    @Test(arguments: [
        ("SELECT * FORM task", "mine.sql is of no use: near \"FORM\": syntax error"),
        ("DELETE FROM task_fact", "mine.sql is of no use: queries are read-only"),
        ("SELECT :much AS x", "mine.sql is of no use: it needs the parameter much"),
        ("SELECT 1 AS y", "page.json: sections[0] names the column x, but the query mine gives y"),
    ])
    func `A wrong query or definition is named with its file and what is wrong`(
        sql: String, message: String
    ) async throws {
        let day = try await Self.day.value
        let folder = day.folder.appending(path: "mine-\(UUID())", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(sql.utf8).write(to: folder.appending(path: "mine.sql"))
        try Data(
            """
            {"title": "M", "sections": [{"id": "a", "title": "A", "query": "mine", "columns":
              [{"name": "x", "title": "X", "format": "count"}], "draw": {"kind": "table"}}]}
            """.utf8
        ).write(to: folder.appending(path: "page.json"))
        let outcome = try await day.report(
            "--definitions", folder.path, "--format", "html", out: "wrong")
        #expect(outcome.code == 65)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains(folder.path))
    }

    @Test func `CSV for Excel has a mark, semicolons and decimal commas`() async throws {
        let day = try await Self.day.value
        let outcome = try await day.report("--format", "csv", "--csv", "excel", out: "excel")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let bytes = try Data(
            contentsOf: day.folder.appending(path: "excel/2026-11-24/services.csv"))
        #expect(bytes.starts(with: Data("\u{FEFF}service_id;service_name;".utf8)))
        #expect(String(decoding: bytes, as: UTF8.self).contains(";0,8;"))
    }

    @Test func `A PDF is printed with Chromium, and asked for in vain without`() async throws {
        let day = try await Self.day.value
        let made = try await day.report("--format", "pdf", out: "printed")
        #expect(made.code == 0, "\(made.errors)")
        let pdf = try Data(
            contentsOf: day.folder.appending(path: "printed/2026-11-24/report.pdf"))
        #expect(pdf.starts(with: Data("%PDF-".utf8)))
        let without = try await Program.run(
            [
                "report", "--warehouse", "demo/warehouse.db", "--period", "2026-11-24", "--out",
                "none", "--format", "pdf",
            ], in: day.folder, key: nil, environment: ["PATH": "/nowhere"])
        #expect(without.code == 69)
        #expect(without.errors.contains("Chromium"))
        #expect(
            !FileManager.default.fileExists(
                atPath: day.folder.appending(path: "none/2026-11-24/report.pdf").path))
    }

    @Test func `The page is opened with what the desktop opens files with`() async throws {
        let day = try await Self.day.value
        let programs = day.folder.appending(path: "programs", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
        let opener = programs.appending(path: "xdg-open")
        try Data("#!/bin/sh\nprintf %s \"$1\" >opened\n".utf8).write(to: opener)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: opener.path)
        func open(path: String) async throws -> Program.Outcome {
            try await Program.run(
                [
                    "report", "--warehouse", "demo/warehouse.db", "--period", "2026-11-24",
                    "--out", "shown", "--open",
                ], in: day.folder, key: nil, environment: ["PATH": path])
        }
        let shown = try await open(path: programs.path)
        #expect(shown.code == 0 && shown.errors.isEmpty, "\(shown.errors)")
        #expect(try day.text("opened").hasSuffix("shown/2026-11-24/report.html"))
        let alone = try await open(path: "/nowhere")
        #expect(alone.code == 0)
        #expect(alone.errors.contains("nothing here opens files"))
    }
}
