internal import CivilTime

/// Values in a form that spreadsheet programs read as what they are.
///
/// A spreadsheet guesses a type for each cell. It shows epoch milliseconds as a number of 13 digits,
/// leaves ISO 8601 times as text, and turns a name such as `007` or `3-4` into a number or a date.
enum SpreadsheetCell {
    /// The meaning of a column, by its name.
    enum Column {
        /// Epoch milliseconds UTC.
        case instant
        /// An ISO 8601 text: a time with an offset, a date, or a time of day.
        case time
        case other

        init(_ name: String) {
            if name.hasSuffix("_at") {
                self = .instant
            } else if Self.times.contains(name)
                || ["_utc", "_local", "_date", "_time"].contains(where: name.hasSuffix)
            {
                self = .time
            } else {
                self = .other
            }
        }

        private static let times: Set<String> = ["start", "end", "date", "time", "month"]
    }

    /// The instants that are written as dates: from 1980 to 2299.
    private static let datable: ClosedRange<Int64> = 315_532_800_000...10_413_792_000_000

    /// `2026-11-24 08:15:10` on the clock of the calendar; `nil` for a number that is not an instant
    /// of these centuries. Spreadsheets differ in how they read milliseconds, which are left out.
    static func local(_ milliseconds: Int64, in calendar: LocalCalendar) -> String? {
        guard datable.contains(milliseconds) else { return nil }
        return dated(calendar.iso8601(Timestamp(milliseconds: milliseconds)))
    }

    /// `2026-11-24 08:15:10` of `2026-11-24T08:15:10.250+01:00`; `nil` for another text.
    static func dated(_ text: String) -> String? {
        guard
            let match = text.wholeMatch(
                of: /(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/)
        else { return nil }
        return "\(match.output.1) \(match.output.2)"
    }

    /// Whether a spreadsheet would take a text for a number, a date, a time or a truth value, and
    /// show it as something else.
    static func isLikeNumber(_ text: String) -> Bool {
        if truths.contains(text.uppercased()) { return true }
        guard text.utf8.count <= 40, text.contains(where: \.isNumber) else { return false }
        let words = text.uppercased().split { !$0.isLetter }
        guard words.allSatisfy({ units.contains($0) || currencies.contains($0) || isMonth($0) })
        else { return false }
        // `5 A` is a time of day; `A-5` is not.
        if let first = words.first, text.first?.isLetter == true, units.contains(first) {
            return false
        }
        return text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.isWhitespace
                || $0.properties.numericType != nil || signs.contains($0)
        }
    }

    private static let truths: Set<String> = [
        "TRUE", "FALSE", "WAHR", "FALSCH", "VRAI", "FAUX", "VERO", "FALSO",
    ]
    /// Exponents, halves of the day, and the letter between date and time.
    private static let units: Set<Substring> = ["E", "D", "A", "P", "AM", "PM", "T"]
    private static let currencies: Set<Substring> = ["CHF", "EUR", "USD", "FR"]
    private static let signs = Set(".,:;/-+()%'’\"$€£_".unicodeScalars)

    /// A month's name or its beginning, in English, German, French or Italian.
    private static func isMonth(_ word: Substring) -> Bool {
        word.count >= 3 && months.contains { $0.hasPrefix(word) }
    }

    private static let months = """
        JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER
        JANUAR FEBRUAR MÄRZ MRZ APRIL MAI JUNI JULI AUGUST SEPTEMBER OKTOBER NOVEMBER DEZEMBER
        JANVIER FÉVRIER MARS AVRIL MAI JUIN JUILLET AOÛT SEPTEMBRE OCTOBRE NOVEMBRE DÉCEMBRE
        GENNAIO FEBBRAIO MARZO APRILE MAGGIO GIUGNO LUGLIO AGOSTO SETTEMBRE OTTOBRE NOVEMBRE DICEMBRE
        """.split(whereSeparator: \.isWhitespace)
}
