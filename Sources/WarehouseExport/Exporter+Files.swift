import Files
import Foundation
import Hashing
import SQLite
import Warehouse

extension Exporter {
    /// Writes one file, and a second CSV file for PostgreSQL where a text needs it.
    mutating func write(
        _ relation: ExportedRelation, _ sql: String, _ date: String?, _ span: Range<Int64>?,
        fingerprint: String?, _ known: Manifest.File?, _ progress: ExportProgress
    ) throws -> Manifest.File {
        let statement = try warehouse.connection.cached(sql)
        if let span {
            try statement.bind(span.lowerBound, at: 1)
            try statement.bind(span.upperBound, at: 2)
        }
        if parquet != nil {
            return try stage(statement, of: relation, date, fingerprint, known, progress)
        }
        let plain = try put(statement, of: relation, date, CSVRows())
        var file = Manifest.File(
            date: date, path: plain.path, rows: plain.rows, bytes: plain.bytes,
            sha256: plain.digest, fingerprint: fingerprint)
        // A date without rows has no file.
        guard plain.rows > 0 || date == nil else { return file }
        if plain.hasEndMarker {
            let own = CSVRows(isForPostgreSQL: true)
            file.postgresql = try put(statement, of: relation, date, own).path
        }
        if known?.sha256 == file.sha256 {
            outcome.filesKept += 1
        } else {
            outcome.filesWritten += 1
            outcome.bytesWritten += file.bytes
        }
        outcome.rows += file.rows
        try progress.note(file, key: Manifest.key(relation.name, date))
        return file
    }

    private struct Written {
        var path = ""
        var rows: Int64 = 0
        var bytes: Int64 = 0
        var digest = ""
        var hasEndMarker = false
    }

    private mutating func stage(
        _ statement: Statement, of relation: ExportedRelation, _ date: String?,
        _ fingerprint: String?, _ known: Manifest.File?, _ progress: ExportProgress
    ) throws -> Manifest.File {
        let place = Manifest.place(of: relation.name, date)
        let part = try draft(in: place)
        let rows = try fill(part, statement, of: relation, date, CSVRows()).rows
        var file = Manifest.File(
            date: date, path: "", rows: rows, bytes: 0, sha256: "", fingerprint: fingerprint)
        // A date without rows has no file.
        guard rows > 0 || date == nil else { return file }
        let name = Manifest.name(of: relation.name, digest: part.digest(), .parquet)
        file.path = "\(place)/\(name)"
        return try stage(
            StagedRows(rows: part, relation: relation, file: file), known, progress)
    }

    private func draft(in place: String) throws(ExportError) -> PartFile {
        try PartFile.makeFolder("\(folder)/\(place)")
        Leftovers.remove(in: "\(folder)/\(place)")
        return try PartFile(in: "\(folder)/\(place)")
    }

    private func put(
        _ statement: Statement, of relation: ExportedRelation, _ date: String?, _ rows: CSVRows
    ) throws -> Written {
        let place = Manifest.place(of: relation.name, date)
        let part = try draft(in: place)
        var written = try fill(part, statement, of: relation, date, rows)
        guard written.rows > 0 || date == nil else { return written }
        let (name, digest) = try part.finish { Manifest.name(of: relation.name, digest: $0, .csv) }
        written.path = "\(place)/\(name)"
        (written.bytes, written.digest) = (part.count, digest)
        return written
    }

    /// Writes rows to a draft.
    private func fill(
        _ part: PartFile, _ statement: Statement, of relation: ExportedRelation, _ date: String?,
        _ rows: CSVRows
    ) throws -> Written {
        let count = relation.columns.count - (date == nil ? 0 : 1)
        let prefix = date.map { Array("\($0),".utf8) } ?? []
        var (csv, written) = (rows, Written())
        csv.header(relation.columns)
        try statement.forEach { row in
            csv.append(row, count: count, prefix: prefix)
            written.rows += 1
            if csv.bytes.count > 1 << 18 {
                try part.append(csv.bytes)
                csv.removeAll()
            }
        }
        try part.append(csv.bytes)
        written.hasEndMarker = csv.hasEndMarker
        return written
    }

    /// Whether a file is still what was written.
    func isThere(_ file: Manifest.File) -> Bool {
        guard file.rows > 0 else { return true }
        if let other = file.postgresql {
            // Its name is the start of its digest.
            guard let digest = digest(ofFile: other)?.hexadecimal,
                other.contains(digest.prefix(12))
            else {
                return false
            }
        }
        return digest(ofFile: file.path)?.hexadecimal == file.sha256
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
    func removeFiles(notIn manifest: Manifest) {
        let files = manifest.relations.flatMap(\.files)
        let kept = Set(files.map(\.path) + files.compactMap(\.postgresql))
        for relation in ExportedRelation.all {
            let place = "data/\(relation.name)"
            for name in names(in: place) {
                if name.hasPrefix("local_date=") {
                    for own in names(in: "\(place)/\(name)") {
                        remove("\(place)/\(name)", own, of: relation, unlessIn: kept)
                    }
                    // One that holds something stays.
                    rmdir("\(folder)/\(place)/\(name)")
                } else {
                    remove(place, name, of: relation, unlessIn: kept)
                }
            }
        }
    }

    private func names(in place: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(place)")) ?? []
    }

    private func remove(
        _ place: String, _ name: String, of relation: ExportedRelation, unlessIn kept: Set<String>
    ) {
        guard Manifest.isOwn(name: name, of: relation.name), !kept.contains("\(place)/\(name)")
        else { return }
        unlink("\(folder)/\(place)/\(name)")
    }
}
