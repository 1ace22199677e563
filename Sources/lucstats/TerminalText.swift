/// Bytes as a terminal may have them.
///
/// Names and texts of servers and files may hold what a terminal obeys: sequences that move the
/// cursor, change the title or type into the shell, and characters that turn text around.
enum TerminalText {
    /// The same text with every such character written out, as JSON does: `\\u001b`. What JSON
    /// quotes stays JSON.
    static func shown(_ bytes: [UInt8]) -> [UInt8] {
        // What is ASCII and seen needs no look at characters.
        guard bytes.contains(where: { $0 >= 0x7F || $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else {
            return bytes
        }
        var shown = String.UnicodeScalarView()
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isLineEnd =
                scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
            if isLineEnd || isHarmless(scalar) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: written(scalar).unicodeScalars)
            }
        }
        return Array(String(shown).utf8)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" || scalar == "\t" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    private static func written(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
