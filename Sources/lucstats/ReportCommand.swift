import CivilTime
import Foundation
import Queries
import Reporting
import SQLite
import Warehouse

let reportCommand = Command(
    name: "report", summary: "Write the report of a period: HTML to open, CSV and JSON.",
    options: [
        .warehouse, .period, .config,
        Option(name: "format", value: "F,…", help: "html, csv, json (default: all three)"),
        Option(name: "out", value: "DIR", help: "folder for the reports (default: reports)"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let formats = try arguments.reportFormats()
        let warehouse = try Warehouse.reading(path: arguments.warehousePath(configuration))
        let (period, bounds) = try arguments.period(in: warehouse)
        if let level = configuration.serviceLevel {
            for name in try warehouse.read(by: level.rules(), during: bounds) {
                Terminal.message("lucstats: serviceLevel names no known service: \(name)")
            }
        }
        let out = URL(
            filePath: arguments.value("out") ?? configuration.out ?? "reports",
            directoryHint: .isDirectory)
        let source = SQLiteTables(connection: warehouse.connection, queries: Queries.all)
        let files = try warehouse.connection.snapshot {
            try ReportWriter().write(
                period: period, bounds: bounds, source: source,
                definition: try ReportDefinition.standard(), formats: formats, to: out)
        }
        Terminal.result(files.map(\.path).joined(separator: "\n") + "\n")
    })

extension Arguments {
    fileprivate func reportFormats() throws -> Set<ReportFormat> {
        guard let list = value("format") else { return Set(ReportFormat.allCases) }
        let formats = Set(
            try list.split(separator: ",").map { name in
                guard let format = ReportFormat(rawValue: String(name)) else {
                    throw Failure(.usage, "--format takes html, csv and json, not \(name).")
                }
                return format
            })
        guard !formats.isEmpty else {
            throw Failure(.usage, "--format takes html, csv and json; none was given.")
        }
        return formats
    }
}
