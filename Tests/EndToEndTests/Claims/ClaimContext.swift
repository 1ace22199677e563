import CivilTime
import Foundation
import Reporting
import Warehouse

/// A written report, and what else a sentence of it may be checked with.
struct ClaimContext {
    let centre: ClaimedCentre
    let period: Period
    let selection: Selection
    let report: WrittenReport
    /// When a running period has come so far.
    let elapsed: Timestamp?

    var language: Language { report.language }
    var end: Timestamp { elapsed ?? report.bounds.upperBound }

    /// The report of another period with the same filter.
    func other(_ period: Period) throws -> WrittenReport {
        try centre.reports(period, selection, in: [.english])[0]
    }

    // MARK: Figures that follow from several rows

    static func number(_ row: [String: String], _ column: String) -> Double? {
        row[column].flatMap { Double($0) }
    }

    static func accountable(_ row: [String: String]) -> Double {
        (number(row, "answered") ?? 0) + (number(row, "abandoned") ?? 0)
            - (number(row, "short_abandoned") ?? 0)
    }

    /// Answered calls that a row lacks to its target, rounded up.
    static func short(_ row: [String: String]) -> Double {
        guard let target = number(row, "target"), let level = number(row, "service_level") else {
            return 0
        }
        return max(0, ((target - level) * accountable(row) - 1e-9).rounded(.up))
    }

    /// Met, missed or neither, by the bounds of what was collected.
    static func verdict(_ row: [String: String]) -> String {
        guard let target = number(row, "target"), let level = number(row, "service_level") else {
            return "none"
        }
        if (number(row, "offered") ?? 0) < 10 { return "few" }
        let low = number(row, "service_level_low") ?? level
        let high = number(row, "service_level_high") ?? level
        if low < target && target <= high { return "open" }
        return level >= target ? "met" : "missed"
    }

    var judged: [[String: String]] {
        report.ownServices.filter { Self.verdict($0) != "none" }
    }

    func service(_ name: String) -> [String: String]? {
        report.ownServices.first { $0["service_name"] == name }
    }

    /// `within 20 s`, as its own threshold says, or `in time` where thresholds differ.
    func isTime(_ text: String, of row: [String: String]) -> Bool {
        guard let threshold = Self.number(row, "threshold_seconds") else {
            return text == (language == .german ? "rechtzeitig" : "in time")
        }
        let words = language == .german ? "innerhalb von " : "within "
        guard text.hasPrefix(words) else { return false }
        return ShownNumber(duration: String(text.dropFirst(words.count)), language)?
            .agrees(with: threshold) == true
    }

    /// Rows of one service's intervals on the clock, `from` to `to` of a date.
    func intervals(of name: String, on date: CivilDate, _ from: String, _ to: String)
        -> [[String: String]]
    {
        report.intervals.filter { row in
            guard row["service_name"] == name, let start = row["start"],
                start.hasPrefix(date.description)
            else { return false }
            let time = start.dropFirst(11).prefix(5)
            return time >= from && time < to
        }
    }

    // MARK: Dates in words

    private static let months = [
        "January": 1, "February": 2, "March": 3, "April": 4, "May": 5, "June": 6, "July": 7,
        "August": 8, "September": 9, "October": 10, "November": 11, "December": 12, "Januar": 1,
        "Februar": 2, "März": 3, "Mai": 5, "Juni": 6, "Juli": 7, "Oktober": 10, "Dezember": 12,
    ]
    private static let weekdays = [
        "Monday": 1, "Tuesday": 2, "Wednesday": 3, "Thursday": 4, "Friday": 5, "Saturday": 6,
        "Sunday": 7, "Montag": 1, "Dienstag": 2, "Mittwoch": 3, "Donnerstag": 4, "Freitag": 5,
        "Samstag": 6, "Sonntag": 7,
    ]

    /// `Tuesday, 24 November 2026`, `24. November 2026`; `nil` also where the weekday is wrong.
    static func date(_ text: String) -> CivilDate? {
        let words = text.replacing(".", with: "").split(whereSeparator: { " ,".contains($0) })
            .map(String.init)
        guard words.count >= 3, let day = Int(words[words.count - 3]),
            let month = months[words[words.count - 2]], let year = Int(words[words.count - 1]),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        if words.count == 4 { return weekdays[words[0]] == date.weekday ? date : nil }
        return date
    }

    /// The weekday that a plural names: `Tuesdays`, `Dienstage`.
    static func weekday(_ plural: String) -> Int? { weekdays[String(plural.dropLast())] }

    /// Time since an instant of `report.json`.
    static func instant(_ text: Any?) -> Double? {
        let form = ISO8601DateFormatter()
        return (text as? String).flatMap { form.date(from: $0) }?.timeIntervalSince1970
    }

    /// The gaps of `report.json`; those that nearly touch are one.
    var gaps: [(from: Double, to: Double)] {
        var gaps: [(from: Double, to: Double)] = []
        let all = report.list("coverage.gaps").compactMap { gap -> (from: Double, to: Double)? in
            guard let from = Self.instant(gap["start"]), let to = Self.instant(gap["end"]) else {
                return nil
            }
            return (from, to)
        }.sorted { $0.from < $1.from }
        for gap in all where gap.to > centre.firstPassSeconds {
            if let last = gaps.last, gap.from <= last.to + 300 {
                gaps[gaps.count - 1].to = max(last.to, gap.to)
            } else {
                gaps.append(gap)
            }
        }
        return gaps
    }

    func clock(_ seconds: Double) -> String {
        let instant = Timestamp(milliseconds: Int64(seconds * 1000))
        return String(centre.calendar.iso8601(instant).dropFirst(11).prefix(5))
    }
}

extension ClaimedCentre {
    var firstPassSeconds: Double {
        Double(calendar.start(of: Self.first).milliseconds) / 1000
    }
}
