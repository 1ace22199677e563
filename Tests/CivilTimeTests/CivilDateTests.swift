import CivilTime
import Foundation
import Testing

@Suite struct CivilDateTests {
    @Test func `Every day of four centuries agrees with Foundation's calendar`() throws {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for day in stride(from: -40_000, to: 106_097, by: 13) {
            let date = CivilDate(dayNumber: day)
            let instant = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear], from: instant)
            #expect(date.components == (parts.year, parts.month, parts.day) as (Int?, Int?, Int?))
            #expect(date.weekday == ((parts.weekday ?? 0) + 5) % 7 + 1)
            #expect(date.isoWeek.week == parts.weekOfYear)
            #expect(date.isoWeek.year == parts.yearForWeekOfYear)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
        }
    }

    @Test func `Dates that do not exist are refused`() {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
        #expect(CivilDate("2026-1-01") == nil)
        #expect(CivilDate("2026-01-01x") == nil)
        #expect(CivilDate("2028-02-29")?.description == "2028-02-29")
        #expect(CivilDate.monday(year: 2025, week: 53) == nil)
        #expect(CivilDate.monday(year: 2026, week: 53)?.description == "2026-12-28")
    }
}

private func == (a: (Int, Int, Int), b: (Int?, Int?, Int?)) -> Bool {
    a.0 == b.0 && a.1 == b.1 && a.2 == b.2
}
