public import CivilTime
internal import Files
public import Foundation
internal import Reports

/// A form in which a report is written.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
    case html, csv, json
    /// A message for `sendmail -t`; only where it is asked for.
    case mail
}

/// One file of a period's report.
public enum ReportFile: Int, CaseIterable, Sendable {
    case json, services, serviceIntervals, agents, agentIntervals, page, mail

    /// What is written if nothing is said.
    public static let standard: [ReportFile] = allCases.filter { $0 != .mail }

    var format: ReportFormat {
        switch self {
        case .json: .json
        case .page: .html
        case .mail: .mail
        case .services, .serviceIntervals, .agents, .agentIntervals: .csv
        }
    }

    /// The files of these formats, in groups that several readers may write at the same time.
    /// The first group shares its answers, the others take longest.
    ///
    /// - Parameter isRestricted: whether the source is restricted to some services. What they add
    ///   up to may have to be added up by each reader, and so only one reads services.
    public static func groups(
        of formats: Set<ReportFormat>, isRestricted: Bool = false
    ) -> [[ReportFile]] {
        let services: [[ReportFile]] =
            isRestricted
            ? [[.json, .services, .serviceIntervals, .agents, .page, .mail]]
            : [[.json, .services, .agents, .page, .mail], [.serviceIntervals]]
        return (services + [[.agentIntervals]])
            .map { $0.filter { formats.contains($0.format) } }.filter { !$0.isEmpty }
    }

    /// Whether the file tells anything about services.
    public var tellsServices: Bool { self != .agentIntervals }
}

/// Writes a period's report files: queries in, files out.
///
/// The same answers give byte-identical files. Each file appears whole or not at all.
public struct ReportWriter: Sendable {
    private let period: Period
    private let bounds: Range<Timestamp>
    private let elapsed: Timestamp?
    private let definitions: [ReportDefinition]
    private let out: URL
    private let csv: CSVStyle
    private let scope: ReportScope
    private let centre: String?
    private let addresses: MailAddresses

    /// `bounds` are the instants at which the period begins and ends in the warehouse's time zone;
    /// the files go to `OUT/<period>/`, the schema and the index to `OUT`.
    ///
    /// - Parameters:
    ///   - definition: the page that managers open; `further` ones make pages of their own names.
    ///   - csv: how CSV files are written.
    ///   - scope: what the source is restricted to. A report on agents alone is a scorecard.
    ///   - centre: the name of the contact centre, for the pages to show.
    ///   - elapsed: how far a running period has come; `nil` for one that is over.
    ///   - addresses: of a message.
    public init(
        period: Period, bounds: Range<Timestamp>, definition: ReportDefinition,
        further: [ReportDefinition] = [], out: URL, csv: CSVStyle = .plain,
        scope: ReportScope = ReportScope(), centre: String? = nil, elapsed: Timestamp? = nil,
        addresses: MailAddresses = MailAddresses()
    ) {
        self.period = period
        self.bounds = bounds
        self.elapsed = elapsed
        definitions = [definition] + further
        self.out = out
        self.csv = csv
        self.scope = scope
        self.centre = centre
        self.addresses = addresses
    }

    /// Writes these files, the schema beside JSON and the index beside the page, and returns what
    /// was written in the order of ``ReportFile``.
    ///
    /// Throws ``ReportError``, and what `source` throws.
    public func write(
        _ files: [ReportFile] = ReportFile.standard, from source: some TableSource
    ) throws -> [URL] {
        let tables = try self.tables(source)
        let folder = out.appendingPathComponent(period.description, isDirectory: true)
        try OutputFile.makeFolder(folder)
        for place in [out, folder] { Leftovers.remove(in: place.path) }
        var written: [URL] = []
        for file in files {
            switch file {
            case .json:
                try whole(bytes(of: file, tables), folder, "report.json", &written)
                try whole(Reports.schema, out, "report.schema.json", &written)
            case .page:
                for definition in try pages() {
                    try whole(
                        page(definition, tables), folder, "\(definition.name).html", &written)
                }
                let language = definitions[0].language
                try whole(
                    IndexPage(out: out, language: language).render(), out, "index.html", &written)
            case .mail:
                try whole(bytes(of: file, tables), folder, "report.eml", &written)
            case .services, .serviceIntervals, .agents, .agentIntervals:
                guard let table = file.table else { continue }
                let url = folder.appendingPathComponent(table.name)
                try table.file(csv).write(from: tables, isStreamed: table.isStreamed, to: url)
                written.append(url)
            }
        }
        return written
    }

    /// The bytes of one file, written nowhere. Throws like ``write(_:from:)``.
    public func bytes(of file: ReportFile, from source: some TableSource) throws -> [UInt8] {
        try bytes(
            of: file, tables(source))
    }

    /// The first page as it is printed. Throws like ``write(_:from:)``.
    public func pageForPaper(from source: some TableSource) throws -> [UInt8] {
        try page(pages()[0], tables(source), isForPaper: true)
    }

    private func tables(_ source: some TableSource) throws -> TableCache {
        try TableCache(
            source: source, period: period, bounds: bounds, elapsed: elapsed, scope: scope)
    }

    /// The pages that tell only what the scope restricts.
    private func pages() throws -> [ReportDefinition] {
        try definitions.compactMap { definition in
            switch definition.name {
            case ReportDefinition.standardName where !scope.tells(.services):
                try ReportDefinition.scorecard(in: definition.language)
            case ReportDefinition.agentsName where !scope.tells(.agents) || !scope.tells(.services):
                nil
            default: definition
            }
        }
    }

    private func bytes(of file: ReportFile, _ tables: TableCache) throws -> [UInt8] {
        if let table = file.table {
            var bytes: [UInt8] = []
            try table.file(csv).write(from: tables, isStreamed: false) { bytes += $0 }
            return bytes
        }
        if file == .mail { return try mail(tables) }
        guard file == .json else { return try page(pages()[0], tables) }
        var json = ReportJSON(tables: tables)
        return try json.write()
    }

    private func mail(_ tables: TableCache) throws -> [UInt8] {
        let definition = try pages()[0]
        return MailMessage(
            summary: try MailSummary(definition, tables, centre: centre),
            page: try page(definition, tables, isAlone: true), pageName: "report-\(period).html",
            addresses: addresses
        ).bytes()
    }

    private func page(
        _ definition: ReportDefinition, _ tables: TableCache, isAlone: Bool = false,
        isForPaper: Bool = false
    ) throws -> [UInt8] {
        var page = try ReportPage(definition: definition, tables: tables)
        page.isAlone = isAlone
        page.isForPaper = isForPaper
        page.pages = try pages().map { ($0.name, $0.title) }
        page.centre = centre
        return try page.render()
    }

    private func whole(
        _ bytes: [UInt8], _ folder: URL, _ name: String, _ written: inout [URL]
    ) throws {
        let url = folder.appendingPathComponent(name)
        try OutputFile.write(bytes, to: url)
        written.append(url)
    }
}

/// A CSV file: its name and the query that fills it.
private struct CSVTable {
    let name: String
    let query: String
    var grain: String?
    var isStreamed = false

    func file(_ style: CSVStyle) -> CSVFile {
        CSVFile(
            query: query, parameters: grain.map { ["grain": .text($0)] } ?? [:], style: style)
    }
}

extension ReportFile {
    fileprivate var table: CSVTable? {
        switch self {
        case .json, .page, .mail: nil
        case .services: CSVTable(name: "services.csv", query: "service-figures", grain: "period")
        case .serviceIntervals:
            CSVTable(
                name: "service-intervals.csv", query: "service-figures", grain: "interval",
                isStreamed: true)
        case .agents: CSVTable(name: "agents.csv", query: "agent-figures")
        case .agentIntervals:
            CSVTable(name: "agent-intervals.csv", query: "agent-intervals", isStreamed: true)
        }
    }
}
