import CivilTime
import Warehouse

extension Configuration {
    /// Ranges of time of some weekdays: one text, or a list of texts.
    struct OpeningTimes: Decodable, Sendable {
        var ranges: [String]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let range = try? value.decode(String.self) {
                ranges = [range]
            } else {
                ranges = try value.decode([String].self)
            }
        }
    }

    struct OpeningHoursMembers: Decodable, Sendable {
        /// By weekdays.
        var `default`: [String: OpeningTimes]?
        /// By identifier or name of the service, then by weekdays.
        var services: [String: [String: OpeningTimes]]?
    }
}

extension Configuration.OpeningHoursMembers {
    /// The warehouse's opening hours; an error names the member that is not valid.
    func hours() throws -> OpeningHours {
        var hours = OpeningHours(
            common: try `default`.map { try Self.week($0, at: "openingHours.default") })
        for (name, days) in services ?? [:] {
            hours.services[name] = try Self.week(days, at: "openingHours.services.\(name)")
        }
        return hours
    }

    private static func week(
        _ days: [String: Configuration.OpeningTimes], at place: String
    ) throws -> OpeningWeek {
        var spans: [OpeningWeek.Span] = []
        for (name, times) in days.sorted(by: { $0.key < $1.key }) {
            let place = "\(place).\(name)"
            for weekday in try Weekday.list(name, at: place) {
                let earlier = spans.filter { $0.weekday == weekday }
                guard earlier.isEmpty else {
                    throw Failure(
                        .configuration,
                        "\(place) names \(Weekday.names[weekday - 1]), which another member of the "
                            + "same object names too. Name each weekday once.")
                }
                spans += try times.ranges.map { try span($0, weekday, at: place) }
            }
        }
        guard !spans.isEmpty else {
            throw Failure(
                .configuration, "\(place) names no opening time. Name at least one weekday.")
        }
        let week = OpeningWeek(spans)
        for (span, next) in zip(week.spans, week.spans.dropFirst())
        where span.weekday == next.weekday && next.opens < span.closes {
            throw Failure(
                .configuration,
                "\(place) has times on \(Weekday.names[span.weekday - 1]) that overlap.")
        }
        return week
    }

    private static func span(
        _ text: String, _ weekday: Int, at place: String
    ) throws -> OpeningWeek.Span {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let opens = minute(parts[0]), let closes = minute(parts[1]) else {
            throw Failure(
                .configuration, "\(place) is a time such as 08:00-18:00, not \(text).")
        }
        guard opens < closes else {
            throw Failure(
                .configuration,
                "\(place) closes before it opens: \(text). For hours over midnight, end at 24:00 and "
                    + "name the next day from 00:00.")
        }
        return OpeningWeek.Span(weekday: weekday, opens: opens, closes: closes)
    }

    /// Minutes since 00:00 of `08:30`; `nil` for anything else. `24:00` is the end of the day.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.filter { $0 != " " }.split(
            separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
            (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60
        else { return nil }
        let total = hour * 60 + minute
        return total <= 1440 ? total : nil
    }
}

/// Names of weekdays in the configuration.
enum Weekday {
    /// Monday first.
    static let names = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// The numbers of weekdays in `Mon`, `Mon-Fri` or `Sat,Sun`; Monday is 1.
    static func list(_ text: String, at place: String) throws -> [Int] {
        try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
            let ends = try part.split(separator: "-", omittingEmptySubsequences: false)
                .map { try number(String($0), at: place) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2 else {
                throw Failure(
                    .configuration, "\(place) names weekdays as Mon, Mon-Fri or Sat,Sun.")
            }
            // A range may go over Sunday: Sat-Mon.
            return (first...(last < first ? last + 7 : last)).map { ($0 - 1) % 7 + 1 }
        }
    }

    private static func number(_ text: String, at place: String) throws -> Int {
        let word = text.filter { $0 != " " }.lowercased()
        let isKnown = { (name: String) in
            word.count >= 2 && name.lowercased().hasPrefix(word)
        }
        if let index = names.firstIndex(where: isKnown) { return index + 1 }
        let short = names.map { String($0.prefix(3)) }
        let hint =
            NearestName.question(for: String(word.prefix(3)), among: short)
            ?? "There are: \(short.joined(separator: ", "))."
        throw Failure(.configuration, "\(place) names no weekday: \(text). \(hint)")
    }
}
