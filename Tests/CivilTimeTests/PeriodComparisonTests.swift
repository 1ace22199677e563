import CivilTime
import Foundation
import Testing

/// What a period is compared with.
@Suite struct PeriodComparisonTests {
    private let today = CivilDate(dayNumber: 20_781)  // Tuesday, 2026-11-24

    @Test(arguments: [
        ("2026-11-24", "2026-11-17", nil), ("2026-W48", "2026-W47", nil),
        ("2027-W01", "2026-W53", nil), ("2026-W47/2026-W48", "2026-W45_2026-W46", nil),
        ("2026-03", "2026-02", "2025-03"), ("2026-01", "2025-12", "2025-01"),
        ("2028-02", "2028-01", "2027-02"),
        ("2026-04/2026-05", "2026-02_2026-03", "2025-04_2025-05"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-Q3/2026-Q4", "2026-Q1_2026-Q2", "2025-Q3_2025-Q4"),
        ("2026", "2025", nil), ("2025/2026", "2023_2024", nil),
        ("2026-11-01/2026-11-15", "2026-10-18_2026-11-01", nil),
        ("2026-11-01/2026-11-10", "2026-10-18_2026-10-27", nil),
        (
            "2026-11-24T08:00/2026-11-24T12:00", "2026-11-17T0800_2026-11-17T1200", nil
        ),
        (
            "2026-11-24T22:00/2026-11-25T06:00", "2026-11-17T2200_2026-11-18T0600", nil
        ),
    ])
    func `Weekdays are compared with weekdays, months with months`(
        text: String, previous: String, yearBefore: String?
    ) throws {
        let period = try Period(text, today: today)
        #expect(period.previous.description == previous)
        #expect(period.yearBefore?.description == yearBefore)
    }

    @Test func `The period before never overlaps, and begins on the same weekday`() throws {
        for number in 17_897..<18_700 {
            let first = CivilDate(dayNumber: number)
            for days in [1, 2, 6, 7, 8, 13, 14, 15, 29] {
                let period = try #require(Period(first: first, end: first.adding(days: days)))
                let before = period.previous
                #expect(before.end <= period.first)
                guard period.unit <= .week else { continue }
                #expect(before.days == days)
                #expect(before.first.weekday == first.weekday)
                #expect(period.first.dayNumber - before.end.dayNumber < 7)
            }
        }
    }

    @Test(arguments: [
        // A running day is compared until the same time a week before.
        ("2026-11-24", "2026-11-24T15:48:00+01:00", "2026-11-17T15:48:00+01:00"),
        // Over a change of the clock too.
        ("2026-10-27", "2026-10-27T08:00:00+01:00", "2026-10-20T08:00:00+02:00"),
        ("2026-11-01", "2026-11-01T02:30:00+01:00", "2026-10-25T02:30:00+02:00"),
        ("2026-04-05", "2026-04-05T02:30:00+02:00", "2026-03-29T03:00:00+02:00"),
        ("2026-W48", "2026-11-25T09:00:00+01:00", "2026-11-18T09:00:00+01:00"),
        // A month until the same day, or its end if it is shorter.
        ("2026-11", "2026-11-24T12:00:00+01:00", "2026-10-24T12:00:00+02:00"),
        ("2026-03", "2026-03-30T12:00:00+02:00", "2026-03-01T00:00:00+01:00"),
        // What has ended is compared with the whole.
        ("2026-11-23", "2026-11-24T12:00:00+01:00", "2026-11-17T00:00:00+01:00"),
        (
            "2026-11-24T08:00/2026-11-24T12:00", "2026-11-24T09:30:00+01:00",
            "2026-11-17T09:30:00+01:00"
        ),
    ])
    func `A running period is compared with the same elapsed span`(
        text: String, now: String, end: String
    ) throws {
        let calendar = try #require(LocalCalendar(identifier: "Europe/Zurich"))
        let period = try Period(text, today: today)
        let instant = try #require(Timestamp(lucs: now))
        let span = try #require(
            try period.previous.elapsed(like: period, at: instant, in: calendar))
        #expect(try span.lowerBound == period.previous.bounds(in: calendar).lowerBound)
        #expect(calendar.iso8601(span.upperBound) == end)
    }

    @Test func `What has not begun is compared with nothing`() throws {
        let calendar = try #require(LocalCalendar(identifier: "Europe/Zurich"))
        let period = try Period("2026-11-24", today: today)
        let start = try period.bounds(in: calendar).lowerBound
        #expect(try period.previous.elapsed(like: period, at: start, in: calendar) == nil)
        #expect(
            try period.previous.elapsed(like: period, at: start - .seconds(1), in: calendar) == nil)
    }
}
