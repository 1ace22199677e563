/// Where a text stops being JSON (with comments, as JSON5 has them), and what is missing there.
///
/// Foundation's decoder says only that a text is not JSON. This looks again for the place, when it
/// has failed.
struct JSONFault: Error, Equatable {
    /// From 1 on; columns count characters.
    let line: Int
    let column: Int
    let problem: String

    /// `nil` if no fault is found.
    init?(in text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        do {
            try scanner.document()
            return nil
        } catch {
            let before = scanner.bytes[..<min(scanner.position, scanner.bytes.count)]
            line = before.count { $0 == 0x0A } + 1
            let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            column = String(decoding: before[start...], as: UTF8.self).count + 1
            problem = error.problem
        }
    }

    private struct Problem: Error {
        let problem: String
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        private var depth = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func document() throws(Problem) {
            try gap()
            try value()
            try gap()
            if next != nil { throw Problem(problem: "there is more after the end of the object") }
        }

        private mutating func value() throws(Problem) {
            depth += 1
            defer { depth -= 1 }
            guard depth < 100 else { throw Problem(problem: "the values are nested too deeply") }
            switch next {
            case UInt8(ascii: "{"):
                try elements(until: UInt8(ascii: "}")) { s throws(Problem) in try s.member() }
            case UInt8(ascii: "["):
                try elements(until: UInt8(ascii: "]")) { s throws(Problem) in try s.value() }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): try string()
            default: try word("a value is missing")
            }
        }

        /// What stands between braces or brackets; a comma may follow the last element.
        private mutating func elements(
            until closing: UInt8, _ element: (inout Self) throws(Problem) -> Void
        ) throws(Problem) {
            let name = closing == UInt8(ascii: "}") ? "brace }" : "bracket ]"
            position += 1
            try gap()
            while next != closing {
                guard next != nil else { throw Problem(problem: "the closing \(name) is missing") }
                try element(&self)
                try gap()
                if next == UInt8(ascii: ",") {
                    position += 1
                    try gap()
                } else if next != closing {
                    throw Problem(problem: "a comma or the closing \(name) is missing before this")
                }
            }
            position += 1
        }

        private mutating func member() throws(Problem) {
            if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
                try string()
            } else {
                try word("the name of a member is missing")
            }
            try gap()
            guard next == UInt8(ascii: ":") else {
                throw Problem(problem: "a colon is missing after the name of the member")
            }
            position += 1
            try gap()
            try value()
        }

        private mutating func string() throws(Problem) {
            let quote = next
            let start = position
            position += 1
            while let byte = next, byte != quote {
                guard byte != 0x0A else { break }
                position += byte == UInt8(ascii: "\\") ? 2 : 1
            }
            guard next == quote else {
                position = start
                throw Problem(problem: "the closing quote of this text is missing")
            }
            position += 1
        }

        /// A number, `true`, `null`, or a name without quotes.
        private mutating func word(_ otherwise: String) throws(Problem) {
            let start = position
            while let byte = next, Self.isOfWord(byte) { position += 1 }
            if position == start { throw Problem(problem: otherwise) }
        }

        private static func isOfWord(_ byte: UInt8) -> Bool {
            byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || "_$+-.".utf8.contains(byte)
        }

        /// Blanks and comments.
        private mutating func gap() throws(Problem) {
            while let byte = next {
                let two = position + 1 < bytes.count ? bytes[position + 1] : 0
                if byte == 0x20 || 0x09...0x0D ~= byte {
                    position += 1
                } else if byte == UInt8(ascii: "/"), two == UInt8(ascii: "/") {
                    while let byte = next, byte != 0x0A { position += byte == 0x0A ? 0 : 1 }
                } else if byte == UInt8(ascii: "/"), two == UInt8(ascii: "*") {
                    let start = position
                    position += 2
                    while position + 1 < bytes.count, bytes[position...].prefix(2) != [0x2A, 0x2F] {
                        position += 1
                    }
                    guard position + 1 < bytes.count else {
                        position = start
                        throw Problem(problem: "the end */ of this comment is missing")
                    }
                    position += 2
                } else {
                    return
                }
            }
        }
    }
}
