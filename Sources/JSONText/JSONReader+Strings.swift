/// Where a string's bytes stand, quotes not counted.
struct ScannedString {
    var start: Int
    var end: Int
    var hasEscapes: Bool
}

extension JSONReader {
    /// Reads a string.
    public mutating func string() throws(JSONError) -> String {
        skipSpace()
        return try text(of: scanString("a string"))
    }

    /// Reads a string and hands its UTF-8 bytes to `body`, escapes resolved, without making a
    /// `String` of them. The bytes are valid only while `body` runs.
    public mutating func withStringBytes<Value>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) throws(JSONError) -> Value {
        skipSpace()
        let scanned = try scanString("a string")
        guard scanned.hasEscapes else {
            return body(UnsafeBufferPointer(rebasing: bytes[scanned.start..<scanned.end]))
        }
        try unescape(scanned)
        return scratch.withUnsafeBufferPointer(body)
    }

    @inline(__always)
    mutating func text(of scanned: ScannedString) throws(JSONError) -> String {
        let text: String?
        if scanned.hasEscapes {
            try unescape(scanned)
            text = String(validating: scratch, as: UTF8.self)
        } else {
            text = words.text(bytes, from: scanned.start, to: scanned.end)
        }
        if let text { return text }
        noteInvalidText()
        return String(decoding: bytes[scanned.start..<scanned.end], as: UTF8.self)
    }

    /// Finds the end of the string that starts here. Escapes are only stepped over.
    @inline(__always)
    mutating func scanString(_ expected: StaticString) throws(JSONError) -> ScannedString {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw error(expected)
        }
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            skipPlain()
            guard position < bytes.count else { throw error("the end of a string") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return ScannedString(start: start, end: position - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                // The byte after it cannot end the string; whether it is a proper escape is
                // seen when, and only if, the string is wanted.
                position += 2
                if position > bytes.count {
                    position = bytes.count
                    throw error("the end of a string")
                }
            default:
                throw error("no control character inside a string")
            }
        }
    }

    /// Moves to the next quote, backslash or control character, eight bytes at a time: the
    /// lowest marked byte of each mask is always a true one.
    @inline(__always)
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return }
        while position + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let escapes = word ^ (ones &* 0x5C)
            let marks =
                ((quotes &- ones) & ~quotes) | ((escapes &- ones) & ~escapes)
                | ((word &- (ones &* 0x20)) & ~word)
            let found = marks & highs
            if found != 0 {
                position += found.trailingZeroBitCount >> 3
                return
            }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
            position += 1
        }
    }

    /// Writes the string into ``scratch``, its escapes resolved.
    mutating func unescape(_ scanned: ScannedString) throws(JSONError) {
        scratch.removeAll(keepingCapacity: true)
        var at = scanned.start
        while at < scanned.end {
            let byte = bytes[at]
            at += 1
            guard byte == UInt8(ascii: "\\") else {
                scratch.append(byte)
                continue
            }
            guard at < scanned.end else { throw badEscape(at) }
            let letter = bytes[at]
            at += 1
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                scratch.append(letter)
            case UInt8(ascii: "b"): scratch.append(0x08)
            case UInt8(ascii: "f"): scratch.append(0x0C)
            case UInt8(ascii: "n"): scratch.append(0x0A)
            case UInt8(ascii: "r"): scratch.append(0x0D)
            case UInt8(ascii: "t"): scratch.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = try unicodeEscape(&at, end: scanned.end)
                // Many tools that names and texts go on to end a text there, or refuse it.
                if scalar.value == 0 { scalar = "\u{FFFD}" }
                scratch.append(contentsOf: String(scalar).utf8)
            default: throw badEscape(at - 1)
            }
        }
    }

    /// The four hexadecimal digits after `\u`, with those of a second escape where the first is
    /// the leading half of a surrogate pair. A half alone is U+FFFD.
    private func unicodeEscape(
        _ at: inout Int, end: Int
    ) throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard let unit = hexadecimal(at, end: end) else { throw badEscape(at) }
        at += 4
        guard (0xD800..<0xE000).contains(unit) else {
            return Unicode.Scalar(unit) ?? replacement
        }
        guard unit < 0xDC00, at + 6 <= end, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u"), let second = hexadecimal(at + 2, end: end),
            (0xDC00..<0xE000).contains(second)
        else { return replacement }
        at += 6
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private func hexadecimal(_ start: Int, end: Int) -> UInt32? {
        guard start + 4 <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte - 48)
            case 65...70: value = value << 4 | UInt32(byte - 55)
            case 97...102: value = value << 4 | UInt32(byte - 87)
            default: return nil
            }
        }
        return value
    }

    private func badEscape(_ offset: Int) -> JSONError {
        JSONError(
            offset: offset, expected: "an escape that JSON knows",
            found: offset < bytes.count ? JSONError.name(of: bytes[offset]) : "the end of the text")
    }
}
