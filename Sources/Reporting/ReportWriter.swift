public import CivilTime
public import Foundation
internal import Reports

/// A form in which a report is written.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
    case html, csv, json
}

/// One file of a period's report.
public enum ReportFile: Int, CaseIterable, Sendable {
    case json, services, serviceIntervals, agents, agentIntervals, page

    var format: ReportFormat {
        switch self {
        case .json: .json
        case .page: .html
        case .services, .serviceIntervals, .agents, .agentIntervals: .csv
        }
    }

    /// The files of these formats, in groups that several readers may write at the same time.
    /// The first group shares its answers, the others take longest.
    public static func groups(of formats: Set<ReportFormat>) -> [[ReportFile]] {
        [[.json, .services, .agents, .page], [.serviceIntervals], [.agentIntervals]]
            .map { $0.filter { formats.contains($0.format) } }.filter { !$0.isEmpty }
    }
}

/// Writes a period's report files: queries in, files out.
///
/// The same answers give byte-identical files. Each file appears whole or not at all.
public struct ReportWriter: Sendable {
    private let period: Period
    private let bounds: Range<Timestamp>
    private let definition: ReportDefinition
    private let out: URL

    /// `bounds` are the instants at which the period begins and ends in the warehouse's time zone;
    /// the files go to `OUT/<period>/`, the schema and the index to `OUT`.
    public init(
        period: Period, bounds: Range<Timestamp>, definition: ReportDefinition, out: URL
    ) {
        self.period = period
        self.bounds = bounds
        self.definition = definition
        self.out = out
    }

    /// Writes these files, the schema beside JSON and the index beside the page, and returns what
    /// was written in the order of ``ReportFile``.
    ///
    /// Throws ``ReportError``, and what `source` throws.
    public func write(
        _ files: [ReportFile] = ReportFile.allCases, from source: some TableSource
    ) throws -> [URL] {
        let tables = try TableCache(source: source, period: period, bounds: bounds)
        let folder = out.appendingPathComponent(period.description, isDirectory: true)
        try OutputFile.makeFolder(folder)
        var written: [URL] = []
        func csv(
            _ name: String, _ query: String, grain: String? = nil, isStreamed: Bool = false
        ) throws {
            let url = folder.appendingPathComponent(name)
            try CSVFile(query: query, parameters: grain.map { ["grain": .text($0)] } ?? [:])
                .write(from: tables, isStreamed: isStreamed, to: url)
            written.append(url)
        }
        func whole(_ bytes: [UInt8], _ url: URL) throws {
            try OutputFile.write(bytes, to: url)
            written.append(url)
        }
        for file in files {
            switch file {
            case .json:
                var json = ReportJSON(tables: tables)
                try whole(json.write(), folder.appendingPathComponent("report.json"))
                try whole(Reports.schema, out.appendingPathComponent("report.schema.json"))
            case .services: try csv("services.csv", "service-figures", grain: "period")
            case .serviceIntervals:
                try csv(
                    "service-intervals.csv", "service-figures", grain: "interval",
                    isStreamed: true)
            case .agents: try csv("agents.csv", "agent-figures")
            case .agentIntervals:
                try csv("agent-intervals.csv", "agent-intervals", isStreamed: true)
            case .page:
                let page = ReportPage(definition: definition, tables: tables)
                try whole(page.render(), folder.appendingPathComponent("report.html"))
                try whole(IndexPage(out: out).render(), out.appendingPathComponent("index.html"))
            }
        }
        return written
    }
}
