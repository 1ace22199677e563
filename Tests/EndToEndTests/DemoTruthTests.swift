import Foundation
import TestFolders
import Testing

/// The demo's page beside what its simulation knew to be true.
@Suite struct DemoTruthTests {
    @Test func `The page of the demo's day says what was true`() async throws {
        let folder = try TestFolder.make()
        // A debug build needs most of a minute on a slow machine.
        let demo = try await Program(
            ["demo", "--out", "demo", "--days", "1", "--services", "2", "--agents", "16"],
            in: folder, key: nil
        ).outcome(within: .seconds(180))
        try #require(demo.code == 0, "\(demo.errors)")
        let page = try String(
            contentsOf: folder.appending(path: "demo/2026-11-24/report.html"), encoding: .utf8)
        let truth = try Truth(folder.appending(path: "demo/truth/tasks.csv"))
        #expect(truth.answered > 500)
        let offered = try figure("totals.offered", in: page)
        #expect(abs(offered / (truth.answered + truth.abandoned) - 1) <= 0.005)
        // Of so few calls, three are 0.2 points.
        #expect(try abs(figure("totals.serviceLevel", in: page) - truth.serviceLevel) <= 0.004)
        #expect(try abs(figure("totals.abandonRate", in: page) - truth.abandonRate) <= 0.004)
        #expect(try abs(figure("totals.asaSeconds", in: page) / truth.meanWait - 1) <= 0.01)
        #expect(page.contains("≥\u{A0}") && page.contains("may be missing: data was collected up"))
    }

    private func figure(_ path: String, in page: String) throws -> Double {
        let pattern = try Regex<(Substring, Substring)>(
            "data-figure=\"\(path)\" data-value=\"([^\"]+)\"")
        let found = try #require(page.firstMatch(of: pattern), "\(path)")
        return try #require(Double(found.output.1))
    }

    /// Counted from the stays in queues that the simulation wrote, times in epoch milliseconds.
    private struct Truth {
        var answered = 0.0
        var abandoned = 0.0
        private var inTime = 0.0
        private var waits = 0.0
        private var short = 0.0
        /// Of what counts: short abandons do not.
        var serviceLevel: Double { inTime / (answered + abandoned - short) }
        /// Of the answered, in seconds.
        var meanWait: Double { waits / answered }
        var abandonRate: Double { (abandoned - short) / (answered + abandoned - short) }

        init(_ file: URL) throws {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let names = try #require(lines.first).split(separator: ",").map(String.init)
            func column(_ name: String) throws -> Int { try #require(names.firstIndex(of: name)) }
            let (queued, connected, ended) = (
                try column("queue_started_at"), try column("connected_at"), try column("ended_at")
            )
            for line in lines.dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                guard let start = Int64(cells[queued]) else { continue }
                if let answer = Int64(cells[connected]) {
                    answered += 1
                    waits += Double(answer - start) / 1000
                    if answer - start < 20_000 { inTime += 1 }
                } else if let end = Int64(cells[ended]) {
                    abandoned += 1
                    if end - start < 5000 { short += 1 }
                }
            }
        }
    }
}
