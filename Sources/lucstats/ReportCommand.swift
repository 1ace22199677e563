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
        let warehouse = try Warehouse.reading(
            path: arguments.warehousePath(arguments.configuration()))
        let period = try arguments.period(calendar: warehouse.calendar)
        let formats = try arguments.reportFormats()
        let out = URL(
            filePath: try arguments.value("out") ?? arguments.configuration().out ?? "reports",
            directoryHint: .isDirectory)
        let calendar = warehouse.calendar
        let bounds = calendar.start(of: period.first)..<calendar.start(of: period.end)
        if let level = try arguments.configuration().serviceLevel {
            for name in try warehouse.read(by: level.rules(), during: bounds) {
                Terminal.message("lucstats: serviceLevel names no known service: \(name)")
            }
        }
        let isKnown = try warehouse.connection.prepare(
            "SELECT 1 FROM calendar WHERE start_at >= ? AND start_at < ? LIMIT 1"
        ).scalar(
            .integer(bounds.lowerBound.milliseconds), .integer(bounds.upperBound.milliseconds))
        guard isKnown != nil else {
            throw Failure(
                .badData,
                "The warehouse knows nothing of \(period). lucstats query --warehouse FILE --sql "
                    + "\"SELECT min(started_utc), max(started_utc) FROM collection_pass\" tells "
                    + "what it has.")
        }
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
        return Set(
            try list.split(separator: ",").map { name in
                guard let format = ReportFormat(rawValue: String(name)) else {
                    throw Failure(.usage, "--format takes html, csv and json, not \(name).")
                }
                return format
            })
    }
}
