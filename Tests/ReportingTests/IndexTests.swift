import CivilTime
import Foundation
import TestFolders
import Testing

@testable import Reporting

/// The list of all periods, against their targets.
@Suite struct IndexTests {
    /// Days with a service level each, as reports.
    private func index(
        _ days: Int, last: String = "2026-11-22", offered: Int = 100, target: Double? = 0.8,
        _ level: (Int) -> Double
    ) throws -> String {
        let out = try TestFolder.make()
        let last = try #require(CivilDate(last))
        for back in 0..<days {
            let date = last.adding(days: -back)
            let folder = out.appending(path: date.description, directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("page".utf8).write(to: folder.appending(path: "report.html"))
            let level = level(back)
            let goal = target.map { "\($0)" } ?? "null"
            let json = """
                {"schemaVersion": 2, "coverage": {"observedFraction": 1.0, "collectedFraction": 1.0}, "totals": {
                "offered": \(offered), "answered": 95, "abandoned": 5, "shortAbandoned": 0,
                "answeredWithinThreshold": \(level * 100), "serviceLevel": \(level),
                "target": \(goal), "abandonRate": 0.05, "asaSeconds": 9.5}, "services": []}
                """
            try Data(json.utf8).write(to: folder.appending(path: "report.json"))
        }
        return String(decoding: try IndexPage(out: out, language: .english).render(), as: UTF8.self)
    }

    private func style(of date: String, in page: String) throws -> String {
        let link = try #require(page.range(of: "<a href=\"\(date)/report.html\">"))
        let cell = page[..<link.lowerBound].components(separatedBy: "<td").last ?? ""
        return cell.firstMatch(of: /class="([a-z0-9]+)"/).map { String($0.output.1) } ?? ""
    }

    @Test("A day of the calendar is coloured by its distance to the target")
    func shades() throws {
        let levels = [0.8, 0.79, 0.55, 0.3]
        let page = try index(4) { levels[$0] }
        for (date, shade) in [
            ("2026-11-22", "q3"), ("2026-11-21", "q2"), ("2026-11-20", "q1"), ("2026-11-19", "q0"),
        ] {
            #expect(try style(of: date, in: page) == shade)
        }
        let few = try index(1, offered: 9) { _ in 0.3 }
        #expect(try style(of: "2026-11-22", in: few) == "few")
        let none = try index(1, target: nil) { _ in 0.3 }
        #expect(try style(of: "2026-11-22", in: none) == "h0")
    }

    @Test("A level below its target is marked in the table, with the digits that show it")
    func marks() throws {
        let page = try index(2) { $0 == 0 ? 0.7996 : 0.8 }
        #expect(page.contains("✕\u{A0}</span>79.96%"))
        #expect(page.components(separatedBy: "class=\"sign\"").count == 2)
    }

    @Test("The line is of the last 13 weeks, added up from days; fewer than three weeks have none")
    func weeks() throws {
        // Days back 0 to 6 are the last week, 7 to 13 the one before.
        let page = try index(120) { $0 / 7 == 2 ? 0.5 : $0 / 7 == 0 ? 0.9 : 0.8 }
        #expect(page.contains("Service level of the last 13 weeks"))
        #expect(page.contains("Latest 90% (week 47), lowest 50% (week 45)."))
        #expect(try !index(14) { _ in 0.8 }.contains("Service level of the last"))
    }

    @Test("A week whose days have not all come is no point of the line")
    func runningWeek() throws {
        let page = try index(30, last: "2026-11-24") { $0 < 2 ? 0.1 : $0 < 9 ? 0.7 : 0.8 }
        #expect(page.contains("Service level of the last 4 weeks"))
        #expect(page.contains("Latest and lowest 70% (week 47)."))
        #expect(!page.contains("(week 48)"))
    }

    @Test("800 days are a page of less than a megabyte, with a year's months open")
    func many() throws {
        let page = try index(800) { _ in 0.8 }
        #expect(page.utf8.count < 1_000_000, "\(page.utf8.count)")
        let open = try #require(page.range(of: "<details"))
        #expect(page[..<open.lowerBound].components(separatedBy: "class=\"calendar\"").count == 13)
        #expect(page.contains("800 periods."))
    }
}
