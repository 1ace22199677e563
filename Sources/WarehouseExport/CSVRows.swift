import SQLite

/// Rows as CSV (RFC 4180): NULL is an empty field, an empty text is `""`.
struct CSVRows {
    private(set) var bytes: [UInt8] = []
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let hex = Array("0123456789abcdef".utf8)

    init() { bytes.reserveCapacity(1 << 19) }

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
            case .real(let real): bytes += Array(real.description.utf8)
            case .text(let text): append(text)
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
        let isPlain =
            !text.isEmpty && text.allSatisfy { $0 != Self.comma && $0 != Self.quote && $0 >= 0x20 }
        guard !isPlain else {
            bytes.append(contentsOf: text)
            return
        }
        bytes.append(Self.quote)
        for byte in text {
            if byte == Self.quote { bytes.append(Self.quote) }
            bytes.append(byte)
        }
        bytes.append(Self.quote)
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
