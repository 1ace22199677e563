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
        /// Whether another file has the rows of the same date.
        let isReplacing: Bool
    }

    /// Files and bytes of CSV that are converted by one process at most.
    private static let maximumStaged = (files: 64, bytes: Int64(256_000_000))

    /// Keeps rows for the next conversion, unless the file is there already.
    mutating func stage(_ staged: StagedRows, _ known: Manifest.File?) throws -> Manifest.File {
        var file = staged.file
        if let known, known.rowsSHA256 == file.rowsSHA256, let digest = digest(ofFile: file.path),
            digest.hexadecimal == known.sha256
        {
            outcome.filesKept += 1
            (file.sha256, file.bytes) = digest
            return file
        }
        try staged.rows.seal()
        self.staged.append(staged)
        if self.staged.count >= Self.maximumStaged.files
            || self.staged.reduce(0, { $0 + $1.rows.count }) >= Self.maximumStaged.bytes
        {
            try convertStaged()
        }
        return file
    }

    /// Writes the Parquet files of all rows that are staged.
    mutating func convertStaged() throws {
        guard let parquet, !staged.isEmpty else { return }
        let targets = staged.map { _ in PartFile(of: folder) }
        try parquet.write(
            zip(staged, targets).map { staged, target in
                ParquetWriter.Conversion(
                    relation: staged.relation, rows: try staged.rows.draftPath(),
                    target: try target.draftPath(), count: staged.file.rows)
            }, in: folder)
        for (staged, target) in zip(staged, targets) {
            var file = staged.file
            guard let digest = digest(ofFile: try target.draftPath()) else {
                throw ExportError.cannotWrite("\(folder)/\(file.path)", "it cannot be read again")
            }
            try put(target, at: file.path, isReplacing: staged.isReplacing)
            (file.sha256, file.bytes) = digest
            outcome.filesWritten += 1
            outcome.bytesWritten += file.bytes
            converted[file.path] = file
        }
        staged = []
    }
}
