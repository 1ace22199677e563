import CivilTime
import Foundation
import TestFolders
import Testing

@testable import Reporting

@Suite struct ReportWriterTests {
    /// A fresh folder, or the one that `LUCSTATS_SAMPLE_OUT` names, to look at the pages.
    static func folder() throws -> URL {
        if let kept = ProcessInfo.processInfo.environment["LUCSTATS_SAMPLE_OUT"] {
            return URL(fileURLWithPath: kept)
        }
        return try TestFolder.make()
    }

    @Test(
        "A day becomes a page, JSON, a schema, four CSV files and an index",
        arguments: [
            "2026-11-23", "2026-W47", "2026-10-25", "2026-03-29", "2026-11",
        ])
    func writesAll(name: String) throws {
        let out = try Self.folder()
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        let source = day.source()
        let writer = try ReportWriter(
            period: period, bounds: day.bounds, definition: .standard(), out: out)
        let files = try writer.write(from: source)
        #expect(files.count == 8)
        for file in files { #expect(try !Data(contentsOf: file).isEmpty) }
        let again = try files.map { try Data(contentsOf: $0) }
        let groups = ReportFile.groups(of: Set(ReportFormat.allCases))
        #expect(groups.joined().count == ReportFile.allCases.count)
        for group in groups { _ = try writer.write(group, from: source) }
        #expect(try files.map { try Data(contentsOf: $0) } == again)
    }

    @Test("A restricted report has all files, and one reader for services")
    func restrictedGroups() {
        let groups = ReportFile.groups(of: Set(ReportFormat.allCases), isRestricted: true)
        #expect(Set(groups.joined()) == Set(ReportFile.allCases))
        #expect(groups.count { $0.contains(where: \.tellsServices) } == 1)
    }
}
