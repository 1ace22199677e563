import Files
import Foundation
import Hashing
import SQLite
import Warehouse

extension Exporter {
    /// Writes one file, unless it is there already, and a second CSV file for PostgreSQL where a
    /// text needs it. A date without rows has none.
    mutating func write(
        _ relation: ExportedRelation, _ sql: String, _ date: String?, _ span: Range<Int64>?,
        _ known: [String: Manifest.File]
    ) throws -> [Manifest.File] {
        let statement = try warehouse.connection.cached(sql)
        if let span {
            try statement.bind(span.lowerBound, at: 1)
            try statement.bind(span.upperBound, at: 2)
        }
        let place = Manifest.place(of: relation.name, date)
        let before = known[Manifest.key(relation.name, date)]
        let part = PartFile(of: folder)
        let (rows, hasEndMarker) = try fill(part, statement, of: relation, date, CSVRows())
        guard rows > 0 || date == nil else { return [] }
        outcome.rows += rows
        let digest = part.digest()
        var file = Manifest.File(
            date: date,
            path: "\(place)/\(Manifest.name(of: relation.name, digest: digest, rowFormat))",
            rows: rows, bytes: part.count, sha256: digest)
        // Another file has the rows of the same date: whoever reads the folder would count them twice.
        let isReplacing = before.map { $0.path != file.path } ?? false
        guard parquet == nil else {
            file.rowsSHA256 = digest
            return [
                try stage(
                    StagedRows(
                        rows: part, relation: relation, file: file, isReplacing: isReplacing),
                    before)
            ]
        }
        var isNew = try putUnlessThere(part, at: file.path, isReplacing: isReplacing)
        if hasEndMarker {
            let own = PartFile(of: folder)
            _ = try fill(own, statement, of: relation, date, CSVRows(isForPostgreSQL: true))
            let name = Manifest.name(of: relation.name, digest: own.digest(), .csv)
            file.postgresql = "\(place)/\(name)"
            isNew =
                try putUnlessThere(own, at: "\(place)/\(name)", isReplacing: isReplacing)
                || isNew
        }
        if isNew {
            outcome.filesWritten += 1
            outcome.bytesWritten += file.bytes
        } else {
            outcome.filesKept += 1
        }
        return [file]
    }

    /// Puts a file in its place, unless it is there with the same content; whether it was not.
    private mutating func putUnlessThere(
        _ part: PartFile, at path: String, isReplacing: Bool
    ) throws -> Bool {
        guard digest(ofFile: path)?.hexadecimal != part.digest() else { return false }
        try put(part, at: path, isReplacing: isReplacing)
        return true
    }

    /// - Parameter isReplacing: whether it takes the place of another one, together with the manifest.
    mutating func put(_ part: PartFile, at path: String, isReplacing: Bool) throws {
        guard isReplacing else { return try part.finish(at: path) }
        try part.seal()
        waiting.append((part, path))
    }

    /// Gives a file its rows.
    private func fill(
        _ part: PartFile, _ statement: Statement, of relation: ExportedRelation, _ date: String?,
        _ csv: consuming CSVRows
    ) throws -> (rows: Int64, hasEndMarker: Bool) {
        let count = relation.columns.count - (date == nil ? 0 : 1)
        let prefix = date.map { Array("\($0),".utf8) } ?? []
        var (csv, rows) = (csv, Int64(0))
        csv.header(relation.columns)
        try statement.forEach { row in
            csv.append(row, count: count, prefix: prefix)
            rows += 1
            if csv.bytes.count > 1 << 18 {
                try Task.checkCancellation()
                try part.append(csv.bytes)
                csv.removeAll()
            }
        }
        try Task.checkCancellation()
        try part.append(csv.bytes)
        return (rows, csv.hasEndMarker)
    }

    func digest(ofFile path: String) -> (hexadecimal: String, bytes: Int64)? {
        let whole = "\(folder)/\(path)"
        // Not what others may have put there: a pipe would be waited for.
        guard RegularFile.start(of: whole, 1) != nil, let file = FileHandle(forReadingAtPath: whole)
        else { return nil }
        defer { try? file.close() }
        var (hash, count) = (SHA256(), Int64(0))
        while let bytes = try? file.read(upToCount: 1 << 20), !bytes.isEmpty {
            hash.update(Array(bytes))
            count += Int64(bytes.count)
        }
        return (hash.digest().hexadecimal, count)
    }

    /// Removes the files that a manifest does not name, and folders of dates without any.
    mutating func removeFiles(notIn manifest: Manifest) {
        let files = manifest.relations.flatMap(\.files)
        let kept = Set(files.map(\.path) + files.compactMap(\.postgresql))
        for relation in ExportedRelation.all {
            let place = "data/\(relation.name)"
            for name in names(in: place) {
                guard name.hasPrefix("local_date="), PartFile.isFolder("\(folder)/\(place)/\(name)")
                else {
                    remove(place, name, of: relation, unlessIn: kept)
                    continue
                }
                for own in names(in: "\(place)/\(name)") {
                    remove("\(place)/\(name)", own, of: relation, unlessIn: kept)
                }
                // One that holds something stays.
                rmdir("\(folder)/\(place)/\(name)")
            }
        }
    }

    /// Nothing for a link to a folder: what it leads to is not the export's.
    private func names(in place: String) -> [String] {
        guard PartFile.isFolder("\(folder)/\(place)") else { return [] }
        return (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(place)")) ?? []
    }

    private mutating func remove(
        _ place: String, _ name: String, of relation: ExportedRelation, unlessIn kept: Set<String>
    ) {
        let path = "\(place)/\(name)"
        guard !kept.contains(path) else { return }
        if Manifest.isOwn(name: name, of: relation.name), unlink("\(folder)/\(path)") == 0 {
            outcome.filesRemoved += 1
        } else {
            outcome.foreignFiles.append(path)
        }
    }
}
