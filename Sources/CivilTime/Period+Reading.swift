extension Period {
    /// The words for periods relative to today; `last-7-days` stands for any number of days.
    public static let words = [
        "today", "yesterday", "this-week", "this-month", "this-quarter", "this-year",
        "last-week", "last-month", "last-quarter", "last-year", "last-7-days",
    ]

    /// The longest run of days that `last-N-days` takes.
    static let maximumDays = 3660

    /// Reads one of ``words``, `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`, or
    /// `START/END`: dates or local times (`2026-11-24T08:00/2026-11-24T12:00`) with an exclusive
    /// end, or weeks, months, quarters or years with both included. `today` is the date that the
    /// words count from.
    ///
    /// Throws ``PeriodError``.
    public init(_ text: String, today: CivilDate) throws {
        if let word = try Self.word(text, today: today) {
            self = word
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts.contains("") else {
            throw PeriodError(
                .malformed, "\"\(text)\" is not a period. Write a range as START/END.")
        }
        guard parts.count == 2 else {
            let part = try PeriodPart(parts[0])
            guard part.unit != .time else {
                throw PeriodError(
                    .unsupported, "\(text) is an instant. Add an end: \(text)/END.")
            }
            self.init(unit: part.unit, first: part.first, end: part.unit.end(after: part.first))
            return
        }
        self = try PeriodPart(parts[0]).period(to: PeriodPart(parts[1]), text)
    }

    /// Reads the name of a period's folder, which ``description`` writes; `nil` for any other.
    public init?(folderName name: String) {
        // Words do not name folders.
        guard name.utf8.first.map({ (48...57).contains($0) }) == true,
            let period = try? Period(
                name.split(separator: "_", omittingEmptySubsequences: false)
                    .joined(separator: "/"), today: CivilDate(dayNumber: 0)),
            period.description == name
        else { return nil }
        self = period
    }

    /// `nil` for what begins with a digit.
    private static func word(_ text: String, today: CivilDate) throws -> Period? {
        func unit(_ unit: Unit, before count: Int = 0) -> Period {
            let start = unit.start(count: -count, after: unit.start(of: today))
            return Period(unit: unit, first: start, end: unit.end(after: start))
        }
        switch text {
        case "today": return unit(.day)
        case "yesterday": return unit(.day, before: 1)
        case "this-week": return unit(.week)
        case "this-month": return unit(.month)
        case "this-quarter": return unit(.quarter)
        case "this-year": return unit(.year)
        case "last-week": return unit(.week, before: 1)
        case "last-month": return unit(.month, before: 1)
        case "last-quarter": return unit(.quarter, before: 1)
        case "last-year": return unit(.year, before: 1)
        default:
            if text.utf8.first.map({ (48...57).contains($0) }) == true { return nil }
            return try lastDays(text, today: today)
        }
    }

    /// `last-7-days`: whole days before today.
    private static func lastDays(_ text: String, today: CivilDate) throws -> Period {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0] == "last", fields[2] == "days", !fields[1].isEmpty,
            fields[1].utf8.allSatisfy({ (48...57).contains($0) })
        else { throw PeriodError(.unknownWord, "There is no period \"\(text)\".") }
        guard let count = Int(fields[1]), (1...maximumDays).contains(count) else {
            throw PeriodError(
                .unsupported,
                "\(text): the number of days is 1 to \(maximumDays).")
        }
        return Period(unit: .day, first: today.adding(days: -count), end: today)
    }
}
