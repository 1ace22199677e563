import CivilTime
import Foundation
import Testing

/// Every day of fifteen years, held against the calendar of Foundation.
@Suite struct PeriodCalendarTests {
    private static let reference: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// 2019-01-01 to 2034-01-01.
    private static let dates = (17_897..<23_376).map { CivilDate(dayNumber: $0) }

    private static func date(_ date: CivilDate) -> Date {
        Date(timeIntervalSince1970: Double(date.dayNumber) * 86_400)
    }

    /// The unit of Foundation's calendar that a date lies in, and the one `count` units later.
    private static func unit(
        _ component: Calendar.Component, of date: CivilDate, later count: Int = 0
    ) throws -> Range<Int> {
        let whole = try #require(reference.dateInterval(of: component, for: Self.date(date)))
        let start = try #require(
            reference.date(byAdding: component, value: count, to: whole.start))
        let end = try #require(
            reference.date(byAdding: component, value: count + 1, to: whole.start))
        return Int(start.timeIntervalSince1970) / 86_400..<Int(end.timeIntervalSince1970) / 86_400
    }

    private static func span(_ period: Period) -> Range<Int> {
        period.first.dayNumber..<period.end.dayNumber
    }

    @Test func `Words mean the weeks, months and years of the calendar on every day`() throws {
        let words: [(String, Calendar.Component, Int)] = [
            ("today", .day, 0), ("yesterday", .day, -1), ("this-week", .weekOfYear, 0),
            ("last-week", .weekOfYear, -1), ("this-month", .month, 0), ("last-month", .month, -1),
            ("this-year", .year, 0), ("last-year", .year, -1),
        ]
        for date in Self.dates {
            for (word, component, count) in words {
                let expected = try Self.unit(component, of: date, later: count)
                #expect(Self.span(try Period(word, today: date)) == expected, "\(word) on \(date)")
            }
        }
    }

    @Test func `Quarters are three months each, from January on`() throws {
        for date in Self.dates {
            let (year, month, _) = date.components
            let first = (month - 1) / 3 * 3 + 1
            let start = try Self.unit(
                .month, of: try #require(CivilDate(year: year, month: first, day: 1))
            ).lowerBound
            let end = try Self.unit(
                .month, of: try #require(CivilDate(year: year, month: first + 2, day: 1))
            ).upperBound
            let this = try Period("this-quarter", today: date)
            #expect(Self.span(this) == start..<end)
            #expect(this == (try Period("\(year)-Q\(first / 3 + 1)", today: date)))
            #expect(this.description == "\(year)-Q\(first / 3 + 1)")
            let last = try Period("last-quarter", today: date)
            #expect(last.end == this.first)
            #expect(last == this.previous)
        }
    }

    @Test func `A day's week is named as Foundation numbers it, and read back`() throws {
        for date in Self.dates {
            let parts = Self.reference.dateComponents(
                [.yearForWeekOfYear, .weekOfYear], from: Self.date(date))
            let (year, week) = try (
                #require(parts.yearForWeekOfYear), #require(parts.weekOfYear)
            )
            let name = "\(year)-W\(week < 10 ? "0" : "")\(week)"
            let period = try Period(name, today: date)
            #expect(period == (try Period("this-week", today: date)))
            #expect(period.description == name)
        }
    }

    @Test func `The last days end with yesterday`() throws {
        for (number, date) in Self.dates.enumerated() {
            let count = number % 400 + 1
            let span = Self.span(try Period("last-\(count)-days", today: date))
            #expect(span == date.dayNumber - count..<date.dayNumber)
        }
    }

    @Test func `A span of dates and its name are one and the same period`() throws {
        for (number, date) in Self.dates.enumerated() {
            let end = date.adding(days: number % 97 + 1)
            let period = try Period("\(date)/\(end)", today: date)
            #expect(period == Period(first: date, end: end))
            #expect(Period(folderName: period.description) == period)
        }
    }
}
