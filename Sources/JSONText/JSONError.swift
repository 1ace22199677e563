/// Why a text is not the JSON that was expected: where, what should have stood there, and
/// what did.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte, counted from 0 at the start of the text (a byte order mark included).
    public let offset: Int
    /// What should have stood there, as a noun: `a comma or }`.
    public let expected: String
    /// What stood there, as a noun: `the letter x`, `the end of the text`.
    public let found: String

    public init(offset: Int, expected: String, found: String) {
        self.offset = offset
        self.expected = expected
        self.found = found
    }

    /// Whether the text is not UTF-8, whatever else it may be.
    public var isEncoding: Bool { expected == Self.encoding }
    private static let encoding = "UTF-8"

    /// - Precondition: the bytes are not UTF-8.
    static func notUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONError {
        let offset = firstByteNotUTF8(in: bytes) ?? bytes.count
        return JSONError(
            offset: offset, expected: encoding,
            found: offset < bytes.count ? name(of: bytes[offset]) : "the end of the text")
    }

    /// The offset of the first byte that is not part of a character; `nil` if all are.
    static func firstByteNotUTF8(in bytes: some Sequence<UInt8>) -> Int? {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }

    public var description: String { "expected \(expected) at byte \(offset), found \(found)" }
}

extension JSONError {
    /// Names a byte for people; bytes that do not print are shown as numbers.
    static func name(of byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: return "'\(Character(Unicode.Scalar(byte)))'"
        case 0x20: return "a space"
        case 0x0A, 0x0D: return "the end of the line"
        default: return "byte \(byte)"
        }
    }
}
