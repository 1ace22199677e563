import Files
import Foundation
import SQLite

extension Exporter {
    /// Rows as CSV that become a Parquet file together with others.
    struct StagedRows {
        /// The draft that holds them; it goes with this value.
        let rows: PartFile
        let relation: ExportedRelation
        /// As the manifest has it, but for what only the finished file tells.
        var file: Manifest.File
    }

    /// Files and bytes of CSV that are converted by one process at most.
    private static let mostStaged = (files: 64, bytes: Int64(256_000_000))

    /// Keeps rows for the next conversion, unless the file is there already.
    mutating func stage(
        _ staged: StagedRows, _ known: Manifest.File?, _ progress: ExportProgress
    ) throws -> Manifest.File {
        outcome.rows += staged.file.rows
        // The name is made of the rows.
        if var known, known.path == staged.file.path, isThere(known) {
            outcome.filesKept += 1
            known.fingerprint = staged.file.fingerprint
            return known
        }
        self.staged.append(staged)
        if self.staged.count >= Self.mostStaged.files
            || self.staged.reduce(0, { $0 + $1.rows.count }) >= Self.mostStaged.bytes
        {
            try convertStaged(progress)
        }
        return staged.file
    }

    /// Writes the Parquet files of all rows that are staged.
    mutating func convertStaged(_ progress: ExportProgress) throws {
        guard let parquet, !staged.isEmpty else { return }
        let targets = try staged.map { staged in
            try PartFile(in: "\(folder)/\(Self.place(of: staged.file.path))")
        }
        try parquet.write(
            zip(staged, targets).map { staged, target in
                let place = Self.place(of: staged.file.path)
                return ParquetWriter.Conversion(
                    relation: staged.relation, rows: "\(place)/\(staged.rows.draftName)",
                    target: "\(place)/\(target.draftName)", count: staged.file.rows)
            }, in: folder)
        for (staged, target) in zip(staged, targets) {
            var file = staged.file
            try target.finish(
                name: String(file.path.dropFirst(Self.place(of: file.path).count + 1)))
            guard let digest = digest(ofFile: file.path) else {
                throw ExportError.cannotWrite("\(folder)/\(file.path)", "it cannot be read again")
            }
            file.sha256 = digest.hexadecimal
            file.bytes = digest.bytes
            outcome.filesWritten += 1
            outcome.bytesWritten += file.bytes
            converted[file.path] = file
            try progress.note(file, key: Manifest.key(staged.relation.name, file.date))
        }
        staged = []
    }

    private static func place(of path: String) -> Substring {
        path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }
}
