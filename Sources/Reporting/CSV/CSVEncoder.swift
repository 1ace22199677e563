internal import SQLite

/// Writes comma separated values as RFC 4180 says, as UTF-8 bytes.
///
/// Texts that a spreadsheet would take for a formula get a leading apostrophe. Ratios stay
/// fractions; null is an empty field.
struct CSVEncoder {
    private(set) var bytes: [UInt8] = []

    mutating func header(_ names: [String]) {
        row(names.map(Cell.text))
    }

    mutating func row(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
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
    mutating func row(_ row: Row, count: Int) {
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch row.inPlace(index) {
            case .null, .blob: break
            case .integer(let value): append(value)
            case .real(let value): append(value)
            case .text(let utf8): append(utf8)
            }
        }
        endRow()
    }

    /// What was written since the last call; the memory is kept.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    private mutating func append(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digitsOf: value.magnitude)
    }

    private mutating func append(digitsOf value: UInt64) {
        if value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, first) = (value, 20)
            while rest > 0 {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            bytes.append(contentsOf: digits[first...])
        }
    }

    /// The shortest decimal that reads back as the same number. Most are whole milliseconds told
    /// in seconds; with fifteen digits at most, their own decimal is that shortest one.
    private mutating func append(_ value: Double) {
        let scaled = value * 1000
        // Not so for what is no number.
        guard abs(scaled) < 1e15 else { return appendShortest(value) }
        let whole = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
        guard Double(whole) / 1000 == value else { return appendShortest(value) }
        if whole < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digitsOf: whole.magnitude / 1000)
        var fraction = whole.magnitude % 1000
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var place: UInt64 = 100
        while fraction > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / place))
            fraction %= place
            place /= 10
        }
    }

    private mutating func appendShortest(_ value: Double) {
        var text = Cell.real(value).plainText
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard let first = utf8.first else { return }
        let needsQuotes = utf8.contains {
            $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == 0x0D || $0 == 0x0A
        }
        if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
        if Self.startsFormula(first) { bytes.append(UInt8(ascii: "'")) }
        if needsQuotes {
            for byte in utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes.append(contentsOf: utf8)
        }
    }

    private static func startsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            true
        default: false
        }
    }
}
