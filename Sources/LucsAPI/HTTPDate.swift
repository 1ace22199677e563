import CivilTime

/// The date-times of HTTP headers.
enum HTTPDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, and the older `Sunday, 06-Nov-94 08:49:37 GMT`.
    static func parse(_ text: String) -> Timestamp? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }
        guard parts.count >= 5, let day = Int(parts[1]),
            let month = months.firstIndex(of: parts[2].lowercased()),
            var year = Int(parts[3]), year >= 0, year < 10_000
        else { return nil }
        if parts[3].utf8.count == 2 { year += year < 70 ? 2000 : 1900 }
        let clock = parts[4].split(separator: ":").map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second),
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let ofDay = (hour * 60 + minute) * 60 + min(second, 59)
        return Timestamp(milliseconds: Int64(date.dayNumber) * 86_400_000 + Int64(ofDay) * 1000)
    }
}
