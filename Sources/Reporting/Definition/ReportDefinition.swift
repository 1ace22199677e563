internal import CivilTime
internal import Files
public import Foundation
internal import JSONText
internal import Reports

/// What a page shows: its sections in their order, each with a query and a way to draw it.
public struct ReportDefinition: Hashable, Sendable {
    /// The page's file name without its ending: `report` for the one that managers open.
    public let name: String
    /// The report's title.
    public let title: String
    /// The language that its texts are in, and its numbers and dates.
    public let language: Language
    /// Whether it came with the program, so that its texts may be put in other words.
    private(set) var isOfProgram = false
    var sections: [Section]

    /// The name of the report that comes with the program.
    public static let standardName = "report"

    /// The name of the agents' page.
    static let agentsName = "agents"

    /// The page that managers open.
    public static func standard(in language: Language = .english) throws -> ReportDefinition {
        try own(Reports.standard, "standard.json", as: standardName, language)
    }

    /// The pages that come with the program beside it: agents and data quality.
    public static func companions(in language: Language = .english) throws -> [ReportDefinition] {
        [
            try own(Reports.agents, "agents.json", as: agentsName, language),
            try own(Reports.quality, "quality.json", as: "quality", language),
        ]
    }

    /// What stands in for the page that managers open where a report is restricted to agents.
    static func scorecard(in language: Language) throws -> ReportDefinition {
        try own(Reports.scorecard, "scorecard.json", as: standardName, language)
    }

    private static func own(
        _ bytes: [UInt8], _ file: String, as name: String, _ language: Language
    ) throws -> ReportDefinition {
        var definition = try ReportDefinition(
            json: Data(bytes), file: "reports/\(file)", name: name, in: language)
        definition.isOfProgram = true
        return definition
    }

    /// What the program's figures mean.
    static func terms(in language: Language) throws -> [Section.Item] {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let value = try decoder.decode(JSONValue.self, from: Data(Reports.terms))
        return try DefinitionReader(
            file: "reports/terms.json", path: "", language: language, value: value
        ).members(allowed: ["items"]).items("items")
    }

    /// Bytes of a definition.
    private static let longest = 1_000_000

    /// Reads a definition of the user's. Throws ``ReportError`` (badDefinition).
    public init(
        contentsOf url: URL, name: String = standardName, in language: Language = .english
    ) throws {
        guard let bytes = RegularFile.read(url.path, atMost: Self.longest) else {
            throw ReportError.badDefinition(
                file: url.path, member: "",
                "cannot be read as a file of at most \(Self.longest) bytes")
        }
        try self.init(json: Data(bytes), file: url.path, name: name, in: language)
    }

    /// Reads JSON, in which comments are allowed. Errors name `file`, the member, and what is
    /// allowed there. Throws ``ReportError`` (badDefinition).
    public init(
        json: Data, file: String, name: String = standardName, in language: Language = .english
    ) throws {
        self.name = name
        self.language = language
        if let fault = JSONFault(in: json) {
            throw ReportError.badDefinition(file: file, member: "", "is not JSON: \(fault)")
        }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        guard let value = try? decoder.decode(JSONValue.self, from: json) else {
            throw ReportError.badDefinition(
                file: file, member: "", "is not JSON (comments are allowed)")
        }
        let reader = DefinitionReader(file: file, path: "", language: language, value: value)
        let members = try reader.members(allowed: ["title", "sections"])
        title = try members.string("title")
        sections = try members.list("sections").map { try Section($0, isPart: false) }
        var seen: Set<String> = []
        for section in sections where !seen.insert(section.id).inserted {
            throw ReportError.badDefinition(
                file: file, member: "sections", "has two sections with the id \(section.id)")
        }
    }

    /// Refuses a query that is not there, naming those that are. Throws ``ReportError``.
    public func check(queries: some Collection<String>) throws {
        for section in sections { try section.check(queries: Set(queries)) }
    }
}

extension ReportDefinition {
    /// The same definition with the titles of the period, and the names that the report is
    /// restricted to in place of `{scope}`.
    ///
    /// - Parameter isOfOneAgent: whether the report is restricted to a single agent.
    func suited(
        to period: Period, _ scope: ReportScope, isOfOneAgent: Bool = false
    ) -> ReportDefinition {
        var suited = self
        let services = scope.services(language)
        suited.sections = sections.map { section in
            var section = isOfOneAgent ? section.ofOneAgent : section
            section.title = section.title(for: period)
            section.intro = section.intro?.replacing("{scope}", with: services)
            return section
        }
        return suited
    }
}

extension Section {
    fileprivate func check(queries: Set<String>) throws(ReportError) {
        func known(_ query: String, _ place: Place, _ member: String) throws(ReportError) {
            guard query.isEmpty || queries.contains(query) else {
                throw place.error(
                    member,
                    "is \"\(query)\"; allowed are \(queries.sorted().joined(separator: ", "))")
            }
        }
        try known(query, place, "query")
        for (index, column) in columns.enumerated() {
            try known(column.query ?? "", place, "columns[\(index)].query")
            try known(column.change ?? "", place, "columns[\(index)].change")
            try known(column.team ?? "", place, "columns[\(index)].team")
        }
        for part in parts { try part.check(queries: queries) }
    }
}

/// Where in a definition something stands, for errors.
struct Place: Hashable, Sendable {
    let file: String
    let path: String

    func error(_ member: String, _ problem: String) -> ReportError {
        let parts = [path, member].filter { !$0.isEmpty }
        return .badDefinition(file: file, member: parts.joined(separator: "."), problem)
    }
}

struct Section: Hashable, Sendable {
    let place: Place
    let id: String
    var title: String
    var intro: String?
    let query: String
    let parameters: [String: Cell]
    var columns: [Column]
    var draw: Draw
    var empty: String?
    let onlyDays: Int?
    let fromDays: Int?
    /// The title for periods of several days, where it differs.
    let longTitle: String?
    /// The title where its values are of whole days, where it differs.
    let dailyTitle: String?
    /// The titles for one week, month, quarter or year, where they differ.
    let unitTitles: [Period.Unit: String]
    /// The title and the intro of a report on one agent, where they differ.
    let oneAgentTitle: String?
    let oneAgentIntro: String?
    /// Whether the section is closed until a reader opens it.
    let isFolded: Bool
    /// What it is about, where a scope may leave that out.
    let about: Subject?
    /// Whether it is left out where there is only one row.
    let isForSeveral: Bool
    /// Whether it is left out unless all tasks are calls.
    let isForCalls: Bool
    /// Whether it is left out where its query has no row.
    let isOptional: Bool
    /// Whether it is left out of a restricted report: its query knows no restriction.
    let isOfWhole: Bool
    var items: [Item]
    /// What `each` draws for every subject.
    var parts: [Section]

    struct Item: Hashable, Sendable {
        let id: String?
        let term: String
        let text: String
    }

    enum Subject: String, CaseIterable, Hashable, Sendable { case services, agents }

    func isShown(for days: Int, in scope: ReportScope) -> Bool {
        days <= onlyDays ?? .max && days >= fromDays ?? 0 && (about.map(scope.tells) ?? true)
    }

    /// The same without what is said of several agents.
    fileprivate var ofOneAgent: Section {
        var section = self
        section.title = oneAgentTitle ?? title
        section.intro = oneAgentIntro ?? intro
        section.columns = columns.filter { !$0.isOfSeveralAgents }.map { column in
            var column = column
            column.title = column.oneAgentTitle ?? column.title
            return column
        }
        return section
    }

    fileprivate func title(for period: Period) -> String {
        guard period.days > 1 else { return title }
        if !period.isShownByInterval, let dailyTitle { return dailyTitle }
        return (period.isSingle ? unitTitles[period.unit] : nil) ?? longTitle ?? title
    }
}

struct Column: Hashable, Sendable {
    let name: String
    var title: String
    let format: Format
    var note: String?
    let target: String?
    let query: String?
    var panel: String?
    let mark: Mark
    /// The item that explains it.
    let define: String?
    /// Whether it is left out where the query does not give it.
    let isOptional: Bool
    /// The query that gives the figure of an earlier period: the cell shows the change.
    let change: String?
    /// Whether it is left out where the report has several channels: a mean that must not mix them.
    let isOfOneChannel: Bool
    /// In cards: the query that gives the figure of the row's team.
    let team: String?
    /// The title in a report on one agent, where it differs.
    let oneAgentTitle: String?
    /// Whether it is left out of a report on one agent, such as a number of agents.
    let isOfSeveralAgents: Bool
}

extension Column {
    /// Without the places at which a narrow head may be hyphenated.
    var plainTitle: String { title.filter { $0 != "\u{AD}" } }
}

enum Mark: String, CaseIterable, Hashable, Sendable { case line, bar, area, stack }

struct Draw: Hashable, Sendable {
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case summary, trust, tiles, table, lines, heat, histogram, timeline, each, trend, cards,
            definitions
    }

    let kind: Kind
    let limit: Int?
    /// How many rows beyond the limit are folded.
    let more: Int?
    let order: String?
    var stack: [Column]
    /// The columns of a heat map's rows and columns.
    let down: String?
    let across: String?
    let acrossFormat: Format?
    let downFormat: Format?
    /// How many columns a reader may switch a heat map between.
    let choices: Int
    /// Whether tiles show the comparable periods before, and the usual range.
    let hasTrend: Bool
}
