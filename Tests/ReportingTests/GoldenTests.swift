import CivilTime
import Foundation
import Testing

@testable import Reporting

/// Whole pages, compared with those in `Tests/Golden`: body only, since style and script have
/// tests of their own. Run with `LUCSTATS_RECORD=1` to write them anew; that run fails.
@Suite struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Golden", directoryHint: .isDirectory)

    private func page(
        _ name: String, _ language: Language = .english,
        _ shape: (inout SampleDay) -> Void = { _ in },
        _ change: (inout SampleSource) -> Void = { _ in },
        file: String = ReportDefinition.standardName, elapsed minutes: Int64? = nil,
        scope: ReportScope = ReportScope()
    ) throws -> String {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        shape(&day)
        var source = day.source()
        change(&source)
        let elapsed = minutes.map { day.bounds.lowerBound + .seconds($0 * 60) }
        let tables = try TableCache(
            source: source, period: period, bounds: day.bounds, elapsed: elapsed, scope: scope)
        let own =
            try [ReportDefinition.standard(in: language)]
            + ReportDefinition.companions(in: language)
        let definition = try #require(own.first { $0.name == file })
        let page = try ReportPage(definition: definition, tables: tables)
        return String(decoding: try page.render(), as: UTF8.self)
    }

    /// What lies between the style and the script.
    private func body(_ page: String) throws -> String {
        let start = try #require(page.range(of: "<body>")).upperBound
        let end = try #require(page.range(of: "<script>")).lowerBound
        return String(page[start..<end])
    }

    private func expectGolden(_ page: String, _ name: String) throws {
        let url = Self.folder.appending(path: "\(name).html")
        let body = try body(page)
        if ProcessInfo.processInfo.environment["LUCSTATS_RECORD"] != nil {
            try body.write(to: url, atomically: true, encoding: .utf8)
            Issue.record("\(url.lastPathComponent) was written anew: look at it, then run again")
            return
        }
        let known = try String(contentsOf: url, encoding: .utf8)
        #expect(body == known, "\(name).html differs; LUCSTATS_RECORD=1 writes it anew")
    }

    private func empty(_ source: inout SampleSource) {
        for (name, table) in source.tables where name != "period" && name != "intervals" {
            source.tables[name] = Table(columns: table.columns, rows: [])
        }
    }

    @Test("A day of which nothing is known") func nothing() throws {
        try expectGolden(page("2026-11-23", .english, { _ in }, empty), "nothing")
        try expectGolden(page("2026-11-23", .german, { _ in }, empty), "nichts")
    }

    /// A day that was observed, on which nobody called.
    private func withoutCalls(_ source: inout SampleSource) {
        let coverage = source.tables["coverage"]
        let opening = source.tables["page-opening"]
        empty(&source)
        source.tables["coverage"] = coverage
        source.tables["page-opening"] = opening
    }

    private func opening(_ opensAt: Int64?, _ source: inout SampleSource) {
        withoutCalls(&source)
        source.tables["page-opening"]?.rows = [
            opensAt.map {
                [.integer(source.startAt + $0 * 60_000), .null, .text("2026-11-23T08:00:00+01:00")]
            } ?? [.null, .null, .null]
        ]
    }

    @Test("Each kind of emptiness is said, and nothing else is on the page")
    func kindsOfEmptiness() throws {
        let pages = [
            ("no-calls", try page("2026-11-23", .english, { _ in }, withoutCalls)),
            ("closed", try page("2026-11-23", .english, { _ in }, { opening(nil, &$0) })),
            (
                "before-opening",
                try page(
                    "2026-11-23", .english, { _ in }, { opening(480, &$0) }, elapsed: 390)
            ),
            (
                "none-so-far",
                try page("2026-11-23", .german, { _ in }, { opening(480, &$0) }, elapsed: 500)
            ),
            (
                "filter-without-calls",
                try page(
                    "2026-11-23", .english, { _ in }, withoutCalls,
                    scope: ReportScope(services: ["Front desk"]))
            ),
        ]
        for (name, text) in pages {
            #expect(text.components(separatedBy: "<section").count == 2, "\(name)")
            try expectGolden(text, name)
        }
    }

    @Test("The pages beside the first", arguments: ["agents", "quality"])
    func companions(file: String) throws {
        try expectGolden(
            page("2026-11-23", .english, { $0.agents = 3 }, file: file), file)
    }

    @Test("One service and one agent") func one() throws {
        try expectGolden(
            page("2026-11-23") {
                $0.names = ["Sales"]
                $0.agents = 1
            }, "one-service")
    }

    @Test("One task in one interval") func oneTask() throws {
        let text = try page(
            "2026-11-23", .english,
            {
                $0.names = ["Sales"]
                $0.agents = 1
            }
        ) { source in
            let columns = SampleDay.serviceColumns
            for (name, table) in source.tables where name.hasPrefix("service-figures") {
                var table = table
                var isTold = false
                for row in table.rows.indices {
                    let isHere =
                        name != "service-figures:interval"
                        || (!isTold
                            && table.rows[row][columns.firstIndex(of: "offered") ?? 0]
                                != .integer(0))
                    if isHere && table.rows[row][0] != .null { isTold = true }
                    for (at, column) in columns.enumerated() where at >= 8 {
                        let isCount = ["offered", "answered", "answered_within_threshold"].contains(
                            column)
                        table.rows[row][at] =
                            isHere && isCount
                            ? .integer(1)
                            : isHere && column == "service_level"
                                ? .real(1)
                                : table.rows[row][at].isNull || !isCount ? .null : .integer(0)
                    }
                }
                source.tables[name] = table
            }
            for name in [
                "page-target-misses", "page-abandoned", "page-longest", "not-ready-reasons",
                "page-trend",
            ] {
                source.tables[name]?.rows = []
            }
        }
        #expect(
            text.contains("1 call: 1 answered, ") && !text.contains("NaN") && !text.contains("inf"))
        try expectGolden(text, "one-task")
    }

    @Test(
        "Days on which the clock changes have 92 and 100 intervals in the table of the charts",
        arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func clockChange(name: String, intervals: Int) throws {
        let text = try page(
            name, .english,
            {
                $0.names = ["Sales"]
                $0.agents = 2
            }
        ) { source in
            // Busy all day, so that no hour is cut off.
            let offered = SampleDay.serviceColumns.firstIndex(of: "offered") ?? 0
            for row in source.tables["service-figures:interval"]?.rows.indices ?? 0..<0 {
                source.tables["service-figures:interval"]?.rows[row][offered] = .integer(7)
            }
        }
        let table = try #require(text.range(of: "<table id=\"t1\">")).upperBound
        let end = try #require(text.range(of: "</table>", range: table..<text.endIndex)).lowerBound
        let rows = text[table..<end].components(separatedBy: "<tr>").count - 2
        #expect(rows == intervals)
        try expectGolden(text, name)
    }

    @Test("Hostile names stay text, wherever they stand", arguments: Language.allCases)
    func hostile(language: Language) throws {
        let names = [
            "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "=cmd()",
            "مركز\u{202E}الدعم", "☎️ Hotline 👩🏽‍💻", String(repeating: "x", count: 500), "a\nb\u{1}",
        ]
        let text = try page("2026-11-23", language) {
            $0.names = names
            $0.agents = 3
        }
        #expect(!text.contains("<script>alert") && !text.contains("<img"))
        #expect(text.components(separatedBy: "</script>").count == 2)
        for name in names.dropLast() where !name.contains("<") {
            #expect(text.contains("<bdi>\(name)</bdi>"), "\(name.prefix(20))")
        }
        if language == .english { try expectGolden(text, "hostile-names") }
    }

    @Test("Of 200 services and 2,000 agents the pages show what they have room for, and say so")
    func many() throws {
        let text = try page("2026-11-23") {
            $0.names = (1...200).map { "Service \($0)" }
        }
        #expect(text.utf8.count < 2_500_000)
        let shown = text.components(separatedBy: "<details class=\"subject\">").count - 1
        #expect(shown > 6 && shown < 200 && text.contains("\(shown) of 200 are shown"))
        let agents = try page(
            "2026-11-23", .english, { $0.agents = 2000 }, file: ReportDefinition.agentsName)
        #expect(agents.utf8.count < 2_500_000)
        #expect(agents.components(separatedBy: "class=\"bar\"").count - 1 >= 500)
        #expect(agents.contains("500 of 2,000 are shown; all are in agents.csv"))
        #expect(agents.contains("60 of 2,000 are shown; all are in agents.csv"))
    }

    @Test(
        "A chart over days marks where a rule changed, in its legend too",
        arguments: Language.allCases
    )
    func rules(language: Language) throws {
        let changed = try page("2026-W47", language, { _ in }) { source in
            let days = source.tables["service-figures:day"]
            let (start, text) = (
                days?.columns.firstIndex(of: "start_at"), days?.columns.firstIndex(of: "start")
            )
            let day = days?.rows.first { row in
                text.map { row[$0].plainText.hasPrefix("2026-11-18") } ?? false
            }
            source.tables["rule-changes"]?.rows = [
                [
                    .text("2026-11-18"), .text("Sales"), .text("target"), .real(20), .real(5),
                    .real(0.9), .text("svc-0"),
                    day.flatMap { row in start.map { row[$0] } } ?? .null,
                ]
            ]
        }
        let words = language("Rules changed: target 18 Nov", "Regeln geändert: Ziel 18.11.")
        #expect(changed.contains(words) && changed.contains("class=\"rule\""))
        #expect(!(try page("2026-W47", language).contains("class=\"rule\"")))
    }

    @Test("The page of 40 services and 400 agents is at most 1.5 MB", arguments: Language.allCases)
    func big(language: Language) throws {
        let text = try page("2026-11-23", language) {
            $0.names = (1...40).map { "Service \($0)" }
            $0.agents = 400
        }
        #expect(text.utf8.count < 1_500_000)
    }
}
