import JSONText
import TestServers

/// JSON texts of every shape, written with varied spacing and escaping, beside their meaning.
struct RandomDocument {
    var text = ""
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func value(depth: Int) -> JSONValue {
        space()
        defer { space() }
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
        case 0:
            text += "null"
            return .null
        case 1:
            let value = Bool.random(using: &generator)
            text += value ? "true" : "false"
            return .bool(value)
        case 2:
            let value = Int64.random(in: .min ... .max, using: &generator) >> shift()
            text += "\(value)"
            return .integer(value)
        case 3:
            let value = Double.random(in: -1...1, using: &generator) * 1e10 + 0.5
            text += "\(value)"
            return Int64(exactly: value).map { .integer($0) } ?? .number(value)
        case 4, 5: return .string(string())
        case 6, 7:
            var members: [String: JSONValue] = [:]
            text += "{"
            for index in 0..<Int.random(in: 0...6, using: &generator) {
                if index > 0 { text += "," }
                space()
                let name = string(ending: "\(index)")
                space()
                text += ":"
                members[name] = value(depth: depth - 1)
            }
            space()
            text += "}"
            return .object(members)
        default:
            var elements: [JSONValue] = []
            text += "["
            for index in 0..<Int.random(in: 0...6, using: &generator) {
                if index > 0 { text += "," }
                elements.append(value(depth: depth - 1))
            }
            space()
            text += "]"
            return .array(elements)
        }
    }

    private mutating func shift() -> Int64 { Int64.random(in: 0..<63, using: &generator) }

    private mutating func space() {
        let spaces = ["", "", "", " ", "\n  ", "\t", "\r\n"]
        text += spaces.randomElement(using: &generator) ?? ""
    }

    /// `ending` keeps the names of one object apart: readers differ on which twin counts.
    private mutating func string(ending: String = "") -> String {
        let samples: [(written: String, meant: String)] = [
            ("a", "a"), ("Zürich", "Zürich"), ("\\n", "\n"), ("\\\"", "\""), ("\\\\", "\\"),
            ("\\/", "/"), ("\\u00e9", "é"), ("\\uD83D\\uDE00", "😀"), ("😀", "😀"),
            ("\\u0000", "\u{FFFD}"), ("sip:anna@example.com", "sip:anna@example.com"), ("é", "é"),
            ("\\b\\f\\t\\r", "\u{8}\u{c}\t\r"), ("0123456789", "0123456789"), ("\u{7F}", "\u{7F}"),
        ]
        var meant = ""
        text += "\""
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            guard let sample = samples.randomElement(using: &generator) else { continue }
            text += sample.written
            meant += sample.meant
        }
        text += ending + "\""
        return meant + ending
    }
}
