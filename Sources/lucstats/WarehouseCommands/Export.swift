import CivilTime
import Foundation
import Warehouse
import WarehouseExport

let warehouseExportCommand = Command(
    name: "export",
    summary: "Write facts and dimensions as files by local date, to load into other engines.",
    options: [
        .warehouse, .periodOfCopy, .config,
        Option(
            name: "to", value: "DIR",
            help: "the export's folder; what has not changed in it is kept",
            values: .folder),
        Option(
            name: "schema", value: "NAME",
            help: "schema or database that the load scripts fill (default: lucs)"),
        Option(
            name: "format", short: "f", value: "F",
            help: "csv (default), or parquet, by the command duckdb",
            values: .oneOf(RowFormat.allCases.map(\.rawValue))),
    ] + Option.scope,
    run: { arguments in
        try await EndRequest.run(
            patience: .seconds(5),
            overdue: {
                Log.warning(
                    "stopped", "Stopped before the end; what manifest.json names is as it was.")
                _exit(ExitCode.tryAgain.rawValue)
            }
        ) { try arguments.export() }
    })

extension Arguments {
    fileprivate func export() throws {
        let configuration = try configuration()
        let parquet = try parquetWriter()
        let warehouse = try Warehouse.reading(path: warehousePath(configuration))
        let bounds = has("period") ? try period(in: warehouse).bounds : nil
        let folder = try required("to")
        guard folder != "-" else {
            throw Failure(.usage, "An export is a folder of files: name one with --to.")
        }
        let selection = selection()
        let unknown = try warehouse.read(
            only: selection, during: [try bounds ?? warehouse.span()])
        guard unknown.isEmpty else {
            throw Failure.unknown(unknown, of: selection, in: warehouse.path)
        }
        var exporter = try Exporter(
            warehouse: warehouse, folder: folder,
            schema: value("schema") ?? Exporter.defaultSchema,
            centre: configuration.name, bounds: bounds, selection: selection, parquet: parquet)
        let outcome = try exporter.run()
        let removed = outcome.filesRemoved > 0 ? ", \(outcome.filesRemoved) removed" : ""
        Terminal.message(
            "\(folder): \(outcome.filesWritten.counted("file")) written (\(outcome.bytesWritten) bytes), "
                + "\(outcome.filesKept) as before\(removed); \(outcome.rows.counted("row")) read.")
        if let first = outcome.foreignFiles.first {
            let others = outcome.foreignFiles.count - 1
            Log.warning(
                "foreignFiles",
                "\(folder)/\(first) "
                    + (others == 0
                        ? "is not part of the export. Whoever reads its folder as a whole reads it too."
                        : "and \(others.counted("other file")) are not part of the export. Whoever "
                            + "reads their folders as a whole reads them too."))
        }
    }

    /// What writes Parquet; `nil` if CSV is asked for.
    fileprivate func parquetWriter() throws -> ParquetWriter? {
        let name = value("format") ?? RowFormat.csv.rawValue
        guard let format = RowFormat(rawValue: name) else {
            throw Failure(.usage, "--format takes csv or parquet, not \(name).")
        }
        guard format == .parquet else { return nil }
        guard let program = Installed.path(["duckdb"]) else {
            throw Failure(
                .unavailable,
                "Parquet needs the command duckdb, which is not installed. Install it (pip install "
                    + "duckdb-cli), or ask for --format csv.")
        }
        return ParquetWriter(program: program, environment: ChildEnvironment.minimal)
    }
}
