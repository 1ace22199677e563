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
        Option(
            name: "out", value: "DIR", help: "folder for the reports (default: reports)",
            values: .folder),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let formats = try arguments.reportFormats()
        let path = try arguments.warehousePath(configuration)
        let warehouse = try Warehouse.reading(path: path)
        let (period, bounds) = try arguments.period(in: warehouse)
        let level = try configuration.serviceLevel?.rules()
        for name in try level.map({ try warehouse.read(by: $0, during: bounds) }) ?? [] {
            Terminal.message("lucstats: serviceLevel names no known service: \(name)")
        }
        let writer = try ReportWriter(
            period: period, bounds: bounds, definition: ReportDefinition.standard(),
            out: URL(
                filePath: arguments.value("out") ?? configuration.out ?? "reports",
                directoryHint: .isDirectory))
        let groups = ReportFile.groups(of: formats)
        let read = Readings(path: path, level: level, bounds: bounds)
        try warehouse.connection.execute("BEGIN")
        let state = try warehouse.state()
        // The other groups on connections of their own, meanwhile.
        let written = try await withThrowingTaskGroup(of: Written.self) { tasks in
            for (number, group) in groups.enumerated().dropFirst().reversed() {
                tasks.addTask {
                    try await onThread { try read.write(group, of: number, by: writer, in: state) }
                }
            }
            var written = [Written(number: 0, files: [])]
            if let first = groups.first {
                written[0].files = try writer.write(first, from: warehouse.tables)
            }
            for try await one in tasks {
                written.append(one)
                if one.files.isEmpty {
                    // The warehouse went on before that connection looked: this one still sees it.
                    written[written.count - 1].files = try writer.write(
                        groups[one.number], from: warehouse.tables)
                }
            }
            return written
        }
        let files = written.sorted { $0.number < $1.number }.flatMap(\.files)
        Terminal.result(files.map(\.path).joined(separator: "\n") + "\n")
    })

/// The files of one group.
private struct Written: Sendable {
    let number: Int
    var files: [URL]
}

/// Reads the same state of a warehouse on another connection.
private struct Readings: Sendable {
    let path: String
    let level: ServiceLevelRules?
    let bounds: Range<Timestamp>

    /// Writes a group of files; none where the warehouse is no longer in that state.
    func write(
        _ group: [ReportFile], of number: Int, by writer: ReportWriter, in state: WarehouseState?
    ) throws -> Written {
        let warehouse = try Warehouse.reading(path: path)
        _ = try level.map { try warehouse.read(by: $0, during: bounds) }
        let files = try warehouse.connection.snapshot {
            try warehouse.state() == state ? writer.write(group, from: warehouse.tables) : []
        }
        return Written(number: number, files: files)
    }
}

/// Runs long work on a thread of its own: the pool has but one for each core, and whoever waits
/// there for a free one would start when the others are done.
private func onThread<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}

extension Warehouse {
    fileprivate var tables: SQLiteTables {
        SQLiteTables(connection: connection, queries: Queries.all)
    }
}

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
