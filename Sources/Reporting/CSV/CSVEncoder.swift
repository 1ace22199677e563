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
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            switch cell {
            case .null: break
            case .integer(let value): bytes.append(contentsOf: String(value).utf8)
            case .real: bytes.append(contentsOf: cell.plainText.utf8)
            case .text(let value): field(value)
            }
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    /// What was written since the last call; the memory is kept.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func field(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
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
    }

    private static func startsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            true
        default: false
        }
    }
}
