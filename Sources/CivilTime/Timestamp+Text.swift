extension Timestamp {
    /// ISO 8601 in UTC with milliseconds: `2026-11-22T08:12:51.366Z`.
    public var iso8601: String { iso8601(offsetSeconds: 0) }

    /// ISO 8601 at an offset from UTC. Offset 0 is written `Z`; milliseconds always.
    public func iso8601(offsetSeconds: Int) -> String {
        let (date, ofDay) = civil(offsetSeconds: offsetSeconds)
        let time =
            "\(digits(ofDay / 3_600_000, 2)):\(digits(ofDay / 60_000 % 60, 2)):"
            + "\(digits(ofDay / 1000 % 60, 2)).\(digits(ofDay % 1000, 3))"
        return "\(date)T\(time)\(Self.offsetText(offsetSeconds))"
    }

    /// ISO 8601 to the second, without milliseconds: `2026-11-22T09:12:51+01:00`.
    public func iso8601Seconds(offsetSeconds: Int) -> String {
        let (date, ofDay) = civil(offsetSeconds: offsetSeconds)
        let time =
            "\(digits(ofDay / 3_600_000, 2)):\(digits(ofDay / 60_000 % 60, 2)):"
            + "\(digits(ofDay / 1000 % 60, 2))"
        return "\(date)T\(time)\(Self.offsetText(offsetSeconds))"
    }

    /// The date and the milliseconds since its midnight on a clock `offsetSeconds` ahead of UTC.
    public func civil(offsetSeconds: Int) -> (date: CivilDate, millisecondsOfDay: Int) {
        let local = milliseconds + Int64(offsetSeconds) * 1000
        let day = Int((Double(local) / 86_400_000).rounded(.down))
        return (CivilDate(dayNumber: day), Int(local - Int64(day) * 86_400_000))
    }

    private static func offsetText(_ seconds: Int) -> String {
        guard seconds != 0 else { return "Z" }
        let minutes = abs(seconds) / 60
        return "\(seconds < 0 ? "-" : "+")\(digits(minutes / 60, 2)):\(digits(minutes % 60, 2))"
    }
}

extension Timestamp {
    /// Reads the date-times that LUCS is known to write, and ISO 8601 in general:
    /// `2019-06-14T08:12:51.366Z`, `24.06.2019 13:00:56.2732376Z`, with `Z`, an offset, or
    /// none (then UTC). Fractions beyond milliseconds are cut, not rounded.
    ///
    /// `nil` for anything else, and for impossible dates and times.
    public init?(lucs text: String) {
        var text = text
        let parsed = text.withUTF8 { Timestamp.parse($0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// As ``init(lucs:)``, over the UTF-8 bytes.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        var reader = DigitReader(bytes: bytes)
        let year: Int
        let month: Int
        let day: Int
        if bytes.count > 4, bytes[4] == UInt8(ascii: "-") {
            guard let y = reader.number(4), reader.skip("-"), let m = reader.number(2),
                reader.skip("-"), let d = reader.number(2)
            else { return nil }
            (year, month, day) = (y, m, d)
        } else {
            guard let d = reader.number(1, 2), reader.skip("."), let m = reader.number(1, 2),
                reader.skip("."), let y = reader.number(4)
            else { return nil }
            (year, month, day) = (y, m, d)
        }
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        var ofDay = 0
        if !reader.isAtEnd {
            guard reader.skip("T") || reader.skip("t") || reader.skip(" "),
                let hour = reader.number(1, 2), hour < 24, reader.skip(":"),
                let minute = reader.number(2), minute < 60
            else { return nil }
            var second = 0
            var fraction = 0
            if reader.skip(":") {
                guard let s = reader.number(2), s <= 60 else { return nil }
                second = min(s, 59)  // a leap second is the last instant of its minute
                if reader.skip(".") || reader.skip(",") {
                    guard let f = reader.thousandths() else { return nil }
                    fraction = s == 60 ? 999 : f
                } else if s == 60 {
                    fraction = 999
                }
            }
            ofDay = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        }
        guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
        return Timestamp(
            milliseconds: Int64(date.dayNumber) * 86_400_000 + Int64(ofDay)
                - Int64(offset) * 60_000)
    }
}

/// Reads numbers of fixed width from bytes, front to back.
private struct DigitReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    mutating func number(_ width: Int) -> Int? { number(width, width) }

    mutating func number(_ least: Int, _ most: Int) -> Int? {
        var value = 0
        var count = 0
        while count < most, position < bytes.count, let digit = digit(bytes[position]) {
            value = value * 10 + digit
            position += 1
            count += 1
        }
        return count >= least ? value : nil
    }

    /// The digits after a decimal mark as thousandths; further digits are cut.
    mutating func thousandths() -> Int? {
        var value = 0
        var count = 0
        while position < bytes.count, let digit = digit(bytes[position]) {
            if count < 3 { value = value * 10 + digit }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }

    /// `Z`, `+01:00`, `+0100`, `-05`, or nothing (0). Minutes east of UTC.
    mutating func offsetMinutes() -> Int? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours <= 18 else { return nil }
        if isAtEnd { return sign * hours * 60 }
        _ = skip(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private func digit(_ byte: UInt8) -> Int? {
        byte >= 48 && byte <= 57 ? Int(byte) - 48 : nil
    }
}
