import CivilTime
import Foundation
import Testing

@testable import Reporting

@Suite struct FileTests {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("lucstats-\(UUID().uuidString)")

    struct Stop: Error {}

    @Test("A file whose writing fails leaves the old one, and nothing beside it")
    func whole() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try OutputFile.makeFolder(folder)
        let url = folder.appendingPathComponent("a.csv")
        try OutputFile.write(Array("old".utf8), to: url)
        #expect(throws: Stop.self) {
            try OutputFile.write(to: url) { append in
                try append(Array("new".utf8))
                throw Stop()
            }
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
    }

    @Test("A stream that fails half way leaves no CSV file")
    func brokenStream() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        var source = day.source()
        source.streamFailure = Stop()
        #expect(throws: Stop.self) {
            try ReportWriter(
                period: period, bounds: day.bounds, definition: .standard(), out: folder
            ).write([.serviceIntervals], from: source)
        }
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.appendingPathComponent("2026-11-23").path)
        #expect(files.isEmpty)
    }

    @Test("A folder that cannot be made is named with the reason")
    func noFolder() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder)
        let inside = folder.appendingPathComponent("out")
        do {
            try OutputFile.makeFolder(inside)
            Issue.record("the folder was made")
        } catch {
            #expect(error.code == .cannotWrite)
            #expect(error.path == folder.path)
            #expect(error.description.contains("a folder is needed"), "\(error)")
        }
    }

    @Test("A query that lacks a column is named with it")
    func badData() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        var source = day.source()
        source.tables["coverage"] = Table(columns: ["polls"], rows: [])
        let expected = ReportError(
            code: .badData, path: "coverage",
            description: "The query coverage is of no use: it gives no column observed_fraction, "
                + "collected_fraction, poll_seconds_median.")
        #expect(throws: expected) {
            try ReportWriter(
                period: period, bounds: day.bounds, definition: .standard(), out: folder
            ).write([.json], from: source)
        }
    }
}
