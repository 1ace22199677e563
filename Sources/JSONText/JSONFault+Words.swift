/// Texts, numbers and names.
extension JSONFault.Scanner {
    /// A text in quotes.
    mutating func string() throws(JSONFault.Problem) {
        let quote = next
        let start = position
        position += 1
        while let byte = next, byte != quote, byte != 0x0A {
            if byte == UInt8(ascii: "\\") {
                try escape()
            } else if byte < 0x20 {
                throw byte == 0 ? .zero : JSONFault.Problem(control: byte)
            } else {
                position += 1
            }
        }
        guard next == quote else {
            position = start
            throw JSONFault.Problem(problem: "the closing quote of this text is missing")
        }
        position += 1
    }

    /// A backslash and what it stands for.
    private mutating func escape() throws(JSONFault.Problem) {
        guard position + 1 < bytes.count else {
            position += 1
            return
        }
        switch bytes[position + 1] {
        case UInt8(ascii: "u"): try unit()
        case UInt8(ascii: "x"):
            guard let value = digits(2, after: 2) else {
                throw JSONFault.Problem(problem: "two hexadecimal digits have to follow \\x")
            }
            guard value > 0 else { throw .zero }
            position += 4
        case UInt8(ascii: "0"): throw .zero
        // A line that goes on.
        case 0x0A: position += 2
        case 0x0D: position += bytes.dropFirst(position + 2).first == 0x0A ? 3 : 2
        case let letter where "\"'\\/bfnrt".utf8.contains(letter): position += 2
        default:
            throw JSONFault.Problem(
                problem: "a backslash in a text is written twice, unless it begins an escape "
                    + "such as \\n")
        }
    }

    /// A character of UTF-16 in four digits, and its second half if it is only the first.
    private mutating func unit() throws(JSONFault.Problem) {
        let half = JSONFault.Problem(
            problem: "this is half of a character: \\ud800 to \\udbff and \\udc00 to \\udfff come "
                + "in pairs")
        guard let value = digits(4, after: 2) else {
            throw JSONFault.Problem(problem: "four hexadecimal digits have to follow \\u")
        }
        switch value {
        case 0: throw .zero
        case 0xD800...0xDBFF:
            guard bytes[(position + 6)...].prefix(2).elementsEqual("\\u".utf8),
                let second = digits(4, after: 8), 0xDC00...0xDFFF ~= second
            else { throw half }
            position += 12
        case 0xDC00...0xDFFF: throw half
        default: position += 6
        }
    }

    /// The value of hexadecimal digits; `nil` if others stand there.
    private func digits(_ count: Int, after distance: Int) -> UInt32? {
        let digits = bytes.dropFirst(position + distance).prefix(count)
        guard digits.count == count, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// A number, `true`, `false` or `null`.
    mutating func word() throws(JSONFault.Problem) {
        let start = position
        try letters(otherwise: "a value is missing")
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !["true", "false", "null"].contains(word), !Self.isNumber(word) else { return }
        position = start
        throw JSONFault.Problem(
            problem: "this is not a number, true, false or null; a text stands in quotes")
    }

    /// A name without quotes.
    mutating func name() throws(JSONFault.Problem) {
        let missing = "the name of a member is missing"
        guard let next, !"0123456789+-.".utf8.contains(next) else {
            throw JSONFault.Problem(problem: missing)
        }
        try letters(otherwise: missing)
    }

    private mutating func letters(otherwise: String) throws(JSONFault.Problem) {
        let start = position
        while let byte = next, Self.isOfWord(byte) { position += 1 }
        if position == start { throw JSONFault.Problem(problem: otherwise) }
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
            || "_$+-.".utf8.contains(byte)
    }

    /// Whether a word is a number of JSON5: also `+1`, `.5`, `0x1f`, `Infinity` and `NaN`.
    private static func isNumber(_ word: String) -> Bool {
        let digits = word.first == "-" || word.first == "+" ? word.dropFirst() : word[...]
        if digits == "Infinity" || digits == "NaN" { return true }
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
            let hex = digits.dropFirst(2)
            return hex.allSatisfy(\.isHexDigit) && Int64(hex, radix: 16) != nil
        }
        guard let first = digits.utf8.first, first == UInt8(ascii: ".") || 48...57 ~= first,
            !(first == 48 && digits.utf8.dropFirst().first.map { 48...57 ~= $0 } ?? false)
        else { return false }
        return Double(digits.last == "." ? digits.dropLast() : digits)?.isFinite ?? false
    }
}

extension JSONFault.Problem {
    fileprivate static let zero = Self(
        problem: "this text contains the character U+0000, which no name or path can have; "
            + "remove it")

    fileprivate init(control byte: UInt8) {
        let code = (byte < 16 ? "000" : "00") + String(byte, radix: 16)
        self.init(
            problem: "this text contains the control character U+\(code.uppercased()); write it as "
                + "\\u\(code)")
    }
}
