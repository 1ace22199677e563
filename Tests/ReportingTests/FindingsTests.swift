import CivilTime
import Foundation
import Testing

@testable import Reporting

@Suite struct FindingsTests {
    private func said(
        _ language: Language = .english, period name: String = "2026-11-23",
        _ change: (inout SampleSource) -> Void = { _ in }
    ) throws -> [String] {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        var source = day.source()
        change(&source)
        let tables = try TableCache(source: source, period: period, bounds: day.bounds)
        return try Findings(tables: tables, language: language).sentences().map(\.text)
    }

    private func set(_ column: String, _ cell: Cell, in table: String, _ source: inout SampleSource)
    {
        guard let at = source.tables[table]?.columns.firstIndex(of: column) else { return }
        for row in source.tables[table]?.rows.indices ?? 0..<0 {
            source.tables[table]?.rows[row][at] = cell
        }
    }

    @Test("A spell is told with its numbers, in both languages")
    func spell() throws {
        let english =
            "\u{2068}Sales\u{2069} missed it from 09:30 to 11:00, at 50\u{A0}%: 41 waiting at 10:12, "
            + "longest wait 6\u{A0}min 20\u{A0}s; 9 of the 14 agents who took its tasks that day "
            + "were on duty."
        #expect(try said().contains(english))
        let german =
            "\u{2068}Sales\u{2069} verfehlte es von 09:30 bis 11:00, mit 50\u{A0}%: 41 wartend um "
            + "10:12, längste Wartezeit 6\u{A0}min 20\u{A0}s; 9 der 14 Agenten, die an dem Tag "
            + "seine Aufgaben annahmen, waren im Dienst."
        #expect(try said(.german).contains(german))
    }

    @Test("A spell that fell short by a few tasks only is not told")
    func immaterial() throws {
        let few = try said { set("missed", .real(4.9), in: "page-spells", &$0) }
        #expect(!few.contains { $0.contains("missed it") })
    }

    @Test("Changes of rules within the period are one line with their dates, in both languages")
    func ruleChanges() throws {
        #expect(!(try said().contains { $0.hasPrefix("Rules changed") }))
        func changed(_ source: inout SampleSource) {
            func row(_ date: String, _ name: String, _ rule: String) -> [Cell] {
                [.text(date), .text(name), .text(rule), .null, .null, .null]
            }
            source.tables["rule-changes"]?.rows = [
                row("2026-11-18", "Sales", "target"), row("2026-11-20", "Claims", "target"),
                row("2026-11-20", "Claims", "opening_hours"), row("2026-11-20", "Desk", "target"),
                row("2026-11-20", "Sales", "target"),
            ]
        }
        #expect(
            try said(period: "2026-W47", changed).contains(
                "Rules changed in this period: target from 18 November 2026 "
                    + "(\u{2068}Sales\u{2069}); target and opening hours from 20 November 2026 "
                    + "(3 services). Each day counts by the rule that held on it."))
        #expect(
            try said(.german, period: "2026-W47", changed).contains(
                "Regeln änderten sich in diesem Zeitraum: Ziel ab 18. November 2026 "
                    + "(\u{2068}Sales\u{2069}); Ziel und Öffnungszeiten ab 20. November 2026 "
                    + "(3 Services). Jeder Tag zählt nach der Regel, die an ihm galt."))
    }

    @Test("More or fewer tasks than before are told from a tenth on")
    func change() throws {
        let more = try said { set("offered", .integer(100), in: "page-change", &$0) }
        #expect(more[0].contains(" more than on Monday, 16 November 2026."), "\(more[0])")
        let week = try said(period: "2026-W47") {
            set("offered", .integer(900_000), in: "page-change", &$0)
        }
        #expect(week[0].contains(" fewer than in 9 to 15 November 2026."), "\(week[0])")
    }

    @Test("Nothing is compared where the earlier period was observed too little")
    func incomparable() throws {
        let told = try said { set("is_comparable", .integer(0), in: "page-change", &$0) }
        #expect(!told.joined().contains(" than "))
    }

    @Test("Occupancy and tasks not taken are told only where they matter")
    func load() throws {
        let calm = try said {
            set("occupancy", .real(0.8499), in: "agent-figures", &$0)
            set("rona_count", .integer(4), in: "agent-figures", &$0)
        }
        #expect(!calm.joined().contains("Occupancy") && !calm.joined().contains("not taken"))
        let busy = try said {
            set("occupancy", .real(0.91), in: "agent-figures", &$0)
            set("rona_count", .integer(900), in: "agent-figures", &$0)
        }
        #expect(
            busy.contains {
                $0 == "Occupancy was 91\u{A0}%: hardly anyone was free when a task came. "
                    + "900 times a task was offered to an agent and not taken."
            })
    }

    @Test(
        "A day and a week are compared with the same weekdays, a month with the one before",
        arguments: [
            ("2026-11-23", "2026-11-16"), ("2026-W47", "2026-W46"),
            ("2026-11", "2026-10"),
            ("2026-11-01/2026-11-15", "2026-10-18_2026-11-01"),
        ])
    func before(name: String, expected: String) throws {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        let source = day.source()
        let change = try #require(try Change(before: period, in: day.calendar, from: source))
        #expect(change.period.description == expected)
    }

    @Test("Steps are told in points for ratios and in percent for all else")
    func steps() {
        let words = ChangeWords(.english)
        #expect(words.step(from: 0.8, to: 0.778, .percent) == "▼\u{A0}2.2\u{A0}points")
        #expect(words.step(from: 200, to: 231, .count) == "▲\u{A0}16\u{A0}%")
        #expect(words.step(from: 0.8, to: 0.80004, .percent) == "unchanged")
        #expect(
            ChangeWords(.german).step(from: 0.5, to: 0.525, .percent) == "▲\u{A0}2,5\u{A0}Punkte")
    }
}
