/// The text of a configuration file, JSON with comments, whose members can be set while all else
/// stays as it is written.
struct ConfigurationText {
    private var bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    private struct Member {
        var name: String
        var value: Range<Int>
    }

    /// Replaces the value of a member of the outermost object, or adds the member to its end.
    ///
    /// - Throws: ``Failure`` where the text is no object.
    mutating func set(_ name: String, to json: String) throws {
        let (members, end, needsComma) = try scan()
        if let member = members.last(where: { $0.name == name }) {
            bytes.replaceSubrange(member.value, with: Array(json.utf8))
            return
        }
        var addition = "  \"\(name)\": \(json)\n"
        // On a line of its own, also where the brace stands behind something.
        let isAtLineStart = bytes[..<end].last { $0 != 0x20 && $0 != 0x09 } == 0x0A
        if !isAtLineStart { addition = "\n" + addition }
        let start = isAtLineStart ? bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? end : end
        bytes.replaceSubrange(start..<end, with: Array(addition.utf8))
        // The comma goes behind the last value: a comment may follow that.
        if needsComma, let last = members.last {
            bytes.insert(UInt8(ascii: ","), at: last.value.upperBound)
        }
    }

    /// The members of the outermost object, where its brace closes, and whether another member
    /// needs a comma before it.
    private func scan() throws -> (members: [Member], end: Int, needsComma: Bool) {
        var position = 0
        skipSpace(&position)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else {
            throw Failure(.configuration, "The configuration is no object in braces.")
        }
        position += 1
        var members: [Member] = []
        var needsComma = false
        while true {
            skipSpace(&position)
            guard position < bytes.count else {
                throw Failure(.configuration, "The configuration has no closing brace.")
            }
            switch bytes[position] {
            case UInt8(ascii: "}"): return (members, position, needsComma)
            case UInt8(ascii: ","):
                position += 1
                needsComma = false
            default:
                let name = token(&position)
                skipSpace(&position)
                // The colon.
                position += 1
                skipSpace(&position)
                let start = position
                skipValue(&position)
                members.append(Member(name: name, value: start..<position))
                needsComma = true
            }
        }
    }

    private func skipSpace(_ position: inout Int) {
        while position < bytes.count {
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            switch (bytes[position], next) {
            case (0...0x20, _): position += 1
            case (UInt8(ascii: "/"), UInt8(ascii: "/")):
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                position += 2
                while position + 1 < bytes.count,
                    bytes[position] != UInt8(ascii: "*") || bytes[position + 1] != UInt8(ascii: "/")
                {
                    position += 1
                }
                position += 2
            default: return
            }
        }
    }

    /// A name, quoted or not; in the former case without its quotes.
    private func token(_ position: inout Int) -> String {
        let start = position
        if isQuote(bytes[position]) {
            skipText(&position)
            return String(
                decoding: bytes[(start + 1)..<max(start + 1, position - 1)], as: UTF8.self)
        }
        while position < bytes.count, bytes[position] > 0x20, bytes[position] != UInt8(ascii: ":") {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func skipValue(_ position: inout Int) {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            if isQuote(byte) {
                skipText(&position)
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
                position += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                guard depth > 0 else { return }
                depth -= 1
                position += 1
            } else if depth == 0, byte <= 0x20 || byte == UInt8(ascii: ",") {
                return
            } else if byte == UInt8(ascii: "/"), position + 1 < bytes.count,
                [UInt8(ascii: "/"), UInt8(ascii: "*")].contains(bytes[position + 1])
            {
                if depth == 0 { return }
                skipSpace(&position)
                continue
            } else {
                position += 1
                continue
            }
            if depth == 0 { return }
        }
    }

    private func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private func skipText(_ position: inout Int) {
        let quote = bytes[position]
        position += 1
        while position < bytes.count, bytes[position] != quote {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, bytes.count)
    }
}
