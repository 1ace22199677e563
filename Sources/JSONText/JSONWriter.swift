/// Writes one JSON text (RFC 8259) as UTF-8 bytes, front to back, commas placed by itself.
///
/// Calls must nest properly: a value inside an object follows a ``key(_:)``. The output is the
/// same for the same calls; numbers are written in the shortest form that reads back equal.
public struct JSONWriter: Sendable {
    /// Where the text will stand, which decides what must be escaped.
    public enum Place: Sendable {
        /// A file or an HTTP body.
        case document
        /// A `<script>` element: `<`, `>`, `&`, U+2028 and U+2029 are escaped too.
        case html
    }

    public private(set) var bytes: [UInt8] = []
    private let place: Place
    private let indent: Int
    private var depth = 0
    /// Whether the next value or key is the first in its container.
    private var isFirst = true
    private var followsKey = false

    /// `indent` spaces a level; 0 writes everything on one line.
    public init(place: Place = .document, indent: Int = 0) {
        self.place = place
        self.indent = indent
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Forgets what was written and keeps the memory, for the next chunk of the same text.
    public mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "{"))
        try members(&self)
        close(UInt8(ascii: "}"))
    }

    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "["))
        try elements(&self)
        close(UInt8(ascii: "]"))
    }

    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        if indent > 0 { bytes.append(UInt8(ascii: " ")) }
        followsKey = true
    }

    public mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
    }

    public mutating func integer(_ value: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Whole numbers are written without a fraction. What JSON cannot say (infinite, not a
    /// number) is written as `null`.
    public mutating func number(_ value: Double) {
        separate()
        if !value.isFinite {
            bytes.append(contentsOf: "null".utf8)
        } else if let whole = Int64(exactly: value) {
            bytes.append(contentsOf: String(whole).utf8)
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
    }

    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    public mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    public mutating func member(_ name: String, _ value: Double?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    public mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    /// Appends a JSON text made elsewhere as the next value, as it is.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { breakLine() }
        bytes.append(bracket)
        isFirst = false
    }

    private mutating func separate() {
        if followsKey {
            followsKey = false
            isFirst = false
            return
        }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 { breakLine() }
        isFirst = false
    }

    private mutating func breakLine() {
        guard indent > 0 else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * indent))
    }

    private mutating func appendQuoted(_ value: String) {
        var value = value
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { utf8 in
            var start = 0
            for position in 0..<utf8.count {
                guard let escape = escape(utf8, at: position) else { continue }
                bytes.append(contentsOf: utf8[start..<position])
                bytes.append(contentsOf: escape.text.utf8)
                start = position + escape.length
            }
            if start < utf8.count { bytes.append(contentsOf: utf8[start...]) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How the character that starts here must be written, when not as it is.
    private func escape(
        _ utf8: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (text: String, length: Int)? {
        let byte = utf8[position]
        switch byte {
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case 0x0A: return ("\\n", 1)
        case 0x0D: return ("\\r", 1)
        case 0x09: return ("\\t", 1)
        case 0..<0x20: return ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16), 1)
        default: break
        }
        guard place == .html else { return nil }
        switch byte {
        case UInt8(ascii: "<"): return ("\\u003c", 1)
        case UInt8(ascii: ">"): return ("\\u003e", 1)
        case UInt8(ascii: "&"): return ("\\u0026", 1)
        case 0xE2
        where position + 2 < utf8.count && utf8[position + 1] == 0x80
            && (utf8[position + 2] == 0xA8 || utf8[position + 2] == 0xA9):
            return (utf8[position + 2] == 0xA8 ? "\\u2028" : "\\u2029", 3)
        default: return nil
        }
    }
}
