/// An encoding of text that is read beside UTF-8.
enum Charset {
    case utf8
    /// Also stands for ISO 8859-1 and ASCII, as in browsers: it only adds to them.
    case windows1252
    /// Little-endian unless a byte order mark, or the name, says otherwise.
    case utf16(isBigEndian: Bool)

    /// - Parameter name: in any case; `nil` if the encoding is not known here.
    init?(_ name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "us-ascii",
            "ascii", "windows-1252", "cp1252", "x-cp1252":
            self = .windows1252
        case "utf-16", "utf-16le", "utf16", "unicode": self = .utf16(isBigEndian: false)
        case "utf-16be": self = .utf16(isBigEndian: true)
        default: return nil
        }
    }

    /// The name in a `Content-Type`, if there is one.
    static func name(in contentType: String?) -> String? {
        guard let contentType, contentType.utf8.contains(UInt8(ascii: ";")) else { return nil }
        for parameter in contentType.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmed.lowercased() == "charset" else { continue }
            let value = pair[1].trimmed.filter { $0 != "\"" && $0 != "'" }
            return value.isEmpty ? nil : value
        }
        return nil
    }

    /// The text as UTF-8. What is UTF-8 already is returned as it is, faults included.
    func utf8(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .utf8: return bytes
        case .windows1252:
            if bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count + bytes.count / 8)
            for byte in bytes {
                if byte < 0x80 { text.append(byte) } else { text += Self.scalar(byte).utf8 }
            }
            return text
        case .utf16(let isBigEndian):
            return Self.utf8(bytes, isBigEndian: isBigEndian)
        }
    }

    private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        let code = (0x80...0x9F).contains(byte) ? named[Int(byte) - 0x80] : UInt16(byte)
        return Unicode.Scalar(code) ?? "\u{FFFD}"
    }

    /// What windows-1252 has at 0x80 to 0x9F.
    private static let named: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]

    private static func utf8(_ bytes: [UInt8], isBigEndian: Bool) -> [UInt8] {
        let mark = bytes.prefix(2)
        let isBig = mark == [0xFE, 0xFF] || (isBigEndian && mark != [0xFF, 0xFE])
        let start = mark == [0xFE, 0xFF] || mark == [0xFF, 0xFE] ? 2 : 0
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: start, to: bytes.count - 1, by: 2) {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBig ? first << 8 | second : second << 8 | first)
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}

extension Unicode.Scalar {
    fileprivate var utf8: Unicode.UTF8.EncodedScalar {
        Unicode.UTF8.encode(self) ?? Unicode.UTF8.encodedReplacementCharacter
    }
}
