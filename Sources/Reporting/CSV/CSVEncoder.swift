public import CivilTime
internal import SQLite

/// How CSV files are written: for machines, or for a spreadsheet program that guesses.
public enum CSVStyle: String, CaseIterable, Hashable, Sendable {
    /// Commas, decimal points, no mark in front.
    case plain
    /// The same after a byte order mark, by which Excel knows that it is UTF-8.
    case bom
    /// A byte order mark, semicolons and decimal commas, for Excel where these are the default; local
    /// dates and times instead of epoch milliseconds and ISO 8601; names stay text.
    case excel
}

/// Writes comma separated values as RFC 4180 says, as UTF-8 bytes.
///
/// Its output is exact, except with ``CSVStyle/excel``: there an apostrophe precedes each text that a
/// spreadsheet would take for a formula, a number or a date, and columns of times have a form that
/// a spreadsheet reads as a date, to the second. Ratios stay fractions; null is an empty field.
public final class CSVEncoder {
    private let sink = ByteSink()
    private let separator: UInt8
    private let decimalMark: UInt8
    private let isForSpreadsheets: Bool
    private let calendar: LocalCalendar?
    /// Of a file for spreadsheets alone.
    private var columns: [SpreadsheetCell.Column] = []
    private var column = SpreadsheetCell.Column.other

    /// - Parameter calendar: on whose clock a spreadsheet shows instants; without it they stay numbers.
    public init(_ style: CSVStyle = .plain, calendar: LocalCalendar? = nil) {
        self.calendar = calendar
        isForSpreadsheets = style == .excel
        separator = UInt8(ascii: style == .excel ? ";" : ",")
        decimalMark = UInt8(ascii: style == .excel ? "," : ".")
        if style != .plain { for byte: UInt8 in [0xEF, 0xBB, 0xBF] { sink.put(byte) } }
    }

    /// Bytes since they were last taken.
    public var count: Int { sink.count }

    public func header(_ names: [String]) {
        row(names.map(Cell.text))
        if isForSpreadsheets { columns = names.map(SpreadsheetCell.Column.init) }
    }

    /// One value of a row, for those who write numbers in their own way.
    public enum Field {
        case text(String)
        /// As it is, with a decimal point.
        case number(String)
        case null
    }

    public func row(_ fields: [Field]) {
        for (index, field) in fields.enumerated() {
            begin(index)
            switch field {
            case .null: break
            case .text(var text): text.withUTF8 { append($0) }
            case .number(let text):
                if column == .instant, let value = Int64(text) {
                    append(value)
                } else {
                    append(number: text)
                }
            }
        }
        endRow()
    }

    func row(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            begin(index)
            switch cell {
            case .null: break
            case .integer(let value): append(value)
            case .real(let value): append(value)
            case .text(var value): value.withUTF8 { append($0) }
            }
        }
        endRow()
    }

    /// The row that a statement stands on, without a copy of its values.
    func row(_ row: Row, count: Int) {
        for index in 0..<count {
            begin(index)
            switch row.inPlace(index) {
            case .null, .blob: break
            case .integer(let value): append(value)
            case .real(let value): append(value)
            case .text(let utf8):
                if let repaired = ValueInPlace.repaired(utf8) {
                    repaired.withUnsafeBufferPointer { append($0) }
                } else {
                    append(utf8)
                }
            }
        }
        endRow()
    }

    /// What was written since the last call.
    public func takeBytes() -> [UInt8] { sink.takeBytes() }

    /// Begins a field of the row.
    private func begin(_ index: Int) {
        if index > 0 {
            sink.reserve(1)
            sink.put(separator)
        }
        if isForSpreadsheets { column = index < columns.count ? columns[index] : .other }
    }

    private func endRow() {
        sink.reserve(2)
        sink.put("\r")
        sink.put("\n")
    }

    private func append(_ value: Int64) {
        if column == .instant, let calendar,
            var text = SpreadsheetCell.local(value, in: calendar)
        {
            return text.withUTF8 { appendField($0) }
        }
        sink.reserve(21)
        if value < 0 { sink.put("-") }
        append(digitsOf: value.magnitude)
    }

    private func append(digitsOf value: UInt64) {
        var place: UInt64 = 1
        while place <= value / 10 { place *= 10 }
        var rest = value
        while place > 0 {
            sink.put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / place))
            rest %= place
            place /= 10
        }
    }

    /// The shortest decimal that reads back as the same number. Most are whole milliseconds told
    /// in seconds; with fifteen digits at most, their own decimal is that shortest one.
    private func append(_ value: Double) {
        let scaled = value * 1000
        // Not so for what is no number.
        guard abs(scaled) < 1e15 else { return appendShortest(value) }
        let whole = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
        guard Double(whole) / 1000 == value else { return appendShortest(value) }
        sink.reserve(21)
        if whole < 0 { sink.put("-") }
        append(digitsOf: whole.magnitude / 1000)
        let fraction = whole.magnitude % 1000
        guard fraction > 0 else { return }
        sink.put(decimalMark)
        var rest = fraction
        var place: UInt64 = 100
        while rest > 0 {
            sink.put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / place))
            rest %= place
            place /= 10
        }
    }

    private func appendShortest(_ value: Double) {
        append(number: Cell.real(value).plainText)
    }

    private func append(number text: String) {
        sink.reserve(text.utf8.count)
        for byte in text.utf8 { sink.put(byte == UInt8(ascii: ".") ? decimalMark : byte) }
    }

    private func append(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard isForSpreadsheets else { return appendField(utf8) }
        if let defused = SpreadsheetText.defused(utf8) {
            return defused.withUnsafeBufferPointer { appendField($0) }
        }
        let text = String(decoding: utf8, as: UTF8.self)
        if column == .time {
            var dated = SpreadsheetCell.dated(text) ?? text
            dated.withUTF8 { appendField($0) }
        } else if SpreadsheetCell.isLikeNumber(text) {
            var kept = "'" + text
            kept.withUTF8 { appendField($0) }
        } else {
            appendField(utf8)
        }
    }

    private func appendField(_ utf8: UnsafeBufferPointer<UInt8>) {
        sink.reserve(2 * utf8.count + 2)
        let needsQuotes = utf8.contains {
            $0 == UInt8(ascii: "\"") || $0 == separator || $0 == 0x0D || $0 == 0x0A
        }
        guard needsQuotes else { return sink.append(utf8) }
        sink.put("\"")
        for byte in utf8 {
            if byte == UInt8(ascii: "\"") { sink.put(byte) }
            sink.put(byte)
        }
        sink.put("\"")
    }
}
