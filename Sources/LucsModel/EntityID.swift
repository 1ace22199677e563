/// What LUCS names an entity by: a GUID, or some other text, compared without regard to case.
public enum EntityID: Hashable, Sendable {
    /// A GUID as its two halves, big end first.
    case guid(UInt64, UInt64)
    /// Any other identifier, in lower case.
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
            self = .text(String(decoding: bytes, as: UTF8.self).lowercased())
        }
    }

    private static func guid(_ bytes: UnsafeBufferPointer<UInt8>) -> EntityID? {
        var start = 0
        if bytes.count == 38, bytes[0] == UInt8(ascii: "{"), bytes[37] == UInt8(ascii: "}") {
            start = 1
        } else if bytes.count != 36 {
            return nil
        }
        var high: UInt64 = 0
        var low: UInt64 = 0
        var nibbles = 0
        for position in 0..<36 {
            let byte = bytes[start + position]
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let nibble: UInt8
            switch byte {
            case 48...57: nibble = byte - 48
            case 65...70: nibble = byte - 55
            case 97...102: nibble = byte - 87
            default: return nil
            }
            if nibbles < 16 {
                high = high << 4 | UInt64(nibble)
            } else {
                low = low << 4 | UInt64(nibble)
            }
            nibbles += 1
        }
        return .guid(high, low)
    }
}

extension EntityID: CustomStringConvertible {
    /// Lower case, a GUID in its usual five groups.
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
