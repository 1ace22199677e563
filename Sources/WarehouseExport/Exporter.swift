public import CivilTime
import Files
import Foundation
import SQLite
public import Warehouse

/// Writes a warehouse's facts and dimensions as files that other engines load.
///
/// Files are named by their content and never written over. The manifest and the load scripts
/// each name a whole set of files, and take the place of the ones before when all files are
/// there. Then the files that they do not name go.
public struct Exporter {
    /// What an export did.
    public struct Outcome: Sendable, Equatable {
        public var rows: Int64 = 0
        public var filesWritten = 0
        public var filesKept = 0
        public var bytesWritten: Int64 = 0
    }

    let warehouse: Warehouse
    let folder: String
    private let schema: String
    private let centre: String?
    let bounds: Range<Timestamp>?
    let selection: Selection
    /// What writes Parquet; `nil`: the rows are written as CSV.
    let parquet: ParquetWriter?
    var outcome = Outcome()
    var staged: [StagedRows] = []
    /// The Parquet files that were written, by path.
    var converted: [String: Manifest.File] = [:]

    /// The schema that load scripts fill unless another is asked for.
    public static let defaultSchema = "lucs"

    /// - Parameters:
    ///   - schema: the schema or database that the load scripts fill; each warehouse has one.
    ///   - centre: the name of the contact centre, for the manifest.
    ///   - bounds: from the start of a local date to that of another; outside of them the export
    ///     stays as it is, but for dates with tasks and states that reach into them. `nil`:
    ///     everything.
    ///   - selection: what the warehouse was told to ``Warehouse/Warehouse/read(only:during:tellingServices:)``.
    ///   - parquet: writes Parquet; `nil`: the rows are written as CSV.
    /// - Throws: ``ExportError`` for a schema's name that not every engine takes as it is.
    public init(
        warehouse: Warehouse, folder: String, schema: String = Exporter.defaultSchema,
        centre: String? = nil, bounds: Range<Timestamp>? = nil, selection: Selection = Selection(),
        parquet: ParquetWriter? = nil
    ) throws(ExportError) {
        guard schema.wholeMatch(of: /[a-z][a-z0-9_]{0,62}/) != nil else { throw .badSchema(schema) }
        self.warehouse = warehouse
        self.folder = folder
        self.schema = schema
        self.centre = centre
        self.bounds = bounds
        self.selection = selection
        self.parquet = parquet
    }

    /// - Throws: ``ExportError``, ``SQLite/DatabaseError``.
    public mutating func run() throws -> Outcome {
        outcome = Outcome()
        try PartFile.makeFolder(folder + "/data")
        let lock = try lockFolder()
        defer { withExtendedLifetime(lock) {} }
        try warehouse.connection.snapshot { try write() }
        return outcome
    }

    /// One export at a time writes to a folder.
    private func lockFolder() throws(ExportError) -> FileLock {
        do throws(FileError) {
            return try FileLock.acquire(
                folder + "/.lock", holder: "process \(ProcessInfo.processInfo.processIdentifier)")
        } catch {
            throw error.code == .locked ? .inUse(folder) : .cannotWrite(error.path, error.reason)
        }
    }

    private mutating func write() throws {
        Leftovers.remove(in: folder)
        let identifier = try warehouse.identifier()
        let before = try manifestBefore(of: identifier)
        let progress = ExportProgress(folder: folder)
        let known = (before?.index ?? [:]).merging(progress.read()) { _, new in new }
        let days = try self.days()
        var relations: [Manifest.Relation] = []
        for relation in ExportedRelation.all {
            var files: [Manifest.File] = []
            switch relation.source {
            case .whole(let sql):
                let key = Manifest.key(relation.name, nil)
                files = [
                    try write(relation, sql, nil, nil, fingerprint: nil, known[key], progress)
                ]
            case .daily(let sql, let print, let live, let selected, let reaching):
                let reached = try reaching.map { try self.days(reaching: $0) } ?? []
                let sources = Sources(
                    sql: sql, print: print, live: live,
                    selected: selection.isRestricting ? selected : nil)
                for day in days {
                    let key = Manifest.key(relation.name, day.date)
                    let day = day.asked(as: day.isAsked || reached.contains(day.start))
                    if let file = try file(relation, day, sources, known[key], progress) {
                        files.append(file)
                    }
                }
            }
            try convertStaged(progress)
            files = files.map { converted[$0.path] ?? $0 }
            relations.append(
                Manifest.Relation(
                    name: relation.name, columns: relation.columns.map(\.name),
                    files: files.filter { $0.rows > 0 || !relation.isDaily }))
        }
        let manifest = Manifest(
            warehouseID: identifier, centre: centre, selection: selection.words, schema: schema,
            rowFormat: rowFormat,
            timeZone: warehouse.calendar.timeZone.identifier,
            intervalSeconds: warehouse.intervalLength.components.seconds,
            observedTo: try observedTo(), relations: relations)
        try ExportScripts.write(for: manifest, in: folder)
        try PartFile.put(try manifest.text(), at: folder + "/manifest.json")
        progress.forget()
        removeFiles(notIn: manifest)
    }

    private var rowFormat: RowFormat { parquet == nil ? .csv : .parquet }

    // MARK: The warehouse

    private func manifestBefore(of identifier: String) throws -> Manifest? {
        guard let manifest = Manifest.read(folder + "/manifest.json") else { return nil }
        guard manifest.format == Manifest.currentFormat else { return nil }
        guard manifest.warehouseID == identifier else {
            throw ExportError.otherWarehouse(folder, "warehouse \(manifest.warehouseID)")
        }
        guard manifest.selection == selection.words else {
            let words =
                manifest.selection.isEmpty
                ? "everything" : manifest.selection.joined(separator: ", ")
            throw ExportError.otherWarehouse(folder, "\(words)")
        }
        guard manifest.schema == schema else {
            throw ExportError.otherWarehouse(folder, "schema \(manifest.schema)")
        }
        guard manifest.rowFormat == rowFormat else {
            throw ExportError.otherWarehouse(folder, "\(manifest.rowFormat) files")
        }
        guard manifest.timeZone == warehouse.calendar.timeZone.identifier else {
            throw ExportError.otherWarehouse(folder, "time zone \(manifest.timeZone)")
        }
        guard manifest.intervalSeconds == warehouse.intervalLength.components.seconds else {
            throw ExportError.otherWarehouse(folder, "intervals of \(manifest.intervalSeconds) s")
        }
        return manifest
    }

    private func observedTo() throws -> Int64 {
        let last = try warehouse.connection.prepare("SELECT max(finished_at) FROM pass").scalar()
        guard case .integer(let instant)? = last else { return 0 }
        return instant
    }
}
