import CivilTime
import Foundation
import Testing

@testable import Reporting

/// The words of the pages: the industry's, and none that a reader would stumble over.
@Suite struct WordsTests {
    /// Words and phrases that no page may contain, in either language.
    private static let english = [
        "hurt", "look", "told", "tell", "spell", "unsure", "hardest", "selectable",
        "speed of answer",
        "mean wait", "mean handle", "waited up to", "longest queue", "short of target by",
        "came and went", "entered the queue", "services were below", "who took its",
        "task was offered", "so many more", "of the period was observed", "abandoned tasks",
        "missed a task", "all together", "figures behind", "how it went",
        "how long callers", "who was there", "each service", "reasons of being", "the day of each",
        "how sure", "not taken", "usually", "nineteen of twenty", "recorded", "rollup", "fact",
    ]
    private static let german = [
        "schmerz", "blick", "aufgelegt", "angekommen", "auflege", "dienste", "nutzung",
        "agenten", "periode", "innert", "mittlere", "verfügbar", "aufgabe", "ungesehen",
        "hingeschaut",
        "massstab", "maßstab", "ausser", "außer", "wer da war", "wie sicher", "unsicher", "ß",
        "entscheid ", "unterbruch", "gross", "gezeigt sind", "zahlen zu",
    ]

    /// Words of the code, which mean something else to a reader.
    private static let ofCode = ["pass", "passes", "listing", "listings", "bin", "run", "runs"]

    private func pages(_ language: Language, _ name: String) throws -> [(String, String)] {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.agents = 4
        let source = day.source()
        let tables = try TableCache(source: source, period: period, bounds: day.bounds)
        let all =
            try [ReportDefinition.standard(in: language)]
            + ReportDefinition.companions(in: language)
            + [ReportDefinition.scorecard(in: language)]
        return try all.map { definition in
            let page = try ReportPage(definition: definition, tables: tables).render()
            return (definition.title, try visible(String(decoding: page, as: UTF8.self)))
        }
    }

    /// The texts of a page with those of its tooltips and alternatives, in small letters.
    private func visible(_ page: String) throws -> String {
        let start = try #require(page.range(of: "<body>")).upperBound
        let end = try #require(page.range(of: "<script>")).lowerBound
        let body = page[start..<end].replacing("\u{AD}", with: "")
        let texts = body.replacing(/<[^>]*>/, with: " ")
        let attributes = body.matches(of: /(?:aria-label|title|data-tip|data-label)="([^"]*)"/)
            .map { String($0.output.1) }
        return (texts + " " + attributes.joined(separator: " ")).lowercased()
    }

    @Test(
        "No page contains a word that it should not",
        arguments: Language.allCases, ["2026-11-23", "2026-W47", "2026-11"])
    func forbidden(language: Language, period: String) throws {
        let words = language == .german ? Self.german : Self.english
        for (title, text) in try pages(language, period) {
            for word in words {
                let isThere = text.firstRange(of: word)
                #expect(isThere == nil, "\(title): \(word)")
            }
            let all = Set(text.split { !$0.isLetter }.map(String.init))
            #expect(all.isDisjoint(with: Self.ofCode), "\(title)")
        }
    }

    private func page(
        _ definition: ReportDefinition, _ name: String, scope: ReportScope = ReportScope(),
        _ change: (inout SampleSource) -> Void = { _ in }
    ) throws -> String {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.agents = 4
        var source = day.source()
        change(&source)
        let tables = try TableCache(
            source: source, period: period, bounds: day.bounds, scope: scope)
        return try String(
            decoding: ReportPage(definition: definition, tables: tables).render(), as: UTF8.self)
    }

    @Test(
        "The course is that of the kind of period",
        arguments: [
            ("2026-11-23", "Course of the day", "Tagesverlauf"),
            ("2026-W47", "Course of the week", "Wochenverlauf"),
            ("2026-11", "Course of the month", "Monatsverlauf"),
            ("2026-11-16/2026-11-20", "Course of the period", "Verlauf des Zeitraums"),
        ])
    func course(period: String, english: String, german: String) throws {
        for (language, title) in [(Language.english, english), (.german, german)] {
            let text = try page(.standard(in: language), period)
            #expect(text.contains("<h2 id=\"course-title\">\(title)</h2>"))
        }
    }

    @Test("A map of the hours of a week names the services that it is about")
    func scope() throws {
        #expect(try page(.standard(), "2026-W47").contains(">All services.</p>"))
        let one = try page(.standard(), "2026-W47", scope: ReportScope(services: ["Sales"]))
        #expect(one.contains(">\u{2068}Sales\u{2069}.</p>") && !one.contains("All services."))
    }

    @Test("That nobody was on duty is said once, of those who were chosen")
    func absence() throws {
        func nobody(_ source: inout SampleSource) {
            for name in ["agent-figures", "agent-timeline", "page-presence", "not-ready-reasons"] {
                source.tables[name]?.rows = []
            }
        }
        let agents = try #require(ReportDefinition.companions().first { $0.name == "agents" })
        let all = try page(agents, "2026-11-23", nobody)
        #expect(all.components(separatedBy: "No agent was on duty.").count == 2)
        #expect(all.components(separatedBy: "<section").count == 2)
        let one = try page(
            .scorecard(in: .english), "2026-11-23", scope: ReportScope(agents: ["Reto Graf"]),
            nobody)
        #expect(one.contains("\u{2068}Reto Graf\u{2069} was not on duty."))
        #expect(!one.contains("No agent was on duty."))
    }

    @Test("Where offered is explained, so is flowed out", arguments: Language.allCases)
    func flowedOut(language: Language) throws {
        #expect(try page(.standard(in: language), "2026-11-23").contains("id=\"d-flowed-out\""))
    }

    @Test("The words that stand in their place are there", arguments: Language.allCases)
    func expected(language: Language) throws {
        let words =
            language == .german
            ? [
                "prozentpunkte unter dem ziel", "angenommen", "abgebrochen", "abbruchrate",
                "ø wartezeit (asa)", "tagesverlauf", "zeiten unter dem ziel", "details je service",
                "zum ziel fehlende anrufe", "max. wartende", "als tabelle", "auslastung",
                "produktivquote", "gründe für nicht-bereit-zeiten", "zeitstrahl der agents",
                "datenqualität", "total", "eingereiht um", "ergebnis",
            ]
            : [
                "points below the", "calls short of target", "course of the day",
                "times below target", "details by service", "waiting times", "not-ready reasons",
                "average wait (asa)", "90% answered within", "most waiting", "agent timelines",
                "data quality", "show as table", "longest waits before abandoning", "queued at",
                "outcome", "total", "average talk time",
            ]
        let text = try pages(language, "2026-11-23").map(\.1).joined(separator: " ")
        for word in words { #expect(text.contains(word), "\(word)") }
    }
}
