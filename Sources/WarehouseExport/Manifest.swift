import Files
import Foundation

/// What an export holds: `manifest.json`, written last.
struct Manifest: Codable, Sendable, Equatable {
    static let currentFormat = 3
    /// Bytes; a file of rows takes some three hundred.
    static let longest = 256_000_000

    struct File: Codable, Sendable, Equatable {
        /// The local date of its rows; none for a relation in one file.
        var date: String?
        /// Below the export's folder.
        var path: String
        /// The same rows for PostgreSQL, where a text has a line that would end them for psql.
        var postgresql: String?
        var rows: Int64
        var bytes: Int64
        var sha256: String
        /// What the date's rows were when it was written; none where they were not settled.
        var fingerprint: String?
    }

    struct Relation: Codable, Sendable, Equatable {
        var name: String
        var columns: [String]
        var files: [File]
    }

    var format = Manifest.currentFormat
    /// The identifier of the warehouse; a folder holds the export of one.
    var warehouseID: String
    /// The name of the contact centre, if the configuration states it.
    var centre: String?
    /// What the facts and sums are restricted to; empty: nothing.
    var selection: [String]
    /// The schema or database that the load scripts fill.
    var schema: String
    /// The format of the files of rows.
    var rowFormat: RowFormat
    var timeZone: String
    var intervalSeconds: Int64
    /// The last look that it knows of, epoch milliseconds.
    var observedTo: Int64
    var relations: [Relation]

    static func read(_ path: String) -> Manifest? {
        guard let bytes = RegularFile.read(path, atMost: longest) else { return nil }
        return try? JSONDecoder().decode(Manifest.self, from: Data(bytes))
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Every file, by relation and date.
    var index: [String: File] {
        var index: [String: File] = [:]
        for relation in relations {
            for file in relation.files { index[Self.key(relation.name, file.date)] = file }
        }
        return index
    }

    /// Whether a file is named as an export names it: what stands in a manifest goes into scripts.
    static func isOwn(_ file: File, of relation: String) -> Bool {
        let start = "\(place(of: relation, file.date))/"
        guard file.rows > 0 else { return true }
        return [file.path, file.postgresql].compactMap(\.self).allSatisfy {
            $0.hasPrefix(start) && isOwn(name: $0.dropFirst(start.count), of: relation)
        }
    }

    /// The folder of a relation's files, below the export's: `data/label` or
    /// `data/task_fact/local_date=2026-11-24`.
    static func place(of relation: String, _ date: String?) -> String {
        "data/\(relation)" + (date.map { "/local_date=\($0)" } ?? "")
    }

    /// - Parameter digest: that of the rows as CSV.
    static func name(of relation: String, digest: String, _ format: RowFormat) -> String {
        "\(relation)-\(digest.prefix(12)).\(format)"
    }

    /// `label-0123456789ab.csv`.
    static func isOwn(name: some StringProtocol, of relation: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, RowFormat(rawValue: String(parts[1])) != nil,
            parts[0].hasPrefix(relation + "-")
        else { return false }
        let digest = parts[0].dropFirst(relation.count + 1)
        return digest.count == 12 && digest.allSatisfy { $0.isHexDigit && $0.isASCII }
    }

    static func key(_ relation: String, _ date: String?) -> String { "\(relation) \(date ?? "")" }
}

/// The files that an export has finished, one a line, so that one that was cut short goes on
/// where it stopped.
struct ExportProgress {
    private struct Line: Codable {
        var key: String
        var file: Manifest.File
    }

    private let path: String

    init(folder: String) { path = folder + "/.progress" }

    /// What an export that was cut short had finished. A line that is cut itself is passed over.
    func read() -> [String: Manifest.File] {
        let bytes = RegularFile.read(path, atMost: Manifest.longest) ?? []
        var found: [String: Manifest.File] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            if let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) {
                found[line.key] = line.file
            }
        }
        return found
    }

    func note(_ file: Manifest.File, key: String) throws {
        var line = try JSONEncoder().encode(Line(key: key, file: file))
        line.append(UInt8(ascii: "\n"))
        do throws(FileError) { try AppendedFile.append(Array(line), to: path) } catch {
            throw ExportError.cannotWrite(error.path, error.reason)
        }
    }

    func forget() { unlink(path) }
}
