import CivilTime
import Foundation
import Testing

@testable import Reporting

/// How periods are called on the page, and how the index orders them.
@Suite struct PeriodWordsTests {
    private let today = CivilDate(dayNumber: 20_781)

    @Test(arguments: [
        ("2026-11-24", "Tuesday, 24 November 2026", "Dienstag, 24. November 2026"),
        ("2026-W47", "Week 47: 16 to 22 November 2026", "Woche 47: 16. bis 22. November 2026"),
        (
            "2026-W40", "Week 40: 28 September to 4 October 2026",
            "Woche 40: 28. September bis 4. Oktober 2026"
        ),
        (
            "2026-W53", "Week 53: 28 December 2026 to 3 January 2027",
            "Woche 53: 28. Dezember 2026 bis 3. Januar 2027"
        ),
        (
            "2026-W47/2026-W48", "Weeks 47 to 48: 16 to 29 November 2026",
            "Wochen 47 bis 48: 16. bis 29. November 2026"
        ),
        ("2026-11", "November 2026", "November 2026"),
        ("2026-03", "March 2026", "März 2026"),
        ("2026-10/2026-11", "October to November 2026", "Oktober bis November 2026"),
        ("2026-04/2027-03", "April 2026 to March 2027", "April 2026 bis März 2027"),
        ("2026-Q1", "1st quarter 2026", "1. Quartal 2026"),
        ("2026-Q4", "4th quarter 2026", "4. Quartal 2026"),
        ("2026-Q2/2026-Q3", "2nd quarter to 3rd quarter 2026", "2. Quartal bis 3. Quartal 2026"),
        (
            "2026-Q4/2027-Q1", "4th quarter 2026 to 1st quarter 2027",
            "4. Quartal 2026 bis 1. Quartal 2027"
        ),
        ("2026", "2026", "2026"), ("2025/2026", "2025 to 2026", "2025 bis 2026"),
        ("2026-11-01/2026-11-15", "1 to 14 November 2026", "1. bis 14. November 2026"),
        (
            "2026-11-24T08:00/2026-11-24T12:00", "Tuesday, 24 November 2026, 08:00 to 12:00",
            "Dienstag, 24. November 2026, 08:00 bis 12:00"
        ),
        (
            "2026-11-24T22:00/2026-11-25T06:30",
            "24 November 2026, 22:00 to 25 November 2026, 06:30",
            "24. November 2026, 22:00 bis 25. November 2026, 06:30"
        ),
        (
            "2026-11-24T20:00/2026-11-24T24:00", "Tuesday, 24 November 2026, 20:00 to 24:00",
            "Dienstag, 24. November 2026, 20:00 bis 24:00"
        ),
    ])
    func `Each kind of period has its label in both languages`(
        text: String, english: String, german: String
    ) throws {
        let period = try Period(text, today: today)
        #expect(DateWords(.english).title(period) == english)
        #expect(DateWords(.german).title(period) == german)
    }

    @Test func `The index has a table for each kind of period, newest first`() throws {
        let out = FileManager.default.temporaryDirectory
            .appending(path: "lucstats-\(UUID().uuidString)", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: out) }
        let names = [
            "2026-11-22", "2026-11-23", "2026-W47", "2026-11", "2026-Q4", "2026",
            "2026-W47_2026-W48", "2026-11-24T0800_2026-11-24T1200",
        ]
        for name in names + ["only-sales-1a", "2026-11-16_2026-11-23", "today"] {
            let folder = out.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("page".utf8).write(to: folder.appending(path: "report.html"))
        }
        let page = String(
            decoding: try IndexPage(out: out, language: .english).render(), as: UTF8.self)
        let expected = [
            ("days", ["2026-11-23", "2026-11-22"]), ("weeks", ["2026-W47"]),
            ("months", ["2026-11"]), ("quarters", ["2026-Q4"]), ("years", ["2026"]),
            ("others", ["2026-11-24T0800_2026-11-24T1200", "2026-W47_2026-W48"]),
        ]
        var rest = page[...]
        for (group, names) in expected {
            let start = try #require(rest.range(of: "<section id=\"\(group)\"")).upperBound
            rest = rest[start...]
            let end = try #require(rest.range(of: "</section>")).lowerBound
            let found = rest[..<end].split(separator: "data-value=\"").dropFirst()
                .compactMap { $0.split(separator: "\"").first.map(String.init) }
                .filter { $0.hasPrefix("2") }
            #expect(found == names, "\(group)")
        }
        #expect(page.contains("8 periods."))
        #expect(!page.contains("only-sales"))
    }
}
