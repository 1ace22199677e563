import JSONText
import LucsModel
import Reporting
import SQLite

/// Prints rows as they come, so that any number of them takes little memory.
struct RowPrinter {
    /// The widths of a table's columns come from so many rows and bytes; later ones may stand out.
    private static let measured = 1000
    private static let measuredBytes = 4_000_000
    private static let chunk = 1 << 16

    private let format: QueryFormat
    private let columns: [String]
    private let csv: CSVEncoder
    private let print: ([UInt8]) throws -> Void
    private var bytes: [UInt8] = []
    private var rows = 0
    /// The first rows of a table, until its columns' widths are known.
    private var first: [[Value]]? = []
    private var firstBytes = 0
    private var widths: [Int] = []
    /// The columns of a table that hold numbers alone: they are set to the right.
    private var numbers: [Bool] = []
    private let cells: ReadableCells
    /// The characters on a line of the terminal; `nil` if a table may be of any width.
    private let width: Int?

    /// - Parameters:
    ///   - cells: how a table shows values; other forms are exact.
    ///   - width: the characters on a line of the terminal that a table has to fit.
    ///   - print: gets whole lines.
    init(
        _ format: QueryFormat, csv style: CSVStyle = .plain, columns: [String],
        cells: ReadableCells? = nil, width: Int? = nil, print: @escaping ([UInt8]) throws -> Void
    ) {
        self.format = format
        self.columns = columns
        self.cells = cells ?? ReadableCells(columns: columns)
        self.width = width
        self.print = print
        csv = CSVEncoder(style, calendar: self.cells.calendar)
        switch format {
        case .csv: csv.header(columns)
        case .tsv: append(columns.map(Self.escaped).joined(separator: "\t") + "\n")
        case .json: append("[")
        case .jsonl, .table, .markdown: break
        }
    }

    /// All of a few rows as one text.
    static func text(_ format: QueryFormat, _ columns: [String], _ rows: [[Value]]) throws -> String
    {
        var all: [UInt8] = []
        var printer = RowPrinter(format, columns: columns) { all += $0 }
        for row in rows { try printer.add(row) }
        try printer.finish()
        return String(decoding: all, as: UTF8.self)
    }

    mutating func add(_ row: [Value]) throws {
        switch format {
        case .csv: csv.row(row.map(Self.field))
        case .tsv: append(row.map(Self.tabbed).joined(separator: "\t") + "\n")
        case .json: append((rows == 0 ? "\n" : ",\n") + object(row, indent: 2))
        case .jsonl: append(object(row, indent: 0) + "\n")
        case .table, .markdown:
            if first == nil {
                append(line(shown(row)))
            } else {
                first?.append(row)
                firstBytes += row.reduce(0) { $0 + $1.textBytes }
                if first?.count == Self.measured || firstBytes > Self.measuredBytes { beginTable() }
            }
        }
        rows += 1
        if bytes.count + csv.count >= Self.chunk { try flush() }
    }

    mutating func finish() throws {
        switch format {
        case .json: append(rows == 0 ? "]\n" : "\n]\n")
        case .table, .markdown: beginTable()
        case .csv, .tsv, .jsonl: break
        }
        try flush()
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func flush() throws {
        let all = format == .csv ? csv.takeBytes() : bytes
        bytes.removeAll(keepingCapacity: true)
        if !all.isEmpty { try print(all) }
    }

    // MARK: For people

    private mutating func beginTable() {
        guard let rows = first else { return }
        first = nil
        let heads = columns.map(\.onOneLine)
        let cells = rows.map(shown)
        numbers = heads.indices.map { column in
            rows.contains { $0[column] != .null } && rows.allSatisfy { $0[column].isNumber }
        }
        if format == .table {
            widths = heads.indices.map { column in
                cells.reduce(heads[column].count) { max($0, $1[column].count) }
            }
            fitWidths()
            append(line(heads))
            append(line(widths.map { String(repeating: "─", count: $0) }))
        } else {
            append(line(heads))
            append("|" + numbers.map { $0 ? " ---: |" : " --- |" }.joined() + "\n")
        }
        for row in cells { append(line(row)) }
    }

    private func line(_ cells: [String]) -> String {
        guard format == .table else {
            let escaped = cells.map {
                $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
            }
            return "| \(escaped.joined(separator: " | ")) |\n"
        }
        let padded = cells.indices.map { column in
            let width = widths[column]
            let cell = cells[column]
            let space = String(repeating: " ", count: max(0, width - cell.count))
            if numbers[column] { return space + cell }
            return cell.count > width && self.width != nil
                ? "\(cell.prefix(width - 1))…" : cell + space
        }
        let joined = padded.joined(separator: "  ")
        return String(joined.reversed().drop { $0 == " " }.reversed()) + "\n"
    }

    /// Narrows the widest columns of text until the table fits the terminal, or they are narrow.
    private mutating func fitWidths() {
        guard let width else { return }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        while excess > 0 {
            let text = widths.indices.filter { !numbers[$0] && widths[$0] > Self.narrowest }
            guard let widest = text.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }

    private static let narrowest = 12

    /// Each on one line, whatever it holds.
    private func shown(_ row: [Value]) -> [String] {
        row.indices.map { cells.text(row[$0], column: $0).onOneLine }
    }

    // MARK: For machines

    private static func field(_ value: Value) -> CSVEncoder.Field {
        switch value {
        case .null: .null
        // A text, so that a spreadsheet does not calculate with the sign.
        case .real(let real) where !real.isFinite: .text(value.plainText)
        case .integer, .real: .number(value.plainText)
        case .text, .blob: .text(value.plainText)
        }
    }

    /// As PostgreSQL and ClickHouse read it: NULL is `\\N`, and no text breaks a line.
    private static func tabbed(_ value: Value) -> String {
        value == .null ? "\\N" : escaped(value.plainText)
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x00, 0x09, 0x0A, 0x0D, 0x5C].contains($0) }) else {
            return text
        }
        return text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\t": escaped += "\\t"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\\": escaped += "\\\\"
            // No text of these engines holds it.
            case "\0": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    private func object(_ row: [Value], indent: Int) -> String {
        var writer = JSONWriter(indent: indent)
        writer.object { writer in
            for (name, value) in zip(columns, row) {
                switch value {
                case .null: writer.member(name, String?.none)
                case .integer(let integer):
                    writer.key(name)
                    writer.integer(integer)
                // JSON has no number for infinity.
                case .real(let real) where real.isFinite: writer.member(name, real)
                case .real: writer.member(name, value.plainText)
                case .text, .blob: writer.member(name, value.plainText)
                }
            }
        }
        guard indent > 0 else { return writer.text }
        let space = String(repeating: " ", count: indent)
        return space + writer.text.replacing("\n", with: "\n" + space)
    }
}

extension Value {
    /// As text: a blob in hexadecimal, nothing for NULL.
    var plainText: String {
        switch self {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): real.plainText
        case .text(let text): text
        case .blob(let bytes): bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    fileprivate var textBytes: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        case .null, .integer, .real: 0
        }
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .real, .null: true
        case .text, .blob: false
        }
    }
}
