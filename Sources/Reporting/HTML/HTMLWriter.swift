/// Writes HTML (and the SVG inside it) as UTF-8 bytes, front to back.
///
/// Text and attributes are escaped here, and there is no other way to add bytes than
/// ``RawMarkup``; names of elements and attributes are fixed in the source.
struct HTMLWriter {
    typealias Attributes = KeyValuePairs<StaticString, String?>

    private(set) var bytes: [UInt8] = []

    /// An element with content. Attributes whose value is `nil` are left out.
    mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:],
        _ content: (inout HTMLWriter) throws -> Void
    ) rethrows {
        open(name, attributes)
        try content(&self)
        bytes.append(contentsOf: "</".utf8)
        append(name)
        bytes.append(UInt8(ascii: ">"))
    }

    /// An element that holds one text.
    mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:], text: String
    ) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element that has no content and no end tag in HTML, such as `meta`.
    mutating func void(_ name: StaticString, _ attributes: Attributes = [:]) {
        open(name, attributes)
    }

    /// An element that holds one text and whose end tag HTML lets go, such as `td` in a row: in
    /// long tables that counts.
    mutating func openEnded(
        _ name: StaticString, _ attributes: Attributes = [:], text: String
    ) {
        open(name, attributes)
        escape(text)
    }

    mutating func text(_ value: String) {
        escape(value)
    }

    mutating func raw(_ markup: RawMarkup) {
        bytes.append(contentsOf: markup.text.utf8)
    }

    /// A line break between elements, for people who read the source.
    mutating func breakLine() {
        bytes.append(0x0A)
    }

    private mutating func open(_ name: StaticString, _ attributes: Attributes) {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        for (name, value) in attributes {
            guard let value else { continue }
            bytes.append(UInt8(ascii: " "))
            append(name)
            bytes.append(contentsOf: "=\"".utf8)
            escape(value)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func append(_ name: StaticString) {
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func escape(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            for byte in utf8 {
                switch byte {
                case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
                case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
                case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
                case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
                case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
                case 0x09, 0x0A, 0x20...: bytes.append(byte)
                default: bytes.append(contentsOf: "\u{FFFD}".utf8)
                }
            }
        }
    }
}

/// Markup that goes into a page as it is. Only for what this module's source contains.
struct RawMarkup {
    let text: String

    init(trusted text: String) {
        self.text = text
    }
}
