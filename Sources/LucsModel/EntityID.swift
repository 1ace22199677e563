/// What LUCS names an entity by: a GUID, a SIP URI or some other text.
///
/// GUIDs and SIP URIs compare without regard to case, other texts as they are.
public enum EntityID: Hashable, Sendable {
    /// A GUID as its two halves, big end first.
    case guid(UInt64, UInt64)
    /// Any other identifier; a SIP URI in lower case.
    case text(String)

    public init(_ text: String) {
        var text = text
        self = text.withUTF8 { EntityID(bytes: $0) }
    }

    /// Reads an identifier from UTF-8 bytes. Braces around a GUID are dropped.
    public init(bytes: UnsafeBufferPointer<UInt8>) {
        if let guid = Self.guid(bytes) {
            self = guid
        } else {
            let text = String(decoding: bytes, as: UTF8.self)
            self = .text(Self.isAddress(bytes) ? text.lowercased() : text)
        }
    }

    /// Whether a text is a SIP URI, with or without its scheme.
    private static func isAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if bytes.contains(UInt8(ascii: "@")) { return true }
        return ["sip:", "sips:"].contains { scheme in
            bytes.count > scheme.utf8.count
                && zip(bytes, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
        }
    }

    /// Whether the identifier is written just like these UTF-8 bytes.
    public func isSpelled(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        // A GUID of this length has no braces: only capitals make a difference.
        case .guid: bytes.count == 36 && !Self.hasCapitals(bytes)
        case .text(let text): text.utf8.elementsEqual(bytes)
        }
    }

    /// Whether a letter of a GUID is a capital: of its characters, only letters have bit 6, and only
    /// small ones bit 5 too. Eight bytes at a time, the last eight again.
    private static func hasCapitals(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = UnsafeRawPointer(bytes.baseAddress), bytes.count >= 8 else { return true }
        let letters: UInt64 = 0x4040_4040_4040_4040
        var capitals: UInt64 = 0
        var at = 0
        while at < bytes.count {
            let place = min(at, bytes.count - 8)
            let word = base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            capitals |= word & letters & ~(word << 1)
            at += 8
        }
        return capitals != 0
    }

    private static func guid(_ bytes: UnsafeBufferPointer<UInt8>) -> EntityID? {
        var start = 0
        if bytes.count == 38, bytes[0] == UInt8(ascii: "{"), bytes[37] == UInt8(ascii: "}") {
            start = 1
        } else if bytes.count != 36 {
            return nil
        }
        let dash = UInt8(ascii: "-")
        guard let base = UnsafeRawPointer(bytes.baseAddress), bytes[start + 8] == dash,
            bytes[start + 13] == dash, bytes[start + 18] == dash, bytes[start + 23] == dash
        else { return nil }
        func eight(_ at: Int) -> UInt64 {
            UInt64(littleEndian: base.loadUnaligned(fromByteOffset: start + at, as: UInt64.self))
        }
        func four(_ at: Int) -> UInt64 {
            let word = base.loadUnaligned(fromByteOffset: start + at, as: UInt32.self)
            return UInt64(UInt32(littleEndian: word))
        }
        guard let first = HexDigits.value(of: eight(0)),
            let second = HexDigits.value(of: four(9) | four(14) << 32),
            let third = HexDigits.value(of: four(19) | four(24) << 32),
            let fourth = HexDigits.value(of: eight(28))
        else { return nil }
        return .guid(first << 32 | second, third << 32 | fourth)
    }

    /// Feeds a GUID as one word: identifiers are looked up by the hundred thousand.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .guid: hasher.combine(mixed)
        case .text(let text): hasher.combine(text)
        }
    }

    /// A hash for a ``HashIndex``. Folded with a number of this process, so that nobody can make
    /// identifiers that collide.
    public var mixed: UInt64 {
        switch self {
        case .guid(let high, let low):
            let (top, bottom) = (high ^ Self.salt.high).multipliedFullWidth(by: low ^ Self.salt.low)
            return top ^ bottom
        case .text(let text): return UInt64(truncatingIfNeeded: text.hashValue)
        }
    }

    private static let salt = (
        high: UInt64.random(in: .min ... .max), low: UInt64.random(in: .min ... .max)
    )
}

/// Hexadecimal digits, eight at a time.
private enum HexDigits {
    /// The value of eight ASCII digits, the first one in the lowest byte; `nil` where any is none.
    ///
    /// Works on all eight bytes at once: no sum carries over, since every byte is below 128.
    static func value(of word: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        guard word & highs == 0 else { return nil }
        let folded = word | ones &* 0x20
        let isFrom0 = folded &+ ones &* (0x80 - 0x30)
        let isAfter9 = folded &+ ones &* (0x7F - 0x39)
        let isFromA = folded &+ ones &* (0x80 - 0x61)
        let isAfterF = folded &+ ones &* (0x7F - 0x66)
        let isDigit = isFrom0 & ~isAfter9
        let isLetter = isFromA & ~isAfterF
        guard (isDigit | isLetter) & highs == highs,
            // Folding must not have made a digit out of a control character.
            (word | word >> 1) & (ones &* 0x20) == ones &* 0x20
        else { return nil }
        var value = (folded & (ones &* 0x0F)) &+ ((isLetter & highs) >> 7) &* 9
        value = value.byteSwapped
        value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
        value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
        return (value | value >> 16) & 0xFFFF_FFFF
    }
}

extension EntityID: CustomStringConvertible {
    /// A GUID in lower case and five groups, a SIP URI in lower case, another text as it is.
    public var description: String {
        switch self {
        case .text(let text): return text
        case .guid(let high, let low):
            let digits = Array("0123456789abcdef".utf8)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(36)
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    bytes.append(UInt8(ascii: "-"))
                }
                let half = nibble < 16 ? high : low
                let shift = UInt64(60 - 4 * (nibble % 16))
                bytes.append(digits[Int(half >> shift & 15)])
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
