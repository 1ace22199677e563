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
        /// The digest of its rows as CSV, if it is of another format.
        var rowsSHA256: String?
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
    /// The last pass that it knows of, epoch milliseconds.
    var observedTo: Int64
    var relations: [Relation]

    /// The manifest of a folder; `nil` if it has none.
    ///
    /// - Throws: ``ExportError`` if it is cut off or of another version: an export must not take the
    ///   place of one that may be another warehouse's.
    static func read(in folder: String) throws(ExportError) -> Manifest? {
        let path = folder + "/manifest.json"
        guard PartFile.isThere(path) else { return nil }
        guard let bytes = RegularFile.read(path, atMost: longest) else {
            throw .badManifest(path, "cannot be read")
        }
        let data = Data(bytes)
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else {
            throw .badManifest(path, "is damaged or cut off")
        }
        guard version.format == currentFormat else {
            throw .badManifest(path, "is of another version of lucstats")
        }
        guard let manifest = try? JSONDecoder().decode(Manifest.self, from: data) else {
            throw .badManifest(path, "is damaged or cut off")
        }
        return manifest
    }

    private struct Version: Decodable { var format: Int }

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
