import CivilTime
import Foundation
import Testing

/// Where periods lie on a local clock, on the days on which it is changed too.
@Suite struct PeriodBoundsTests {
    private let today = CivilDate(dayNumber: 20_781)  // 2026-11-24

    private func calendar(_ zone: String = "Europe/Zurich") throws -> LocalCalendar {
        try #require(LocalCalendar(identifier: zone))
    }

    private func bounds(
        _ text: String, _ zone: String = "Europe/Zurich", interval: Duration? = nil
    ) throws -> [String] {
        let bounds = try Period(text, today: today).bounds(
            in: calendar(zone), interval: interval)
        return [
            bounds.lowerBound.iso8601Seconds(offsetSeconds: 0),
            bounds.upperBound.iso8601Seconds(offsetSeconds: 0),
        ]
    }

    @Test(arguments: [
        ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 92),
        ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 100),
        ("2026-11-24", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z", 96),
        ("2026-W13", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z", 668),
        ("2026-10", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", 2980),
        ("2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z", 35_040),
        ("2026-03-29T00:00/2026-03-29T02:00", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z", 8),
        ("2026-03-29T00:00/2026-03-29T03:00", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z", 8),
        ("2026-03-29T01:45/2026-03-29T03:15", "2026-03-29T00:45:00Z", "2026-03-29T01:15:00Z", 2),
        ("2026-10-25T02:00/2026-10-25T03:00", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", 8),
        ("2026-10-25T02:00/2026-10-25T02:30", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", 2),
        ("2026-10-25T02:30/2026-10-25T04:00", "2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z", 10),
        ("2026-11-24T22:00/2026-11-25T06:00", "2026-11-24T21:00:00Z", "2026-11-25T05:00:00Z", 32),
    ])
    func `A period holds the intervals that the clock shows in it`(
        text: String, start: String, end: String, intervals: Int
    ) throws {
        #expect(try bounds(text, interval: .seconds(900)) == [start, end])
        let calendar = try calendar()
        let bounds = try Period(text, today: today).bounds(in: calendar)
        var instant = bounds.lowerBound
        var count = 0
        while instant < bounds.upperBound {
            instant = calendar.intervalEnd(from: instant, length: .seconds(900))
            count += 1
        }
        #expect(instant == bounds.upperBound)
        #expect(count == intervals)
    }

    @Test(arguments: ["T02:15/2026-03-29T04:00", "T00:00/2026-03-29T02:45"])
    func `A time that the clock skips is refused`(text: String) throws {
        let error = #expect(throws: PeriodError.self) { try bounds("2026-03-29\(text)") }
        #expect(error?.code == .nonexistent)
        #expect(
            error?.description.contains("does not exist on 2026-03-29 in Europe/Zurich") == true)
    }

    @Test func `A midnight that the clock skips is the first instant of its date`() throws {
        // Beirut sets its clock from 00:00 to 01:00 on 2026-03-29.
        #expect(
            try bounds("2026-03-29T00:00/2026-03-29T06:00", "Asia/Beirut")
                == ["2026-03-28T22:00:00Z", "2026-03-29T03:00:00Z"])
        #expect(
            try bounds("2026-03-28T18:00/2026-03-29T00:00", "Asia/Beirut")
                == ["2026-03-28T16:00:00Z", "2026-03-28T22:00:00Z"])
    }

    @Test(arguments: [
        ("2026-11-24T08:07/2026-11-24T09:00", 15, "08:07", "08:00"),
        ("2026-11-24T08:00/2026-11-24T09:59", 15, "09:59", "09:45"),
        ("2026-11-24T08:30/2026-11-24T10:00", 60, "08:30", "08:00"),
    ])
    func `A time inside an interval is refused with the nearest before it`(
        text: String, minutes: Int, time: String, use: String
    ) {
        let error = #expect(throws: PeriodError.self) {
            try bounds(text, interval: .seconds(60 * minutes))
        }
        #expect(error?.code == .unaligned)
        #expect(
            error?.description
                == "\(time) is not the start of an interval of \(minutes) minutes. Use \(use).")
    }

    @Test(arguments: [
        "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
        "America/Havana", "Pacific/Apia", "Asia/Tehran", "Africa/Casablanca", "UTC",
    ])
    func `The hours of a day add up to it, and days to weeks`(zone: String) throws {
        let calendar = try calendar(zone)
        for number in 20_454..<20_820 {  // 2026-01-01 to 2027-01-01
            let date = CivilDate(dayNumber: number)
            let day = try #require(Period(first: date, end: date.adding(days: 1)))
            let whole = try day.bounds(in: calendar)
            var instant = whole.lowerBound
            for hour in 1...24 {
                let text = "\(date)T00:00/\(date)T\(hour < 10 ? "0" : "")\(hour):00"
                guard
                    let part = try? Period(text, today: today).bounds(in: calendar)
                else { continue }
                #expect(part.lowerBound == whole.lowerBound)
                #expect(part.upperBound >= instant)
                instant = part.upperBound
                // Where the clock skips an hour, its start is the instant of the change.
                let before = calendar.civil(at: instant - .milliseconds(1))
                #expect(before.date == date)
                let shown = [
                    calendar.civil(at: instant).millisecondsOfDay % 86_400_000,
                    before.millisecondsOfDay + 1,
                ]
                #expect(shown.contains(hour * 3_600_000) || hour == 24)
            }
            #expect(instant == whole.upperBound)
            let next = try #require(Period(first: day.end, end: day.end.adding(days: 1)))
            #expect(try next.bounds(in: calendar).lowerBound == whole.upperBound)
        }
    }

    @Test func `The clock shows what it is asked for at each instant found, and at no other`()
        throws
    {
        let calendar = try calendar("Australia/Lord_Howe")  // half an hour of summer time
        for number in [20_546, 20_728, 20_729, 20_547, 20_545] {
            let date = CivilDate(dayNumber: number)
            let bounds = calendar.start(of: date)..<calendar.end(of: date)
            var shown: [Int: [Timestamp]] = [:]
            var instant = bounds.lowerBound
            while instant < bounds.upperBound {
                shown[calendar.civil(at: instant).millisecondsOfDay, default: []].append(instant)
                instant = instant + .seconds(60)
            }
            for minute in 0..<1440 {
                #expect(
                    calendar.instants(of: date, millisecondsOfDay: minute * 60_000)
                        == shown[minute * 60_000] ?? [])
            }
        }
    }
}
