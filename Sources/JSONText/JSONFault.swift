/// The place where a text stops being JSON (with comments, as JSON5 has them), and the reason.
///
/// To be asked before Foundation decodes a file of the user's: its decoder of JSON5 reports only that
/// a text is not JSON, and ends the program upon `1e+`, and upon bytes that are not UTF-8 in a name
/// without quotes.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    /// Counted in characters, from 1.
    public let column: Int
    /// A clause without a full stop.
    public let problem: String

    /// `nil` if no fault is found.
    public init?(in text: some Sequence<UInt8>) {
        var scanner = Scanner(text)
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

    public var description: String { "line \(line), column \(column): \(problem)" }
}

extension JSONFault {
    struct Problem: Error {
        let problem: String
    }

    /// Reads a text to its first fault, at which ``position`` then is.
    struct Scanner {
        let bytes: [UInt8]
        var position = 0
        private var depth = 0

        /// - Parameter text: UTF-8, with or without a byte order mark.
        init(_ text: some Sequence<UInt8>) {
            let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let all = Array(text)
            bytes = all.starts(with: mark) ? Array(all.dropFirst(mark.count)) : all
        }

        var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func document() throws(Problem) {
            if let invalid = JSONError.firstByteNotUTF8(in: bytes) {
                position = invalid
                throw Problem(problem: "the file is not UTF-8 text from here on")
            }
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
            default: try word()
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
                try name()
            }
            try gap()
            guard next == UInt8(ascii: ":") else {
                throw Problem(problem: "a colon is missing after the name of the member")
            }
            position += 1
            try gap()
            try value()
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
