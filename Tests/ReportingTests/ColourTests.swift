import CivilTime
import Foundation
import Testing

@testable import Reporting

/// When a verdict has a colour, and what the colours are said to mean.
@Suite struct ColourTests {
    /// Classes of verdicts in cells, tiles and charts.
    private static let verdicts = [
        "q0", "q1", "q2", "q3", "qo", "missed", "met", "undecided", "shade", "unsure",
    ]

    private func observed(_ fraction: Double) -> (inout SampleSource) -> Void {
        { source in
            for column in 0...1 { source.tables["coverage"]?.rows[0][column] = .real(fraction) }
        }
    }

    /// The classes of all elements behind the style sheet.
    private func classes(_ page: some StringProtocol) -> Set<String> {
        Set(
            String(page).matches(of: /class="([^"]*)"/)
                .flatMap { $0.output.1.split(separator: " ").map(String.init) })
    }

    @Test("Under 90% coverage no verdict has a colour, in tables, maps and charts")
    func grey() throws {
        let firm = try classes(SamplePage.text())
        #expect(["q1", "q2", "q3", "missed", "shade"].allSatisfy(firm.contains))
        #expect(!firm.contains("qn"))
        let text = try SamplePage.text("report", .english, observed(0.85))
        let grey = classes(text)
        #expect(grey.intersection(Self.verdicts).isEmpty)
        for (id, style) in [("services", "n grey"), ("below-target", "n grey"), ("hours", "qn")] {
            #expect(try SamplePage.section(id, of: text).contains("class=\"\(style)\""), "\(id)")
        }
        #expect(text.contains("no verdict: under 90% of the time observed"))
        #expect(PageStyle.text.contains(".grey .bullet .level{fill:var(--gap)}"))
    }

    @Test("The legend of a chart names the colours that it shows, and no other")
    func legend() throws {
        func chart(low: Double, high: Double) throws -> Substring {
            let text = try SamplePage.text { source in
                guard var table = source.tables["service-figures:interval"] else { return }
                for (name, value) in [
                    ("service_level", 0.8), ("service_level_low", low),
                    ("service_level_high", high), ("offered", 40), ("target", 0.8),
                ] {
                    let at = SampleDay.serviceColumns.firstIndex(of: name) ?? 0
                    for row in table.rows.indices { table.rows[row][at] = .real(value) }
                }
                source.tables["service-figures:interval"] = table
            }
            let figures = try SamplePage.section("summary", of: text)
            let start = try #require(figures.range(of: "<figure")).lowerBound
            return figures[start...]
        }
        let met = try chart(low: 0.8, high: 0.9)
        #expect(met.contains(">Target<"))
        #expect(!met.contains("Below target") && !met.contains("Too close to call"))
        let open = try chart(low: 0.79, high: 0.81)
        #expect(open.contains("Too close to call") && open.contains("class=\"unsure\""))
        #expect(!open.contains("Below target") && !open.contains("class=\"shade\""))
    }

    @Test("A total has no bar: it is of many agents, on the scale of one")
    func totals() throws {
        let text = try SamplePage.text("agents")
        for id in ["teams", "agents"] {
            let table = try SamplePage.section(id, of: text)
            let foot = try #require(table.range(of: "<tfoot>")).lowerBound
            #expect(table[..<foot].contains("class=\"bar\""))
            #expect(!table[foot...].contains("class=\"bar\""))
        }
    }
}
