/// Reads one JSON text (RFC 8259) from UTF-8 bytes, front to back, without building a tree.
///
/// The caller pulls what it expects, in the order of the text:
/// ```swift
/// try reader.beginArray()
/// while try reader.nextElement() {
///     try reader.beginObject()
///     while let field = try reader.nextMember(names) { … read or skip one value … }
/// }
/// try reader.end()
/// ```
/// A byte order mark is skipped. Grammar is strict (no comments, no trailing commas, nothing
/// after the value). Containers nest at most ``greatestDepth`` deep; deeper is an error, also
/// within a value that is skipped, and never costs stack. Lone surrogates, which only escapes can
/// write, become U+FFFD. A text that was asked for and is not UTF-8 has ``read(_:_:)`` refuse the
/// whole: what a name in another encoding says can only be guessed.
///
/// The bytes must stay in place while the reader is used; ``read(_:_:)`` sees to that.
public struct JSONReader {
    /// Containers inside containers, the outermost one counted.
    public static let greatestDepth = 64

    let bytes: UnsafeBufferPointer<UInt8>
    /// The offset of the next byte to be read.
    public internal(set) var position: Int
    var depth = 0
    /// Whether the next member or element is the first of its container.
    var isAtFirst = false
    /// Whether a string that was read as text was not UTF-8.
    private var hasInvalidText = false
    /// Strings with escapes are written out here; kept to be used again.
    var scratch: [UInt8] = []
    /// In which order the members of each kind of object came so far.
    var sequences: [MemberSequence] = []
    var words = WordMemory()
    /// The members that ``nextMember(_:)`` had to pass over because their table lacks them.
    public var unknownMembers = UnknownMembers()
    /// Values that the reader's user could not make sense of.
    public var unreadableValues = UnreadableValues()

    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        let hasMark =
            bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        position = hasMark ? 3 : 0
    }

    /// Reads a whole text: `body` reads the one value, then nothing but space may follow.
    ///
    /// - Throws: what `body` throws, and ``JSONError``.
    public static func read<Value>(
        _ bytes: [UInt8], _ body: (inout JSONReader) throws -> Value
    ) throws -> Value {
        try bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            let value = try body(&reader)
            try reader.end()
            if reader.hasInvalidText { throw JSONError.notUTF8(buffer) }
            return value
        }
    }

    /// To be called when bytes of a string that are kept are not UTF-8.
    public mutating func noteInvalidText() { hasInvalidText = true }

    /// What the next value is, by its first byte. Reads nothing but space.
    public mutating func kind() throws(JSONError) -> JSONKind {
        skipSpace()
        guard position < bytes.count else { throw error("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), 48...57: return .number
        default: throw error("a value")
        }
    }

    /// Makes sure that nothing but space is left.
    public mutating func end() throws(JSONError) {
        skipSpace()
        guard position == bytes.count else { throw error("nothing after the value") }
    }

    public mutating func beginArray() throws(JSONError) {
        try open(UInt8(ascii: "["), "an array")
    }

    /// Moves to the next element of the array that was begun; `false` at its end, which is read.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try advance(to: UInt8(ascii: "]"), "a comma or ]")
    }

    public mutating func beginObject() throws(JSONError) {
        try open(UInt8(ascii: "{"), "an object")
    }

    /// Moves to the value of the next member and tells its name; `nil` at the end of the object,
    /// which is read.
    public mutating func nextMember() throws(JSONError) -> String? {
        guard try advance(to: UInt8(ascii: "}"), "a comma or }") else { return nil }
        return try text(of: scanName())
    }

    /// Reads a `null` if that is the next value.
    public mutating func skipNull() throws(JSONError) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }
}

/// The kinds of JSON value.
public enum JSONKind: Hashable, Sendable {
    case object, array, string, number, bool, null
}

extension JSONReader {
    @inline(__always)
    mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
            else { return }
            position += 1
        }
    }

    @inline(__always)
    mutating func open(_ bracket: UInt8, _ expected: StaticString) throws(JSONError) {
        skipSpace()
        guard position < bytes.count, bytes[position] == bracket else {
            throw error(expected)
        }
        try enter()
        position += 1
        isAtFirst = true
    }

    @inline(__always)
    mutating func enter() throws(JSONError) {
        guard depth < Self.greatestDepth else {
            throw JSONError(
                offset: position, expected: "at most \(Self.greatestDepth) nested containers",
                found: "one more")
        }
        depth += 1
    }

    /// Reads the comma before the next member or element, or the bracket that ends them.
    @inline(__always)
    mutating func advance(
        to bracket: UInt8, _ expected: StaticString
    ) throws(JSONError) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw error(expected) }
        let byte = bytes[position]
        if byte == bracket {
            position += 1
            depth -= 1
            isAtFirst = false
            return false
        }
        if isAtFirst {
            isAtFirst = false
        } else {
            guard byte == UInt8(ascii: ",") else { throw error(expected) }
            position += 1
        }
        return true
    }

    /// Reads a member's name and the colon after it.
    @inline(__always)
    mutating func scanName() throws(JSONError) -> ScannedString {
        skipSpace()
        let name = try scanString("a member name in quotes")
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw error("a colon")
        }
        position += 1
        return name
    }

    @inline(never)
    func error(_ expected: StaticString) -> JSONError {
        let found =
            position < bytes.count ? JSONError.name(of: bytes[position]) : "the end of the text"
        return JSONError(offset: position, expected: "\(expected)", found: found)
    }
}
