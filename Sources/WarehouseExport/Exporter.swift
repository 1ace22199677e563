public import CivilTime
import Files
import Foundation
import SQLite
public import Warehouse

/// Writes a warehouse's facts and dimensions as files that other engines load.
///
/// Files are named by their content and never written over. What is there already, with the
/// content that the warehouse gives now, is kept: also what an export that was killed had written.
/// The manifest and the load scripts each name a whole set of files, and take the place of the ones
/// before when all files are made. A file that replaces another one of the same date appears only
/// then, and the files that the manifest does not name go.
///
/// Nothing that stands in a file of the folder comes into another one: paths, dates and digests
/// are made anew of the warehouse's rows.
public struct Exporter {
    /// What an export did.
    public struct Outcome: Sendable, Equatable {
        public var rows: Int64 = 0
        public var filesWritten = 0
        public var filesKept = 0
        public var filesRemoved = 0
        /// Files in the folders of rows that no export wrote; they stay.
        public var foreignFiles: [String] = []
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
    /// What takes its place, below the folder, when the manifest is written.
    var waiting: [(part: PartFile, path: String)] = []
    /// The Parquet files that were written, by path.
    var converted: [String: Manifest.File] = [:]

    /// The schema that load scripts fill unless another is asked for.
    public static let defaultSchema = "lucs"

    /// - Parameters:
    ///   - schema: the schema or database that the load scripts fill; each warehouse has one.
    ///   - centre: the name of the contact centre, for the manifest.
    ///   - bounds: the local dates that they touch are exported whole, and the tasks and states of
    ///     earlier dates that reach into them. Every other date that the export holds is held
    ///     against the warehouse: what was erased or deleted there leaves it. `nil`: everything.
    ///   - selection: what the warehouse was told to ``Warehouse/Warehouse/read(only:during:tellingServices:)``.
    ///   - parquet: writes Parquet; `nil`: the rows are written as CSV.
    /// - Throws: ``ExportError`` for a schema's name that not every engine takes as it is.
    public init(
        warehouse: Warehouse, folder: String, schema: String = Exporter.defaultSchema,
        centre: String? = nil, bounds: Range<Timestamp>? = nil, selection: Selection = Selection(),
        parquet: ParquetWriter? = nil
    ) throws(ExportError) {
        try SchemaName.check(schema)
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
        try PartFile.makeFolder("data", in: folder)
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
        let known = try manifestBefore(of: identifier)?.index ?? [:]
        let days = try self.days()
        var relations: [Manifest.Relation] = []
        for relation in ExportedRelation.all {
            var files: [Manifest.File] = []
            switch relation.source {
            case .whole(let sql):
                files += try write(relation, sql, nil, nil, known)
            case .daily(let sql, let live, let selected, let reaching):
                let first = days.first(where: \.isAsked)
                let reached = try reaching.map { try self.days(reaching: $0, first) } ?? []
                let sources = Sources(
                    sql: sql, live: live, selected: selection.isRestricting ? selected : nil)
                for day in days
                where day.isAsked || reached.contains(day.start)
                    || known[Manifest.key(relation.name, day.date)] != nil
                {
                    files += try write(
                        relation, sources.sql(isStored: day.isStored), day.date,
                        day.start..<day.end, known)
                }
            }
            try convertStaged()
            files = files.map { converted[$0.path] ?? $0 }
            relations.append(
                Manifest.Relation(
                    name: relation.name, columns: relation.columns.map(\.name), files: files))
        }
        let manifest = Manifest(
            warehouseID: identifier, centre: centre, selection: selection.words, schema: schema,
            rowFormat: rowFormat,
            timeZone: warehouse.calendar.timeZone.identifier,
            intervalSeconds: warehouse.intervalLength.components.seconds,
            observedTo: try observedTo(), relations: relations)
        try ExportScripts.write(for: manifest, in: folder)
        try Task.checkCancellation()
        for (part, path) in waiting { try part.finish(at: path) }
        waiting = []
        try PartFile.put(try manifest.text(), at: folder + "/manifest.json")
        removeFiles(notIn: manifest)
    }

    var rowFormat: RowFormat { parquet == nil ? .csv : .parquet }

    // MARK: The warehouse

    private func manifestBefore(of identifier: String) throws -> Manifest? {
        guard let manifest = try Manifest.read(in: folder) else { return nil }
        guard manifest.warehouseID == identifier else {
            throw ExportError.otherWarehouse(folder, manifest.centre, manifest.warehouseID)
        }
        guard manifest.selection == selection.words else {
            let words =
                manifest.selection.isEmpty
                ? "everything" : manifest.selection.joined(separator: ", ")
            throw ExportError.otherExport(folder, "of \(words)")
        }
        guard manifest.schema == schema else {
            throw ExportError.otherExport(folder, "for the schema \(manifest.schema)")
        }
        guard manifest.rowFormat == rowFormat else {
            throw ExportError.otherExport(
                folder, "as \(manifest.rowFormat == .csv ? "CSV" : "Parquet") files")
        }
        guard manifest.timeZone == warehouse.calendar.timeZone.identifier else {
            throw ExportError.otherExport(folder, "in the time zone \(manifest.timeZone)")
        }
        guard manifest.intervalSeconds == warehouse.intervalLength.components.seconds else {
            throw ExportError.otherExport(folder, "by intervals of \(manifest.intervalSeconds) s")
        }
        return manifest
    }

    private func observedTo() throws -> Int64 {
        let last = try warehouse.connection.prepare("SELECT max(finished_at) FROM pass").scalar()
        guard case .integer(let instant)? = last else { return 0 }
        return instant
    }
}
