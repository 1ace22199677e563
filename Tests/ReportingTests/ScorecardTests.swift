import CivilTime
import Foundation
import Testing

@testable import Reporting

/// Agents beside their team and their own past, and the sections that own reports can use.
@Suite struct ScorecardTests {
    private static let columns = [
        "agent_id", "agent_name", "organization_unit", "answered", "handle_mean_seconds",
        "duty_seconds", "occupancy",
    ]

    private func record(_ answered: Int64, talk: Double, duty: Double, _ occupancy: Double) throws
        -> Record
    {
        let row: [Cell] = [
            .text("a"), .text("Anna"), .text("North"), .integer(answered), .real(talk),
            .real(duty), .real(occupancy),
        ]
        return try #require(
            try Records(Table(columns: Self.columns, rows: [row]), query: "agent-figures").all
                .first)
    }

    private func column(_ name: String, _ format: Format) throws -> Column {
        let json = #"{ "name": "\#(name)", "title": "T", "format": "\#(format.rawValue)" }"#
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        return try Column(
            DefinitionReader(file: "test", path: "", language: .english, value: value))
    }

    @Test(
        "A talk time differs only beyond what chance explains: by calls, twice the error of both means",
        arguments: [
            // 2 * (240² / 100 + 200² / 100)^½ = 62.5 s.
            (100, 240.0, 200.0, Difference.unclear), (100, 264.0, 200.0, .unclear),
            (1000, 240.0, 200.0, .more), (1000, 160.0, 200.0, .less), (9, 900.0, 200.0, .few),
        ])
    func talk(calls: Int64, own: Double, other: Double, difference: Difference) throws {
        let talk = try column("handle_mean_seconds", .duration)
        let mine = try record(calls, talk: own, duty: 28_800, 0.7)
        let team = try record(max(calls, 100), talk: other, duty: 288_000, 0.7)
        #expect(Difference(talk, mine, team) == difference)
        #expect(Difference(talk, mine, nil) == .few)
    }

    @Test("A share differs by five points or more, of an hour on duty or more")
    func share() throws {
        let occupancy = try column("occupancy", .percent)
        let team = try record(500, talk: 200, duty: 288_000, 0.7)
        for (duty, share, difference) in [
            (28_800.0, 0.74, Difference.unclear), (28_800, 0.76, .more), (28_800, 0.6, .less),
            (3599, 0.99, .few),
        ] {
            let own = try record(50, talk: 200, duty: duty, share)
            #expect(Difference(occupancy, own, team) == difference)
        }
    }

    private func page(
        _ definition: ReportDefinition, scope: ReportScope = ReportScope(),
        _ change: (inout SampleSource) -> Void = { _ in }
    ) throws -> String {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.agents = 4
        var source = day.source()
        change(&source)
        let tables = try TableCache(
            source: source, period: period, bounds: day.bounds, scope: scope)
        return try String(
            decoding: ReportPage(definition: definition, tables: tables).render(), as: UTF8.self)
    }

    private func cards(_ page: String) throws -> [String] {
        let start = try #require(page.range(of: "id=\"scorecards\"")).upperBound
        let end = try #require(page.range(of: "</section>", range: start..<page.endIndex))
        return Array(
            page[start..<end.lowerBound].components(separatedBy: "<div class=\"card\">").dropFirst()
        )
    }

    @Test("A card has the figure, the team's and that of the previous period, and words")
    func card() throws {
        let agents = try #require(ReportDefinition.companions().first { $0.name == "agents" })
        let cards = try cards(page(agents))
        #expect(cards.count == 4)
        // The sample's team Customers has a mean; Operations is too small to show one.
        let (large, small) = (
            cards.filter { $0.contains(">Customers<") },
            cards.filter { $0.contains(">Operations<") }
        )
        #expect(large.count == 2 && large.allSatisfy { $0.contains(">Team</th>") })
        #expect(small.count == 2 && small.allSatisfy { !$0.contains(">Team</th>") })
        #expect(cards.allSatisfy { $0.contains(">Before</th>") })
        for card in cards {
            let words = card.firstMatch(of: /class="words">([^<]*)</)?.output.1
            #expect(words?.isEmpty == false)
        }
    }

    @Test("Of an agent with fewer than ten calls nothing is said but that")
    func few() throws {
        let agents = try #require(ReportDefinition.companions().first { $0.name == "agents" })
        let text = try page(agents) { source in
            let at = source.tables["agent-figures"]?.columns.firstIndex(of: "answered") ?? 0
            for row in source.tables["agent-figures"]?.rows.indices ?? 0..<0 {
                source.tables["agent-figures"]?.rows[row][at] = .integer(9)
            }
        }
        for card in try cards(text) { #expect(card.contains("Too few calls to compare.")) }
    }

    @Test("Where only some services count, no team is shown: its figures are of all calls")
    func restricted() throws {
        let scope = ReportScope(services: ["Sales"], agents: ["Anna Meier"])
        let text = try page(.scorecard(in: .english), scope: scope)
        #expect(try cards(text).allSatisfy { !$0.contains(">Team</th>") })
    }

    @Test("An own report can have lines with a usual range, a map to switch, and cards")
    func own() throws {
        let folder = URL(filePath: #filePath).appending(path: "../../../docs/own-report")
        let file = folder.standardized.appending(path: "handle-time.json")
        let definition = try ReportDefinition(contentsOf: file, name: "handle-time")
        let text = try page(definition) { source in
            source.tables["handle-time-by-hour"] = source.tables["page-hours"]
            source.tables["handle-time-by-hour"]?.columns[5] = "answered"
        }
        #expect(text.contains("class=\"spark\"") && text.contains("usual range"))
        #expect(text.contains("class=\"switch\"") && text.contains("class=\"scorecards\""))
        #expect(text.contains("Team</th>") && text.contains("Before</th>"))
    }

    @Test("The comparable periods before stand below this one, with their usual range")
    func trend() throws {
        let text = try page(.standard())
        let start = try #require(text.range(of: "id=\"trend\"")).upperBound
        let end = try #require(text.range(of: "</section>", range: start..<text.endIndex))
        let section = text[start..<end.lowerBound]
        #expect(section.components(separatedBy: "<tr").count - 1 == 1 + 1 + 8 + 1)
        let rows = section.matches(of: /<th scope="row">([^<]*)</).map { String($0.output.1) }
        #expect(rows.first == "Monday, 23 November 2026" && rows[1] == "Monday, 16 November 2026")
        #expect(rows.last == "Usual range")
    }
}
