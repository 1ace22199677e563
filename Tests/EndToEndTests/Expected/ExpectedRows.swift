import Foundation
import Testing

/// The rows that a query or view must return, from a file that people can read and check.
///
/// Lines that begin with `#` are comments: how the rows are derived, and, as `# period: 2026-W47`
/// or `# parameter: grain=day`, what the query is asked for, or as `# where: …`, of which rows of a
/// view they are. Then come the columns and the rows, as CSV; an empty cell is NULL. Numbers need to
/// agree to nine digits.
struct ExpectedRows {
    let name: String
    var period: String?
    /// Which rows of a view are compared.
    var condition: String?
    var parameters: [String] = []
    var lines: [[String]] = []

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Expected", directoryHint: .isDirectory)

    /// The files of `queries` or `views`, by the name before an `@` (`NAME@variant.csv`).
    static func files(_ kind: String) throws -> [String: [URL]] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: kind), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "csv" }
        return Dictionary(grouping: files.sorted { $0.path < $1.path }) { file in
            let name = file.deletingPathExtension().lastPathComponent
            return String(name.prefix { $0 != "@" })
        }
    }

    init(_ file: URL) throws {
        name = file.deletingPathExtension().lastPathComponent
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            guard line.hasPrefix("#") else {
                lines.append(
                    line.split(separator: ",", omittingEmptySubsequences: false)
                        .map(String.init))
                continue
            }
            let note = line.dropFirst().drop { $0 == " " }
            if note.hasPrefix("period: ") { period = String(note.dropFirst(8)) }
            if note.hasPrefix("where: ") { condition = String(note.dropFirst(7)) }
            if note.hasPrefix("parameter: ") { parameters.append(String(note.dropFirst(11))) }
        }
    }

    /// The first difference from what came, in words; `nil` if there is none.
    func difference(from output: String) -> String? {
        let found = output.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        for (number, (a, b)) in zip(lines, found).enumerated() {
            guard a.count == b.count else {
                return "\(name), row \(number): \(a.count) columns expected, \(b.count) came: \(b)"
            }
            for (column, (x, y)) in zip(a, b).enumerated()
            where !Self.isEqual(x, y) {
                return "\(name), row \(number), \(lines[0][column]): expected \(x), came \(y); "
                    + b.joined(separator: ",")
            }
        }
        guard lines.count == found.count else {
            let first = (lines.count > found.count ? lines : found)[min(lines.count, found.count)]
            return "\(name): \(lines.count - 1) rows expected, \(found.count - 1) came; the first "
                + "of the others: \(first.joined(separator: ","))"
        }
        return nil
    }

    private static func isEqual(_ x: String, _ y: String) -> Bool {
        if x == y { return true }
        guard let a = Double(x), let b = Double(y) else { return false }
        return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
    }
}
