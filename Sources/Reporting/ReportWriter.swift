public import CivilTime
public import Foundation
internal import Reports

/// A form in which a report is written.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
    case html, csv, json
}

/// Writes a period's report files: queries in, files out.
///
/// The same answers give byte-identical files. Each file appears whole or not at all.
public struct ReportWriter: Sendable {
    /// A writer has no state of its own.
    public init() {}

    /// Writes `OUT/<period>/…` in these formats, the schema beside JSON and the index beside HTML,
    /// and returns the files in the order in which they were written.
    ///
    /// `bounds` are the instants at which the period begins and ends in the warehouse's time zone.
    /// Throws ``ReportError``, and what `source` throws.
    public func write(
        period: Period, bounds: Range<Timestamp>, source: some TableSource,
        definition: ReportDefinition, formats: Set<ReportFormat>, to out: URL
    ) throws -> [URL] {
        let tables = try TableCache(source: source, period: period, bounds: bounds)
        let folder = out.appendingPathComponent(period.description, isDirectory: true)
        try OutputFile.makeFolder(folder)
        var written: [URL] = []
        func write(_ bytes: [UInt8], to url: URL) throws {
            try OutputFile.write(bytes, to: url)
            written.append(url)
        }
        if formats.contains(.json) {
            var json = ReportJSON(tables: tables)
            try write(json.write(), to: folder.appendingPathComponent("report.json"))
            try write(Reports.schema, to: out.appendingPathComponent("report.schema.json"))
        }
        if formats.contains(.csv) {
            for file in CSVFile.all {
                let url = folder.appendingPathComponent(file.name)
                try file.write(from: source, bounds: tables.bounds, to: url)
                written.append(url)
            }
        }
        if formats.contains(.html) {
            let page = ReportPage(definition: definition, tables: tables)
            try write(page.render(), to: folder.appendingPathComponent("report.html"))
            try write(IndexPage(out: out).render(), to: out.appendingPathComponent("index.html"))
        }
        return written
    }
}
