import CivilTime
import Foundation
import Testing

@testable import Reporting

/// Words that depend on what the page shows: one agent, namesakes, gaps, spacings, cut lists.
@Suite struct WordingTests {
    @Test("The page of one agent speaks of one agent", arguments: Language.allCases)
    func oneAgent(language: Language) throws {
        let scope = ReportScope(agents: ["Anna Meier"])
        func presence(_ source: inout SampleSource) {
            for row in source.tables["page-presence"]?.rows.indices ?? 0..<0 {
                source.tables["page-presence"]?.rows[row].replaceSubrange(
                    3..<8, with: [0.3, 0.7, 0, 0, 0].map(Cell.real))
            }
        }
        let one = try SamplePage.text("report", language, agents: 1, scope: scope, presence)
        for plural in [
            "all agents", "aller Agents", "those who differ", "jene mit Unterschieden",
            "same scale", "derselben Skala", ">Agents</span>", "Scorecards", "Agents im Vergleich",
            "Agent timelines", ">Agents on duty<", ">Agents im Dienst<", ">1.25<", ">1,25<",
        ] {
            #expect(!one.contains(plural), "\(plural)")
        }
        #expect(one.contains(language("The bar shows the time", "Der Balken zeigt die Zeit")))
        let several = try SamplePage.text("report", language, agents: 2, scope: scope)
        #expect(several.contains(language("Time, all agents", "Zeit aller Agents")))
        #expect(several.contains(language("same scale", "derselben Skala")))
    }

    @Test("A card has no value of the team where the query gives none")
    func cardWithoutTeam() throws {
        let cards = try SamplePage.section("scorecards", of: SamplePage.text("agents", agents: 1))
        #expect(cards.contains(">Team</th>"))
        // Answered and RONA: no team, but a value before.
        #expect(cards.matches(of: /<td class="n soft"><td class="n soft">[^<]/).count == 2)
    }

    @Test("Agents of the same name are told apart by their teams")
    func namesakes() throws {
        let text = try SamplePage.text("agents", agents: 4) { source in
            for name in ["agent-figures", "agent-timeline", "page-sessions"] {
                guard var table = source.tables[name] else { continue }
                for row in table.rows.indices
                where [.text("agent-0"), .text("agent-1")].contains(table.rows[row][0]) {
                    table.rows[row][1] = .text("Anna Meier")
                }
                source.tables[name] = table
            }
        }
        let lanes = try SamplePage.section("timelines", of: text)
        for team in ["Customers", "Operations"] {
            #expect(lanes.contains("<bdi>Anna Meier (\(team))</bdi>"))
        }
        #expect(lanes.contains("<bdi>Mia Meier</bdi>"))
        #expect(
            try SamplePage.section("sessions", of: text).contains(
                "<bdi>Anna Meier (Customers)</bdi>"))
        // Beside a column of teams, and on cards with the team's name, the name is enough.
        #expect(try !SamplePage.section("agents", of: text).contains("Anna Meier ("))
        #expect(try !SamplePage.text("agents").contains("Anna Meier ("))
    }

    /// One outage of a whole day, in two halves, as everything that is polled tells it.
    private func outage(_ source: inout SampleSource, services: Int) {
        let at = source.startAt
        func half(_ from: Int64, _ to: Int64, _ start: String, _ end: String) -> [[Cell]] {
            let names: [Cell] = (0..<services).map { .text(SampleDay.serviceNames[$0]) }
            return ([.null] + names).map { name in
                [
                    .text(start), .text(end), .integer(at + from), .integer(at + to),
                    .text(name.isNull ? "user states" : "tasks"), name,
                ]
            }
        }
        source.tables["coverage-gaps"]?.rows =
            half(0, 43_200_000, "2026-11-23T00:00:00+01:00", "2026-11-23T12:00:00+01:00")
            + half(43_200_000, 86_400_000, "2026-11-23T12:00:00+01:00", "2026-11-24T00:00:00+01:00")
    }

    @Test("An outage is one row, with its dates where it touches midnight")
    func gaps() throws {
        for (count, services) in [(6, "All services"), (1, "Sales")] {
            let gaps = try SamplePage.section(
                "gaps", of: SamplePage.text("quality") { outage(&$0, services: count) })
            #expect(gaps.components(separatedBy: "<tr>").count - 1 == 2)
            #expect(
                gaps.contains("23\u{A0}Nov\u{A0}00:00") && gaps.contains("24\u{A0}Nov\u{A0}00:00"))
            #expect(gaps.contains("agent states, calls") && gaps.contains(services))
        }
        // Within the day, times are enough.
        let short = try SamplePage.section("gaps", of: SamplePage.text("quality"))
        #expect(short.contains(">11:30<") && short.contains(">12:05<"))
    }

    @Test("Gaps that touch or overlap are one")
    func joining() {
        func gap(_ from: Double, _ to: Double) -> Gap {
            Gap(start: "\(from)", end: "\(to)", startAt: from, endAt: to)
        }
        let joined = Gap.joined([gap(5, 9), gap(0, 2), gap(2, 4), gap(6, 7), gap(8, 12)])
        #expect(joined.map(\.startAt) == [0, 5] && joined.map(\.endAt) == [4, 12])
        #expect(joined.map(\.start) == ["0.0", "5.0"] && joined.map(\.end) == ["4.0", "12.0"])
    }

    @Test("Spacings more than a factor of three apart are told as a range")
    func spacings() throws {
        func head(_ low: Double, _ high: Double, _ language: Language) throws -> String {
            try SamplePage.text("report", language) { source in
                source.tables["polling"] = Table(
                    columns: ["service_id"]
                        + ["low", "median", "high", "max"].map { "spacing_\($0)_seconds" },
                    rows: [[.null, .real(low), .real(43), .real(high), .real(high)]])
            }.replacing("\u{A0}", with: " ")
        }
        #expect(try head(10, 120, .english).contains("· data collected every 10 s to 2 min ·"))
        #expect(try head(10, 120, .german).contains("· Abfrage alle 10 s bis 2 min ·"))
        #expect(try head(36, 60, .english).contains("data collected every 43 s (36 s to 1 min)"))
    }

    @Test("A cut list says of how many")
    func cut() throws {
        let text = try SamplePage.text { source in
            source.tables["page-target-misses"]?.columns.append("all_rows")
            source.tables["page-target-misses"]?.rows[0].append(.integer(35))
        }
        #expect(
            try SamplePage.section("below-target", of: text).contains(
                "1 of 35 are shown; all intervals are in service-intervals.csv."))
    }

    @Test("A heat map of amounts says from where to where its colours go")
    func amounts() throws {
        let hours = try SamplePage.section("hours", of: SamplePage.text())
        let legend = try #require(hours.range(of: "<li>Average wait (ASA): 0:00<"))
        #expect(hours[legend.upperBound...].contains("swatch h4\"></i></span>0:12</li>"))
    }

    @Test("A channel below its target has the mark of a service that is")
    func channels() throws {
        let text = try SamplePage.text { source in
            let figures = source.tables["service-figures:period"]
            source.tables["channels"] = figures
            source.tables["channels"]?.rows = Array(figures?.rows.prefix(3) ?? [])
        }
        #expect(try SamplePage.section("channels", of: text).contains("class=\"sign\""))
    }
}
