/// Texts that a spreadsheet would take for a formula, or for one of its error values.
///
/// Where a field begins depends on the separator that the program assumes, which need not be the
/// one of the file: `a;=1+1` is one field of a file with commas and two of one with semicolons. So
/// a sign counts at the beginning, and after everything that may separate fields or lines; and it
/// counts behind what is not seen, since programs look past it.
enum SpreadsheetText {
    /// The text with an apostrophe before every sign that could begin a formula; `nil` if it has
    /// none.
    static func defused(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        // Most texts have none of the signs anywhere.
        guard utf8.contains(where: { isSuspect($0) }) else { return nil }
        var defused = String.UnicodeScalarView()
        var isAtStart = true
        var isChanged = false
        let scalars = String(decoding: utf8, as: UTF8.self).unicodeScalars
        for (index, scalar) in zip(scalars.indices, scalars) {
            if separators.contains(scalar) {
                isAtStart = true
            } else if isAtStart, signs.contains(scalar) || isError(scalars[index...]) {
                defused.append("'")
                isChanged = true
                isAtStart = false
            } else if !isUnseen(scalar) {
                isAtStart = false
            }
            defused.append(scalar)
        }
        return isChanged ? Array(String(defused).utf8) : nil
    }

    /// The first bytes of the signs: all others than those of ASCII begin with two of them.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
            UInt8(ascii: "#"), 0xE2, 0xEF:
            true
        default: false
        }
    }

    /// For some locales the full-width forms are as good.
    private static let signs: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−",
    ]
    private static let separators: Set<Unicode.Scalar> = [",", ";", "\t", "|", "\n", "\r"]

    /// Whether the field that begins here is an error value, as `#N/A`: formulas that read the cell
    /// would fail.
    private static func isError(_ rest: Substring.UnicodeScalarView) -> Bool {
        guard rest.first == "#" else { return false }
        let field = Substring(rest.prefix { !separators.contains($0) && $0 != "\"" })
        return errors.contains(field.uppercased().filter { $0 != " " })
    }

    private static let errors: Set<String> = [
        "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#NV", "#BEZUG!",
        "#WERT!", "#ZAHL!", "#SPILL!", "#CALC!", "#FIELD!",
    ]

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        // A quotation mark may open a field; the empty pattern of Braille is as blank as a space.
        if scalar == "\"" || scalar == "\u{2800}" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
