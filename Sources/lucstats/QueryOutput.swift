import JSONText
import Reporting
import SQLite

/// The forms in which a query's rows are printed.
enum QueryOutput {
    typealias Writer = @Sendable (_ columns: [String], _ rows: [[Value]]) -> String

    static let formats: [String: Writer] = [
        "table": table, "csv": csv, "json": json, "markdown": markdown,
    ]
    static let names = "table, csv, json or markdown"

    private static func text(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): real.description
        case .text(let text): text
        case .blob(let bytes): bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    @Sendable private static func table(_ columns: [String], _ rows: [[Value]]) -> String {
        let cells = rows.map { $0.map(text) }
        let widths = columns.indices.map { column in
            cells.reduce(columns[column].count) { max($0, $1[column].count) }
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let joined = padded.joined(separator: "  ")
            return String(joined.reversed().drop { $0 == " " }.reversed())
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return ([line(columns), line(rule)] + cells.map(line)).joined(separator: "\n") + "\n"
    }

    @Sendable private static func csv(_ columns: [String], _ rows: [[Value]]) -> String {
        func field(_ value: Value) -> String {
            if case .text(let text) = value { CSVEncoder.field(text) } else { text(value) }
        }
        let lines = [columns.map { field(.text($0)) }] + rows.map { $0.map(field) }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    @Sendable private static func markdown(_ columns: [String], _ rows: [[Value]]) -> String {
        func line(_ cells: [String]) -> String {
            let escaped = cells.map { cell in
                cell.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
                    .split(whereSeparator: \.isNewline).joined(separator: " ")
            }
            return "| \(escaped.joined(separator: " | ")) |\n"
        }
        let numbers = columns.indices.map { column in
            rows.contains { if case .null = $0[column] { false } else { true } }
                && rows.allSatisfy {
                    switch $0[column] {
                    case .integer, .real, .null: true
                    case .text, .blob: false
                    }
                }
        }
        return line(columns) + "|" + numbers.map { $0 ? " ---: |" : " --- |" }.joined() + "\n"
            + rows.map { line($0.map(text)) }.joined()
    }

    @Sendable private static func json(_ columns: [String], _ rows: [[Value]]) -> String {
        var writer = JSONWriter(indent: 2)
        writer.array { writer in
            for row in rows {
                writer.object { writer in
                    for (name, value) in zip(columns, row) {
                        switch value {
                        case .null: writer.member(name, String?.none)
                        case .integer(let integer):
                            writer.key(name)
                            writer.integer(integer)
                        case .real(let real): writer.member(name, real)
                        case .text, .blob: writer.member(name, text(value))
                        }
                    }
                }
            }
        }
        return writer.text + "\n"
    }
}
