import CivilTime
import Foundation
import LucsSimulator
import Reporting
import TestFolders
import Testing
import Warehouse

@testable import lucstats

/// Five weeks of a small centre in which every kind of emptiness occurs, made once.
struct ClaimedCentre {
    static let shared = Task { try ClaimedCentre() }

    let path: String
    let calendar: LocalCalendar
    /// How far the running day has come.
    let now: Timestamp
    let scenario: Scenario

    static let first = CivilDate(dayNumber: 20_731)  // Monday, 5 October 2026
    static let closedDay = CivilDate(dayNumber: 20_759)  // Monday, 2 November 2026
    static let last = CivilDate(dayNumber: 20_768)  // Wednesday, 11 November 2026

    private init() throws {
        path = try TestFolder.make().appending(path: "w.db").path
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
        calendar = warehouse.calendar
        scenario = Scenario.day(of: Self.first, seed: 5, services: 3, agents: 9)
        now = calendar.start(of: Self.last) + .seconds(14 * 3600)
        for number in Self.first.dayNumber...Self.last.dayNumber {
            let date = CivilDate(dayNumber: number)
            try collect(date, warehouse)
            if date == Self.first {
                _ = try warehouse.keep(
                    ServiceLevelRules(
                        services: [
                            "Policies": ServiceLevelRule(threshold: .seconds(30), target: 0.9)
                        ]), now: calendar.start(of: date))
                try warehouse.keep(closedDays: [Self.closedDay: "All Souls"], now: now)
            }
            if "\(date)" == "2026-11-05" {
                _ = try warehouse.keep(
                    ServiceLevelRules(
                        services: [
                            "Policies": ServiceLevelRule(threshold: .seconds(30), target: 0.9),
                            "Claims": ServiceLevelRule(target: 0.7),
                        ]), now: calendar.start(of: date))
            }
        }
    }

    private func collect(_ date: CivilDate, _ warehouse: Warehouse) throws {
        let start = calendar.start(of: date)
        var day = scenario
        day.start = start
        day.seed = UInt64(date.dayNumber)
        var factor = date.weekday > 5 ? 0 : 1.0
        if date.weekday > 5 { day.knobs.absenceShare = 1 }
        var end = calendar.end(of: date)
        var pause: Range<Timestamp>?
        switch "\(date)" {
        case "2026-10-27": factor = 0.01
        case "2026-10-28": return
        case "2026-10-29": pause = start + .seconds(10 * 3600)..<start + .seconds(14 * 3600)
        case "2026-10-30":
            // One agent, and nobody else.
            day.agents.replaceSubrange(1..., with: [])
            factor = 0.2
        case "2026-11-10": factor = 1.6
        case "2026-11-11": end = now + .seconds(1)
        default: break
        }
        for index in day.services.indices { day.services[index].tasksPerDay *= factor }
        // Few passes: what is compared are two ways to tell of the same data.
        var rules = PassRules()
        rules.maxGap = .seconds(2000)
        try SimulatedPasses(
            scenario: day, spacing: .seconds(900), rules: rules, pause: pause,
            idleSpacing: .seconds(1800)
        ).collect(during: start..<end, into: warehouse)
    }

    /// What a page may be restricted to.
    static let filters: [(name: String, selection: Selection)] = [
        ("everything", Selection()),
        ("a service", Selection(services: ["Policies"])),
        ("two services", Selection(services: ["Claims", "Billing"])),
        ("a unit", Selection(organizationUnits: ["Customer Service"])),
        ("a channel", Selection(channel: "Audio")),
        ("an agent", Selection(agents: [])),
        ("an agent of a service", Selection(services: ["Claims"], agents: [])),
    ]

    /// The name of an agent who serves Claims.
    var agent: String {
        let agent = scenario.agents.first { $0.skills.first == 0 } ?? scenario.agents[0]
        return "\(agent.firstName) \(agent.lastName)"
    }

    func selection(_ number: Int) -> Selection {
        var selection = Self.filters[number].selection
        if Self.filters[number].name.hasPrefix("an agent") { selection.agents = [agent] }
        return selection
    }

    /// Parts of days, days of each kind, weeks, months, spans, running ones.
    static let periods = [
        "2026-11-10T08:00/2026-11-10T12:00", "2026-11-10", "2026-11-03", "2026-11-05",
        "2026-10-27", "2026-10-28", "2026-10-29", "2026-10-30", "2026-11-01", "2026-11-02",
        "2026-11-11", "2026-10-04", "2026-W41", "2026-W44", "2026-W45", "2026-W46", "2026-10",
        "2026-11", "2026-11-03/2026-11-05", "2026-10-26/2026-11-07",
    ]

    /// Each period with a filter, and one day with all of them; with LUCSTATS_ALL_CLAIMS, each
    /// period with all of them.
    static let cases: [(period: String, filter: Int)] = periods.enumerated().flatMap { at, period in
        let isWhole =
            period == "2026-11-10"
            || ProcessInfo.processInfo.environment["LUCSTATS_ALL_CLAIMS"] != nil
        return filters.indices
            .filter { isWhole || $0 == at % filters.count }
            .map { (period, $0) }
    }

    /// Writes the report of a period in languages, and reads its pages, JSON and CSV.
    func reports(
        _ period: Period, _ selection: Selection, in languages: [Language] = Language.allCases
    ) throws -> [WrittenReport] {
        let warehouse = try Warehouse.reading(path: path)
        let bounds = try period.bounds(in: calendar)
        let libraries = try languages.map {
            try ReportLibrary(folder: nil, language: $0, deadline: .now + .seconds(600))
        }
        let read = ReportReader(
            path: path, selection: selection, library: libraries[0],
            spans: ReportReader.spans(of: period, bounds, in: calendar))
        try #require(try read.prepare(warehouse).isEmpty)
        let tables = RememberedTables(libraries[0].tables(of: warehouse))
        return try zip(languages, libraries).map { language, library in
            let folder = try TestFolder.make()
            defer { try? FileManager.default.removeItem(at: folder) }
            _ = try ReportWriter(
                period: period, bounds: bounds, definition: library.report,
                further: library.further, out: folder, scope: ReportScope(selection),
                elapsed: try warehouse.elapsed(of: bounds, now: now)
            ).write([.json, .services, .serviceIntervals, .page], from: tables)
            return try WrittenReport(folder.appending(path: period.description), language, bounds)
        }
    }
}

/// Answers each question once: the languages of a report have the same figures.
private final class RememberedTables: TableSource {
    private struct Question: Hashable {
        let query: String
        let parameters: [String: Cell]
    }

    private let source: any TableSource
    private var answers: [Question: Table] = [:]

    init(_ source: any TableSource) { self.source = source }

    func table(query: String, parameters: [String: Cell]) throws -> Table {
        let question = Question(query: query, parameters: parameters)
        if let answer = answers[question] { return answer }
        let answer = try source.table(query: query, parameters: parameters)
        answers[question] = answer
        return answer
    }

    func stream(
        query: String, parameters: [String: Cell], columns: ([String]) throws -> Void,
        row: (TableRow) throws -> Void
    ) throws {
        try source.stream(query: query, parameters: parameters, columns: columns, row: row)
    }
}
