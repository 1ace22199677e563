internal import CivilTime

/// Dates and periods as a language writes them.
struct DateWords {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    private static let english = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let german = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
        "Oktober", "November", "Dezember",
    ]
    private static let englishDays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let germanDays = [
        "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
    ]

    func month(_ number: Int) -> String {
        (language == .german ? Self.german : Self.english)[number - 1]
    }

    /// `Tuesday, 24 November 2026`; `nil` for no weekday.
    func weekdayName(_ number: Int) -> String? {
        guard (1...7).contains(number) else { return nil }
        return (language == .german ? Self.germanDays : Self.englishDays)[number - 1]
    }

    /// `Tue`, `Di`.
    func shortWeekday(_ number: Int) -> String? {
        weekdayName(number).map { String($0.prefix(language == .german ? 2 : 3)) }
    }

    /// `24 November 2026`
    func date(_ date: CivilDate) -> String { "\(dayAndMonth(date)) \(date.year)" }

    /// `24 November`
    func dayAndMonth(_ date: CivilDate) -> String {
        "\(date.day)\(language("", ".")) \(month(date.month))"
    }

    /// `24 Nov`, `24.11.`: where there is little room.
    func short(_ date: CivilDate) -> String {
        language("\(date.day) \(month(date.month).prefix(3))", "\(date.day).\(date.month).")
    }

    /// `Nov`, where there is little room.
    func shortMonth(_ date: CivilDate) -> String { String(month(date.month).prefix(3)) }

    /// `Tuesday, 24 November 2026`
    func weekday(_ date: CivilDate) -> String {
        "\(weekdayName(date.weekday) ?? ""), \(self.date(date))"
    }

    /// From ISO 8601 text: `22 Nov 09:12`, `09:12` or `22 Nov 2026`; in German
    /// `22.11.2026 09:12`.
    func clock(_ cell: Cell, _ format: Format, hasYear: Bool = false) -> String {
        guard case .text(let text) = cell else { return Format.undefined }
        let utf8 = Array(text.utf8)
        guard utf8.count >= 10 else { return text }
        let iso = String(decoding: utf8[..<10], as: UTF8.self)
        let day = CivilDate(iso).map { numeric($0, hasYear || format == .date) } ?? iso
        if format == .date { return day }
        guard utf8.count >= 16, utf8[10] == UInt8(ascii: "T") else { return text }
        let time = String(decoding: utf8[11..<16], as: UTF8.self)
        return format == .dateTime ? "\(day)\u{A0}\(time)" : time
    }

    /// `22 Nov` with no-break spaces, `22 Nov 2026`; in German `22.11.2026`, always with the year.
    private func numeric(_ date: CivilDate, _ hasYear: Bool) -> String {
        let (year, month, number) = date.components
        guard language == .german else {
            let name = self.month(month).prefix(3)
            return "\(number)\u{A0}\(name)" + (hasYear ? "\u{A0}\(year)" : "")
        }
        return "\(number < 10 ? "0" : "")\(number).\(month < 10 ? "0" : "")\(month).\(year)"
    }
}
