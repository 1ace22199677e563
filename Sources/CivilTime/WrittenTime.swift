/// A date-time as a server wrote it.
public struct WrittenTime: Hashable, Sendable {
    /// The instant; without a zone read as UTC.
    public var timestamp: Timestamp
    /// Whether the text names its offset from UTC. An epoch needs none.
    public var hasZone: Bool

    /// Reads the date-times that servers like LUCS write:
    /// - ISO 8601 in its common forms: `2019-06-14T08:12:51.366Z`, `2019-06-14 10:12 +02:00`,
    ///   `2019/06/14 08:12:51 UTC`, `20190614T081251Z`;
    /// - `24.06.2019 13:00:56.2732376Z`, day before month;
    /// - `/Date(1560499971366)/`, an offset in it says nothing more;
    /// - the epoch in seconds or milliseconds: `1560499971`, `1560499971.366`, `1560499971366`;
    /// - HTTP dates: `Fri, 14 Jun 2019 08:12:51 GMT`, `Friday, 14-Jun-19 08:12:51 GMT`.
    ///
    /// Fractions beyond milliseconds are cut, not rounded. `nil` for anything else, and for
    /// impossible dates and times.
    ///
    /// - Parameter bytes: UTF-8.
    public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var reader = DigitReader(bytes: bytes)
        reader.skipSpaces()
        let start = reader.position
        if let written = Self.calendarTime(&reader) {
            self = written
            return
        }
        reader.position = start
        guard let milliseconds = Self.dotNet(&reader) ?? Self.epoch(bytes) else { return nil }
        timestamp = Timestamp(milliseconds: milliseconds)
        hasZone = true
    }

    private init(timestamp: Timestamp, hasZone: Bool) {
        self.timestamp = timestamp
        self.hasZone = hasZone
    }

    // MARK: Calendars

    private static func calendarTime(_ reader: inout DigitReader) -> WrittenTime? {
        guard let date = date(&reader) else { return nil }
        var ofDay = 0
        if !reader.isAtEnd, !reader.isAtZone {
            if !(reader.skip("T") || reader.skip("t")) {
                _ = reader.skip(",")
                guard reader.skip(" ") else { return nil }
                reader.skipSpaces()
            }
            guard let time = timeOfDay(&reader) else { return nil }
            ofDay = time
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        let local = Int64(date.dayNumber) * 86_400_000 + Int64(ofDay)
        switch offset {
        case .missing:
            return WrittenTime(timestamp: Timestamp(milliseconds: local), hasZone: false)
        case .minutes(let minutes):
            let instant = Timestamp(milliseconds: local - Int64(minutes) * 60_000)
            return WrittenTime(timestamp: instant, hasZone: true)
        }
    }

    private static func date(_ reader: inout DigitReader) -> CivilDate? {
        let start = reader.position
        if let year = reader.number(4) {
            let dash = reader.skip("-")
            if dash || reader.skip("/") {
                guard let month = reader.number(2), reader.skip(dash ? "-" : "/"),
                    let day = reader.number(2)
                else { return nil }
                return CivilDate(year: year, month: month, day: day)
            }
            if let month = reader.number(2), let day = reader.number(2),
                reader.skip("T") || reader.skip("t")
            {
                reader.position -= 1
                return CivilDate(year: year, month: month, day: day)
            }
        }
        reader.position = start
        if let day = reader.number(1, 2), reader.skip(".") {
            guard let month = reader.number(1, 2), reader.skip("."), let year = reader.number(4)
            else { return nil }
            return CivilDate(year: year, month: month, day: day)
        }
        reader.position = start
        return namedDate(&reader)
    }

    private static let weekdays: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Fri, 14 Jun 2019` and `Friday, 14-Jun-19`.
    private static func namedDate(_ reader: inout DigitReader) -> CivilDate? {
        if weekdays.contains(where: { reader.skip(word: $0) }) {
            reader.skipLetters()
            guard reader.skip(",") else { return nil }
            reader.skipSpaces()
        }
        guard let day = reader.number(1, 2) else { return nil }
        let dash = reader.skip("-")
        guard dash || reader.skip(" "),
            let month = months.firstIndex(where: { reader.skip(word: $0) }),
            reader.skip(dash ? "-" : " "), let year = year(&reader)
        else { return nil }
        return CivilDate(year: year, month: month + 1, day: day)
    }

    /// Four digits, or two, which stand for a year from 1970 to 2069.
    private static func year(_ reader: inout DigitReader) -> Int? {
        let start = reader.position
        guard let year = reader.number(2, 4) else { return nil }
        switch reader.position - start {
        case 2: return year < 70 ? 2000 + year : 1900 + year
        case 4: return year
        default: return nil
        }
    }

    /// Milliseconds since midnight.
    @inline(__always)
    private static func timeOfDay(_ reader: inout DigitReader) -> Int? {
        guard let hour = reader.number(1, 2), hour < 24 else { return nil }
        let isSpaced = reader.skip(":")
        guard let minute = reader.number(2), minute < 60 else { return nil }
        var second = 0
        var fraction = 0
        let hasSeconds = isSpaced ? reader.skip(":") : reader.isAtDigit
        if hasSeconds {
            guard let read = reader.number(2), read <= 60 else { return nil }
            second = min(read, 59)  // a leap second is the last instant of its minute
            if reader.skip(".") || reader.skip(",") {
                guard let thousandths = reader.thousandths() else { return nil }
                fraction = thousandths
            }
            if read == 60 { fraction = 999 }
        }
        return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    }

    // MARK: Epochs

    /// `/Date(1560499971366+0200)/`: milliseconds since 1970 in UTC, whatever offset follows.
    private static func dotNet(_ reader: inout DigitReader) -> Int64? {
        let isQuoted = reader.skip("/")
        guard reader.skip(word: "Date(") else { return nil }
        let isNegative = reader.skip("-")
        guard let value = reader.number(1, 15) else { return nil }
        if reader.skip("+") || reader.skip("-") {
            guard reader.number(4) != nil else { return nil }
        }
        guard reader.skip(")"), reader.skip("/") == isQuoted, reader.isAtEnd else { return nil }
        return Int64(isNegative ? -value : value)
    }

    /// Seconds or milliseconds since 1970, whichever gives a date between 1973 and 5138. Nothing,
    /// and what lies before 1970, counts as an instant before all others.
    private static func epoch(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard (1...20).contains(bytes.count),
            let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite
        else { return nil }
        switch value {
        case ...0: return -1
        case 1e8..<1e11: return Int64((value * 1000).rounded(.down))
        case 1e11..<1e14: return Int64(value.rounded(.down))
        default: return nil
        }
    }
}

extension Timestamp {
    /// The instant that a text names: ``WrittenTime``, without a zone in UTC.
    public init?(lucs text: String) {
        var text = text
        guard let written = text.withUTF8({ WrittenTime($0) }) else { return nil }
        self = written.timestamp
    }
}
