import SQLite

/// Rows as CSV (RFC 4180): NULL is an empty field, an empty text is `""`.
///
/// A text is quoted unless every loader reads it as it is without. No database's text can hold
/// U+0000, nor bytes that are not UTF-8; they become U+FFFD.
struct CSVRows {
    private(set) var bytes: [UInt8] = []
    /// Whether a text has a line `\.`, which ends the data for psql even within quotes.
    private(set) var hasEndMarker = false
    /// Whether such lines are written `"\."`, which PostgreSQL alone reads as the same text.
    private let isForPostgreSQL: Bool
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let hex = Array("0123456789abcdef".utf8)

    init(isForPostgreSQL: Bool = false) {
        self.isForPostgreSQL = isForPostgreSQL
        bytes.reserveCapacity(1 << 19)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func header(_ columns: [ExportedRelation.Column]) {
        bytes += Array(columns.map(\.name).joined(separator: ",").utf8)
        bytes.append(Self.newline)
    }

    /// - Parameter prefix: what stands before the first column, with its comma.
    mutating func append(_ row: Row, count: Int, prefix: [UInt8]) {
        bytes += prefix
        for index in 0..<count {
            if index > 0 { bytes.append(Self.comma) }
            switch row.inPlace(index) {
            case .null: break
            case .integer(let integer): append(integer)
            case .real(let real): bytes += Array(real.plainText.utf8)
            case .text(let text):
                if let repaired = ValueInPlace.repaired(text) {
                    repaired.withUnsafeBufferPointer { append($0) }
                } else {
                    append(text)
                }
            case .blob(let blob): append(identifier: blob)
            }
        }
        bytes.append(Self.newline)
    }

    private mutating func append(_ integer: Int64) {
        var rest = integer.magnitude
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                digits[start] = UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0")
                rest = quotient
            } while rest > 0
            bytes.append(contentsOf: digits[start...])
        }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.isEmpty || !text.allSatisfy(Self.isPlain) else {
            bytes.append(contentsOf: text)
            return
        }
        bytes.append(Self.quote)
        for (index, byte) in text.enumerated() {
            let isMarker = byte == UInt8(ascii: "\\") && Self.isEndMarker(text, at: index)
            if isMarker { hasEndMarker = true }
            if isMarker, isForPostgreSQL { bytes.append(Self.quote) }
            switch byte {
            case 0: bytes += [0xEF, 0xBF, 0xBD]
            case Self.quote: bytes += [Self.quote, Self.quote]
            default: bytes.append(byte)
            }
            // The quotes open again before the line's end.
            if isMarker, isForPostgreSQL { bytes.append(Self.quote) }
        }
        bytes.append(Self.quote)
    }

    /// Letters, digits and what identifiers and addresses are made of.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "/"),
            UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// Whether a backslash begins a line that is `\.` and not the text's first or last.
    private static func isEndMarker(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard index > 0, text[index - 1] == newline, index + 2 < text.count,
            text[index + 1] == UInt8(ascii: ".")
        else { return false }
        let after = text[index + 2]
        return after == newline
            || after == 13 && index + 3 < text.count && text[index + 3] == newline
    }

    /// A GUID in its usual writing, other bytes in hexadecimal.
    private mutating func append(identifier blob: UnsafeRawBufferPointer) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * blob.count + 4) { text in
            var end = 0
            for (index, byte) in blob.enumerated() {
                if blob.count == 16, index == 4 || index == 6 || index == 8 || index == 10 {
                    text[end] = UInt8(ascii: "-")
                    end += 1
                }
                text[end] = Self.hex[Int(byte >> 4)]
                text[end + 1] = Self.hex[Int(byte & 15)]
                end += 2
            }
            bytes.append(contentsOf: text[..<end])
        }
    }
}
