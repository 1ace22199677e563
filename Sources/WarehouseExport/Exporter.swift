public import CivilTime
import Files
import Foundation
import SQLite
public import Warehouse

/// Writes a warehouse's facts and dimensions as files that other engines load.
///
/// Files are named by their content and never written over. The manifest and the load scripts
/// each name a whole set of files, and take the place of the ones before when all files are
/// there: whoever reads one of them never sees half an export.
public struct Exporter {
    /// What an export did.
    public struct Outcome: Sendable, Equatable {
        public var rows: Int64 = 0
        public var filesWritten = 0
        public var filesKept = 0
        public var bytesWritten: Int64 = 0
    }

    private let warehouse: Warehouse
    private let folder: String
    private let bounds: Range<Timestamp>?
    private var outcome = Outcome()

    /// - Parameter bounds: from the start of a local date to that of another; outside of them
    ///   the export stays as it is. `nil`: everything.
    public init(warehouse: Warehouse, folder: String, bounds: Range<Timestamp>? = nil) {
        self.warehouse = warehouse
        self.folder = folder
        self.bounds = bounds
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
        let before = try manifestBefore()
        let progress = ExportProgress(folder: folder)
        let known = (before?.index ?? [:]).merging(progress.read()) { _, new in new }
        let days = try self.days()
        var relations: [Manifest.Relation] = []
        for relation in ExportedRelation.all {
            try PartFile.makeFolder("\(folder)/data/\(relation.name)")
            Leftovers.remove(in: "\(folder)/data/\(relation.name)")
            var files: [Manifest.File] = []
            switch relation.source {
            case .whole(let sql):
                let key = Manifest.key(relation.name, nil)
                files = [
                    try write(relation, sql, nil, nil, fingerprint: nil, known[key], progress)
                ]
            case .daily(let sql, let print, let live):
                for day in days {
                    let key = Manifest.key(relation.name, day.date)
                    if let file = try file(relation, day, sql, print, live, known[key], progress) {
                        files.append(file)
                    }
                }
            }
            relations.append(
                Manifest.Relation(
                    name: relation.name, columns: relation.columns.map(\.name),
                    files: files.filter { $0.rows > 0 || !relation.isDaily }))
        }
        let manifest = Manifest(
            timeZone: warehouse.calendar.timeZone.identifier,
            intervalSeconds: warehouse.intervalLength.components.seconds,
            observedTo: try observedTo(), relations: relations)
        try ExportScripts.write(for: manifest, in: folder)
        try PartFile.put(try manifest.text(), at: folder + "/manifest.json")
        progress.forget()
        try removeFiles(notIn: [manifest, before].compactMap(\.self))
    }

    // MARK: Dates

    private struct Day {
        let date: String
        let start: Int64
        let end: Int64
        let isStored: Bool
        let isAsked: Bool
    }

    private func days() throws -> [Day] {
        let asked = bounds.map { $0.lowerBound.milliseconds..<$0.upperBound.milliseconds }
        var days: [Day] = []
        try warehouse.connection.prepare(
            """
            SELECT DISTINCT c.local_date, c.day_start_at, c.day_end_at,
                c.day_end_at <= (SELECT max(started_at) FROM pass)
                    AND c.day_start_at NOT IN (SELECT day_start_at FROM open_day)
            FROM calendar AS c ORDER BY c.day_start_at
            """
        ).forEach { row in
            let start = try row.requiredInteger(1)
            // It becomes a part of file names.
            guard let date = try row.text(0).flatMap({ CivilDate($0) }) else {
                throw WarehouseError(
                    .impossible, path: warehouse.path,
                    "The calendar of \(warehouse.path) holds a date that is not one. Restore the "
                        + "warehouse from a copy.")
            }
            days.append(
                Day(
                    date: date.description, start: start, end: try row.requiredInteger(2),
                    isStored: try row.integer(3) == 1, isAsked: asked?.contains(start) ?? true))
        }
        return days
    }

    private mutating func file(
        _ relation: ExportedRelation, _ day: Day, _ sql: String, _ print: String,
        _ live: (stored: String, live: String)?, _ known: Manifest.File?,
        _ progress: ExportProgress
    ) throws -> Manifest.File? {
        guard day.isAsked else {
            return known.flatMap { Manifest.isOwn($0, of: relation.name) ? $0 : nil }
        }
        var fingerprint: String?
        if day.isStored || live == nil {
            let print = try warehouse.connection.cached(print)
                .scalar(.integer(day.start), .integer(day.end))
            if case .text(let text)? = print { fingerprint = text }
        }
        if let known, let fingerprint, known.fingerprint == fingerprint,
            Manifest.isOwn(known, of: relation.name), isThere(known)
        {
            outcome.filesKept += 1
            return known
        }
        var sql = sql
        if let live, !day.isStored {
            sql = sql.replacing(" \(live.stored) ", with: " \(live.live) ")
        }
        return try write(
            relation, sql, day.date, day.start..<day.end, fingerprint: fingerprint, known, progress)
    }

    // MARK: Files

    private mutating func write(
        _ relation: ExportedRelation, _ sql: String, _ date: String?, _ span: Range<Int64>?,
        fingerprint: String?, _ known: Manifest.File?, _ progress: ExportProgress
    ) throws -> Manifest.File {
        let statement = try warehouse.connection.cached(sql)
        if let span {
            try statement.bind(span.lowerBound, at: 1)
            try statement.bind(span.upperBound, at: 2)
        }
        let place = "data/\(relation.name)"
        let part = try PartFile(in: "\(folder)/\(place)")
        let count = relation.columns.count - (date == nil ? 0 : 1)
        let prefix = date.map { Array("\($0),".utf8) } ?? []
        var csv = CSVRows()
        var rows: Int64 = 0
        csv.header(relation.columns)
        try statement.forEach { row in
            csv.append(row, count: count, prefix: prefix)
            rows += 1
            if csv.bytes.count > 1 << 18 {
                try part.append(csv.bytes)
                csv.removeAll()
            }
        }
        var file = Manifest.File(
            date: date, path: "", rows: rows, bytes: 0, sha256: "", fingerprint: fingerprint)
        // A date without rows has no file.
        guard rows > 0 || date == nil else { return file }
        try part.append(csv.bytes)
        let (name, digest) = try part.finish { digest in
            "\(date ?? relation.name)-\(digest.prefix(12)).csv"
        }
        file.path = "\(place)/\(name)"
        file.bytes = part.count
        file.sha256 = digest
        if known?.sha256 == digest {
            outcome.filesKept += 1
        } else {
            outcome.filesWritten += 1
            outcome.bytesWritten += file.bytes
        }
        outcome.rows += rows
        try progress.note(file, key: Manifest.key(relation.name, date))
        return file
    }

    private func isThere(_ file: Manifest.File) -> Bool {
        guard file.rows > 0 else { return true }
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(file.path)")
        return (attributes?[.size] as? NSNumber)?.int64Value == file.bytes
    }

    /// Files of exports before the last are gone: a load that is under way may still need those
    /// of the last.
    private func removeFiles(notIn manifests: [Manifest]) throws {
        let kept = Set(manifests.flatMap(\.relations).flatMap(\.files).map(\.path))
        for relation in ExportedRelation.all {
            let place = "data/\(relation.name)"
            let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(place)")
            for name in names ?? [] where Manifest.isOwn(name: name) {
                if !kept.contains("\(place)/\(name)") { unlink("\(folder)/\(place)/\(name)") }
            }
        }
    }

    // MARK: The warehouse

    private func manifestBefore() throws -> Manifest? {
        guard let manifest = Manifest.read(folder + "/manifest.json") else { return nil }
        guard manifest.format == Manifest.currentFormat else { return nil }
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
