import CivilTime
import Foundation
import Testing

@testable import Reporting

/// The pages of the sample day, as text.
enum SamplePage {
    /// - Parameters:
    ///   - name: `report`, `agents` or `quality`.
    ///   - agents: how many the day has.
    ///   - change: of the tables that the queries would give.
    static func text(
        _ name: String = "report", _ language: Language = .english, agents: Int = 4,
        scope: ReportScope = ReportScope(), _ change: (inout SampleSource) -> Void = { _ in }
    ) throws -> String {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.agents = agents
        var source = day.source()
        change(&source)
        let tables = try TableCache(
            source: source, period: period, bounds: day.bounds, scope: scope)
        let pages =
            try scope.agents.isEmpty
            ? [ReportDefinition.standard(in: language)]
                + ReportDefinition.companions(in: language)
            : [ReportDefinition.scorecard(in: language)]
        let definition = try #require(pages.first { $0.name == name })
        return try String(
            decoding: ReportPage(definition: definition, tables: tables).render(), as: UTF8.self)
    }

    /// What stands between the tags of a section.
    static func section(_ id: String, of page: String) throws -> Substring {
        let start = try #require(page.range(of: "<section id=\"\(id)\"")).upperBound
        let end = try #require(page.range(of: "</section>", range: start..<page.endIndex))
        return page[start..<end.lowerBound]
    }
}
