/// Reads numbers of fixed width from bytes, front to back.
///
/// Three times for each of the tasks that a pass reads: its small steps are inlined.
struct DigitReader {
    enum Offset {
        /// Nothing is left to read.
        case missing
        case minutes(Int)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    var isAtDigit: Bool { position < bytes.count && digit(bytes[position]) != nil }

    /// Whether a zone follows at once, after a date without a time.
    var isAtZone: Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        return byte | 0x20 == UInt8(ascii: "z") || byte == UInt8(ascii: "+")
    }

    @inline(__always)
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    @inline(__always)
    mutating func number(_ width: Int) -> Int? { number(width, width) }

    mutating func skipSpaces() {
        while skip(" ") {}
    }

    mutating func skipLetters() {
        while position < bytes.count, bytes[position] | 0x20 &- UInt8(ascii: "a") < 26 {
            position += 1
        }
    }

    /// Skips a word if it comes next, whatever the case of its letters.
    mutating func skip(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for offset in 0..<count
        where bytes[position + offset] | 0x20 != word.utf8Start[offset] | 0x20 {
            return false
        }
        position += count
        return true
    }

    @inline(__always)
    mutating func number(_ least: Int, _ most: Int) -> Int? {
        var value = 0
        var count = 0
        while count < most, position < bytes.count, let digit = digit(bytes[position]) {
            value = value * 10 + digit
            position += 1
            count += 1
        }
        return count >= least ? value : nil
    }

    /// The digits after a decimal mark as thousandths; further digits are cut.
    @inline(__always)
    mutating func thousandths() -> Int? {
        var value = 0
        var count = 0
        while position < bytes.count, let digit = digit(bytes[position]) {
            if count < 3 { value = value * 10 + digit }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }

    /// `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `-05`, with spaces before: minutes east of UTC.
    ///
    /// `nil` if something else comes next.
    mutating func offset() -> Offset? {
        skipSpaces()
        if isAtEnd { return .missing }
        if skip("Z") || skip("z") || skip(word: "UTC") || skip(word: "GMT") { return .minutes(0) }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours <= 18 else { return nil }
        if isAtEnd { return .minutes(sign * hours * 60) }
        _ = skip(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        return .minutes(sign * (hours * 60 + minutes))
    }

    @inline(__always)
    private func digit(_ byte: UInt8) -> Int? {
        byte >= 48 && byte <= 57 ? Int(byte) - 48 : nil
    }
}
