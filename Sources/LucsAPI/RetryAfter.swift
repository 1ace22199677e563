import CivilTime

/// The header `Retry-After`, in the forms in which servers, proxies and gateways write it.
///
/// What cannot be understood means a longer wait, never a shorter one. However long a wait is asked
/// for, a single request finds out after an hour whether it is over: a header may be mistaken, and
/// the time until then is lost for good.
struct RetryAfter: Hashable, Sendable {
    static let maximum = Duration.seconds(3600)
    /// The wait if the header cannot be understood.
    private static let notUnderstood = Duration.seconds(60)
    /// Numbers this large are instants: seconds since 1970, from the year 2001 on.
    private static let firstInstant = 1e9
    private static let day = Duration.seconds(86_400)

    /// What the server asks for; never negative.
    let asked: Duration

    /// What is kept to.
    var wait: Duration { min(asked, Self.maximum) }

    /// - Parameters:
    ///   - text: seconds (`2`, `2s`, `1m30s`, `00:00:02`), an HTTP or ISO 8601 date or seconds
    ///     since 1970, to be read by the clock that wrote it; of several the longest.
    ///   - serverTime: that clock's time.
    /// - Returns: `nil` if the header is empty.
    init?(_ text: String, serverTime: Timestamp) {
        let text = text.trimmed
        guard !text.isEmpty else { return nil }
        let asked =
            Self.single(text, serverTime)
            ?? Self.several(text.split(separator: ",").map { String($0).trimmed }, serverTime)
            ?? Self.notUnderstood
        self.asked = max(asked, .zero)
    }

    private static func several(_ parts: [String], _ serverTime: Timestamp) -> Duration? {
        guard parts.count > 1 else { return nil }
        // Two HTTP dates have a comma each.
        var waits = parts.map { single($0, serverTime) }
        if parts.count.isMultiple(of: 2), waits.contains(nil) {
            waits = stride(from: 0, to: parts.count, by: 2).map {
                single("\(parts[$0]), \(parts[$0 + 1])", serverTime)
            }
        }
        return waits.contains(nil) ? nil : waits.compactMap(\.self).max()
    }

    private static func single(_ text: String, _ serverTime: Timestamp) -> Duration? {
        let text = text.filter { $0 != "\"" }
        if let number = Double(text), number.isFinite { return wait(number, serverTime) }
        if let instant = Timestamp(lucs: text) {
            return instant - serverTime
        }
        return clock(text) ?? units(text)
    }

    private static func wait(_ number: Double, _ serverTime: Timestamp) -> Duration {
        guard number >= firstInstant else {
            // Not less than asked for.
            return .milliseconds(Int64((max(number, 0) * 1000).rounded(.up)))
        }
        let seconds = number >= firstInstant * 1000 ? number / 1000 : number
        // Beyond any date: a mistake.
        guard seconds < firstInstant * 10 else { return maximum }
        let wait =
            Timestamp(milliseconds: Int64((seconds * 1000).rounded(.up))) - serverTime
        // An instant that is over for long is no instant by this clock.
        return wait < .zero - day ? maximum : wait
    }

    /// Reads `00:00:02`, and `00:02` as hours and minutes.
    private static func clock(_ text: String) -> Duration? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard (2...3).contains(parts.count), !parts.contains(nil) else { return nil }
        let numbers = parts.compactMap(\.self)
        guard numbers.allSatisfy({ $0 >= 0 && $0 < 10_000 }) else { return nil }
        let seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        return .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }

    /// Reads numbers with units: `2s`, `500 ms`, `1m30s`, `2 minutes`.
    private static func units(_ text: String) -> Duration? {
        var rest = text.lowercased().filter { $0 != " " }[...]
        var sum = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let number = Double(digits), number < 1e9, let seconds = seconds(of: unit) else {
                return nil
            }
            sum += number * seconds
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return .milliseconds(Int64((min(sum, 1e12) * 1000).rounded(.up)))
    }

    private static func seconds(of unit: Substring) -> Double? {
        switch unit {
        case "ms", "millis", "millisecond", "milliseconds": 0.001
        case "s", "sec", "secs", "second", "seconds": 1
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        default: nil
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
