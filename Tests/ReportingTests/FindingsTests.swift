import CivilTime
import Foundation
import Testing

@testable import Reporting

@Suite struct FindingsTests {
    private func said(
        _ language: Language = .english, period name: String = "2026-11-23",
        scope: ReportScope = ReportScope(), _ change: (inout SampleSource) -> Void = { _ in }
    ) throws -> [String] {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        var source = day.source()
        change(&source)
        let tables = try TableCache(
            source: source, period: period, bounds: day.bounds, scope: scope)
        return try Findings(tables: tables, language: language).sentences().map(\.text)
    }

    private func set(_ column: String, _ cell: Cell, in table: String, _ source: inout SampleSource)
    {
        guard let at = source.tables[table]?.columns.firstIndex(of: column) else { return }
        for row in source.tables[table]?.rows.indices ?? 0..<0 {
            source.tables[table]?.rows[row][at] = cell
        }
    }

    @Test("A time below target has its figures and its cause, in both languages")
    func miss() throws {
        let english =
            "\u{2068}Sales\u{2069}, 09:30–11:00: only 50% within 20\u{A0}s, up to 41 waiting (10:12). "
            + "Of 14 agents, 9 were on duty and 6 taking calls; "
            + "2 of the other 3 not ready (\u{2068}Training\u{2069})."
        #expect(try said().contains(english))
        let german =
            "\u{2068}Sales\u{2069}, 09:30–11:00: nur 50\u{A0}% innerhalb von 20\u{A0}s, bis zu 41 "
            + "Wartende (10:12). Von 14 Agents waren 9 im Dienst und 6 nahmen Anrufe an; 2 der "
            + "übrigen 3 nicht bereit (\u{2068}Training\u{2069})."
        #expect(try said(.german).contains(german))
    }

    @Test("Where LUCS lists no members, those who answered are named as that")
    func answered() throws {
        func cause(_ language: Language) throws -> String? {
            try said(language) { set("are_members", .integer(0), in: "page-causes", &$0) }
                .first { $0.contains("09:30–11:00") }
        }
        #expect(
            try cause(.english)?.contains(
                "Of 14 agents who answered its calls that day, 9 were on duty and 6 taking calls;")
                == true)
        #expect(
            try cause(.german)?.contains(
                "Von 14 Agents, die an diesem Tag dort Anrufe annahmen, waren 9 im Dienst, und 6 "
                    + "nahmen Anrufe an;") == true)
    }

    @Test("An abandon rate that the data leave open has two ends")
    func openRate() throws {
        let told = try said { source in
            set("abandon_rate", .real(0.047), in: "service-figures:period", &source)
            set("abandon_rate_low", .real(0.015), in: "service-figures:period", &source)
            set("abandon_rate_high", .real(0.0474), in: "service-figures:period", &source)
        }
        #expect(told.contains { $0.contains("(abandon rate 1.5–4.7% excluding ") }, "\(told)")
        let sharp = try said { source in
            set("abandon_rate", .real(0.047), in: "service-figures:period", &source)
            set("abandon_rate_low", .real(0.04), in: "service-figures:period", &source)
            set("abandon_rate_high", .real(0.0474), in: "service-figures:period", &source)
        }
        #expect(sharp.contains { $0.contains("(abandon rate 4.7% excluding ") }, "\(sharp)")
        let none = try said { source in
            set("short_abandoned", .integer(0), in: "service-figures:period", &source)
        }
        #expect(none.contains { $0.contains("abandoned (abandon rate ") })
        #expect(!none.contains { $0.contains(" without ") })
    }

    @Test("A time that fell short by a few calls only is not in a sentence")
    func immaterial() throws {
        let few = try said { set("missed", .real(4.9), in: "page-target-misses", &$0) }
        #expect(!few.contains { $0.contains("09:30–11:00") })
    }

    @Test(
        "The headline is no firmer than its figure",
        arguments: [
            (0.788, 0.788, 0.788, "Service level 78.8% – 1.2 points below the 80% target"),
            (0.841, 0.841, 0.841, "Service level 84.1% – target of 80% met"),
            (0.7996, 0.7996, 0.7996, "Service level 79.96% – 0.04 points below the 80% target"),
            (0.8, 0.8, 0.8, "Service level 80.0% – target of 80% met"),
            (0.788, 0.781, 0.81, "Service level about 79% – too close to the 80% target to call"),
        ])
    func headline(level: Double, low: Double, high: Double, text: String) throws {
        let told = try said { source in
            set("service_level", .real(level), in: "service-figures:period", &source)
            set("target", .real(0.8), in: "service-figures:period", &source)
            set("service_level_low", .real(low), in: "service-figures:period", &source)
            set("service_level_high", .real(high), in: "service-figures:period", &source)
        }
        #expect(told[0] == text)
    }

    @Test(
        "A running period names the time that it has come to, or its last whole day",
        arguments: [
            ("2026-11-23", 948, "So far, until 15:48: ", "Stand 15:48: "),
            (
                "2026-11", 24 * 1440 + 948, "So far, until 25 November, 15:48: ",
                "Stand 25. November, 15:48: "
            ),
            ("2026-11", 24 * 1440, "To 24 November: ", "Bis 24. November: "),
            ("2026-11", 30 * 1440, "", ""),
        ])
    func running(name: String, minutes: Int, english: String, german: String) throws {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        let source = day.source()
        let tables = try TableCache(
            source: source, period: period, bounds: day.bounds,
            elapsed: day.bounds.lowerBound + .seconds(minutes * 60))
        #expect(tables.elapsedWords(.english) == english)
        #expect(tables.elapsedWords(.german) == german)
        let headline = try Findings(tables: tables, language: .english).sentences()[0].text
        #expect(headline.hasPrefix(english.isEmpty ? "Service level" : english + "service level"))
    }

    @Test("A few calls have no verdict")
    func fewCalls() throws {
        let told = try said {
            set("offered", .integer(9), in: "service-figures:period", &$0)
            set("service_level", .real(0.5), in: "service-figures:period", &$0)
        }
        #expect(told[0] == "Service level 50.0% – too few calls for a verdict")
        #expect(!told.joined().contains("missed"))
    }

    @Test("Changes of rules within the period are one line with their dates, in both languages")
    func ruleChanges() throws {
        #expect(!(try said().contains { $0.hasPrefix("Rules changed") }))
        func changed(_ source: inout SampleSource) {
            func row(_ date: String, _ name: String, _ rule: String) -> [Cell] {
                [.text(date), .text(name), .text(rule), .null, .null, .null, .null, .null]
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
                    + "(3 services). Each day counts by the rule of that day."))
        #expect(
            try said(.german, period: "2026-W47", changed).contains(
                "Regeln änderten sich in diesem Zeitraum: Ziel ab 18. November 2026 "
                    + "(\u{2068}Sales\u{2069}); Ziel und Öffnungszeiten ab 20. November 2026 "
                    + "(3 Services). Jeder Tag zählt nach der Regel dieses Tages."))
    }

    @Test("More or fewer calls than before are in the second sentence from a tenth on")
    func change() throws {
        let more = try said { set("offered", .integer(100), in: "earlier", &$0) }
        #expect(
            more[1].contains(" Calls up ")
                && more[1].hasSuffix(" on Monday, 16 November 2026 (100)."))
        let week = try said(period: "2026-W47") {
            set("offered", .integer(900_000), in: "earlier", &$0)
        }
        #expect(week[1].hasSuffix(" on 9 to 15 November 2026 (900,000)."), "\(week[1])")
        #expect(week[1].contains(" Calls down "))
    }

    @Test("Nothing is compared where the earlier period was observed too little")
    func incomparable() throws {
        func volume(_ change: (inout SampleSource) -> Void) throws -> String {
            try said {
                set("offered", .integer(100), in: "earlier", &$0)
                change(&$0)
            }.joined()
        }
        #expect(try volume { _ in }.contains("Calls up"))
        #expect(
            try !volume { set("open_seconds", .integer(0), in: "earlier", &$0) }
                .contains("Calls up"))
        #expect(
            try !volume { set("observed_fraction", .real(0.89), in: "coverage", &$0) }
                .contains("Calls up"))
    }

    @Test(
        "Occupancy and missed calls are causes only where they matter, and only of the agents shown"
    )
    func load() throws {
        func busy(_ source: inout SampleSource) {
            set("occupancy", .real(0.91), in: "agent-figures", &source)
            set("rona_count", .integer(900), in: "agent-figures", &source)
            source.tables["page-target-misses"]?.rows = []
        }
        let calm = try said {
            set("occupancy", .real(0.8499), in: "agent-figures", &$0)
            set("rona_count", .integer(4), in: "agent-figures", &$0)
            $0.tables["page-target-misses"]?.rows = []
        }
        #expect(!calm.joined().contains("Occupancy") && !calm.joined().contains("RONA"))
        let told = try said(.english, busy)
        #expect(
            told.contains("Occupancy was high: agents taking calls were busy for 91% of the time."))
        #expect(
            told.contains(
                "At least 900 calls were offered to an agent and missed or declined (RONA)."))
        let restricted = try said(scope: ReportScope(services: ["Sales"]), busy)
        #expect(!restricted.joined().contains("Occupancy"))
        #expect(!restricted.joined().contains("RONA"))
    }

    @Test("More calls than on all comparable days are a cause")
    func arrivals() throws {
        let told = try said {
            set("offered", .integer(400), in: "page-trend", &$0)
            set("offered", .integer(500), in: "service-figures:period", &$0)
        }
        #expect(told.contains("25% more calls than the average of the last 8 Mondays."))
    }

    @Test("At most three causes")
    func causes() throws {
        let period = try Period("2026-W47", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        let source = day.source()
        let tables = try TableCache(source: source, period: period, bounds: day.bounds)
        let sentences = try Findings(tables: tables, language: .english).sentences()
        #expect(sentences.count { $0.kind == .cause } <= 3)
        #expect(sentences.map(\.kind).prefix(2) == [.headline, .volume])
    }

    @Test("Missing data is stated with its length; what lies before the first poll is not missing")
    func coverage() throws {
        func observed(_ fraction: Double, first hours: Int64, _ source: inout SampleSource) {
            set("observed_fraction", .real(fraction), in: "coverage", &source)
            set("observed_seconds", .real(fraction * 86_400), in: "coverage", &source)
            // Of a day whose first poll came late, all that followed was observed.
            set(
                "collected_fraction", .real(hours > 0 ? 1 : fraction), in: "coverage", &source)
            set(
                "unobserved_seconds", .real(hours > 0 ? 0 : (1 - fraction) * 86_400),
                in: "coverage", &source)
            let start = source.tables["period"]?.rows[0][2].number ?? 0
            source.tables["page-collected"]?.rows = [
                [.real(start + Double(hours) * 3_600_000), .text("2026-11-23T06:00:00+01:00")]
            ]
        }
        let gap = try said { observed(0.75, first: -24, &$0) }
        #expect(gap.contains { $0.hasPrefix("No data for 6\u{A0}h of this day") })
        let late = try said { observed(0.75, first: 6, &$0) }
        #expect(!late.contains { $0.hasPrefix("No data") })
        #expect(late.contains("Data collection began at 06:00."))
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
        let tables = try TableCache(source: source, period: period, bounds: day.bounds)
        let change = try #require(
            try Change(
                before: period, interval: .seconds(900), in: day.calendar, from: tables))
        #expect(change.period.description == expected)
    }

    @Test("Steps are in percentage points for ratios and in percent for all else")
    func steps() {
        let words = ChangeWords(.english)
        #expect(words.step(from: 0.8, to: 0.778, .percent) == "▼\u{A0}2.2\u{A0}points")
        #expect(words.step(from: 200, to: 231, .count) == "▲\u{A0}16%")
        #expect(words.step(from: 0.8, to: 0.8, .percent) == "unchanged")
        #expect(words.step(from: 0.8, to: 0.80004, .percent) == "▲\u{A0}under 0.1\u{A0}points")
        #expect(
            ChangeWords(.german).step(from: 0.5, to: 0.525, .percent)
                == "▲\u{A0}2,5\u{A0}Prozentpunkte")
    }

    @Test(
        "Shares within twice the standard error of their difference are no clear change",
        arguments: [
            // Of 500 calls each, with 80 and some per cent in time, that is 5 points.
            ("service_level", 0.80, 0.84, true), ("service_level", 0.80, 0.86, false),
            ("abandon_rate", 0.05, 0.07, true), ("abandon_rate", 0.05, 0.09, false),
            // What is no share of these calls is judged by its bounds alone.
            ("occupancy", 0.80, 0.81, false),
        ])
    func chance(column: String, then: Double, now: Double, isOpen: Bool) throws {
        func row(_ value: Double) throws -> Record? {
            try Records(
                Table(
                    columns: [column, "answered", "abandoned", "short_abandoned"],
                    rows: [[.real(value), .integer(480), .integer(25), .integer(5)]]),
                query: "any"
            ).all.first
        }
        #expect(Change.isOpen(column, now: try row(now), then: try row(then)) == isOpen)
    }

    @Test("Answered calls of an agent differ from three times the square root of their sum on")
    func answeredByChance() throws {
        func row(_ answered: Int64) throws -> Record? {
            try Records(
                Table(
                    columns: ["agent_id", "answered"], rows: [[.text("a"), .integer(answered)]]),
                query: "any"
            ).all.first
        }
        // Three times the root of 100 + 150 is 47.4.
        #expect(Change.isOpen("answered", now: try row(147), then: try row(100)))
        #expect(!Change.isOpen("answered", now: try row(152), then: try row(100)))
    }

    @Test("What compares only roughly is told in whole numbers")
    func roughSteps() {
        let words = ChangeWords(.english, isRough: true)
        #expect(words.step(from: 0.8, to: 0.778, .percent) == "▼\u{A0}about 2\u{A0}points")
        #expect(words.step(from: 0.8, to: 0.809, .percent) == "▲\u{A0}about 1\u{A0}point")
        #expect(words.step(from: 0.8, to: 0.804, .percent) == "▲\u{A0}under 1\u{A0}point")
        #expect(words.step(from: 200, to: 231, .count) == "▲\u{A0}about 16%")
        #expect(words.step(from: 1000, to: 1004, .count) == "▲\u{A0}under 1%")
        #expect(words.short(from: 0.8, to: 0.778, .percent) == "▼\u{A0}2")
        #expect(
            ChangeWords(.german, isRough: true).step(from: 0.5, to: 0.588, .percent)
                == "▲\u{A0}rund 9\u{A0}Prozentpunkte")
    }
}
