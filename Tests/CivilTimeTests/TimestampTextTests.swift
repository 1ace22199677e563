import CivilTime
import Foundation
import Testing

@Suite struct TimestampTextTests {
    @Test(
        arguments: [
            ("2019-06-14T08:12:51.366Z", 1_560_499_971_366),
            ("24.06.2019 13:00:56.2732376Z", 1_561_381_256_273),
            ("24.06.2019 13:00:56", 1_561_381_256_000),
            ("4.6.2019 3:00:56", 1_559_617_256_000),
            ("2019-06-14T10:12:51.366+02:00", 1_560_499_971_366),
            ("2019-06-14T10:12:51,3+0200", 1_560_499_971_300),
            ("2019-06-14 08:12", 1_560_499_920_000), ("2019-06-14", 1_560_470_400_000),
            ("1969-12-31T23:59:59.999Z", -1),
        ] as [(String, Int64)])
    func `Both date forms are read to the millisecond`(text: String, milliseconds: Int64) {
        #expect(Timestamp(lucs: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2019", "2019-06-14T", "2019-06-31T00:00:00Z", "2019-06-14T24:00:00Z",
        "2019-06-14T08:61:00Z", "14/06/2019", "2019-06-14T08:12:51.Z", "2019-06-14T08:12:51ZZ",
        "32.01.2019 00:00:00", "24.06.19 13:00:56",
    ])
    func `Anything else is refused`(text: String) {
        #expect(Timestamp(lucs: text) == nil)
    }

    @Test func `Writing and reading agree with Foundation`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let instant = Timestamp(
                milliseconds: Int64.random(
                    in: -2_000_000_000_000...4_000_000_000_000, using: &random))
            // Foundation's floating point loses the milliseconds: it is asked for the second.
            let second = (Double(instant.milliseconds) / 1000).rounded(.down)
            let foundation = Date(timeIntervalSince1970: second).formatted(.iso8601)
            #expect(instant.iso8601.prefix(19) == foundation.prefix(19))
            #expect(Timestamp(lucs: instant.iso8601) == instant)
            #expect(Timestamp(lucs: instant.iso8601(offsetSeconds: -12_600)) == instant)
        }
    }

    @Test(
        arguments: [
            ("100000000", 100_000_000_000), ("99999999999", 99_999_999_999_000),
            ("100000000000", 100_000_000_000), ("1790000000000", 1_790_000_000_000),
            ("/Date(-1000)/", -1000), ("2016-12-31T23:59:60Z", 1_483_228_799_999),
            ("2016-12-31T23:59:59.999Z", 1_483_228_799_999),
            ("2017-01-01T01:00:00+01:00", 1_483_228_800_000),
        ] as [(String, Int64)])
    func `Numbers are seconds or milliseconds by their size, and leap seconds end their minute`(
        text: String, milliseconds: Int64
    ) {
        #expect(Timestamp(lucs: text)?.milliseconds == milliseconds)
    }
}

@Suite struct HTTPDateTests {
    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"])
    func `An HTTP date is read in its newer and its older form`(text: String) {
        #expect(Timestamp(lucs: text) == Timestamp(lucs: "1994-11-06T08:49:37Z"))
    }

    @Test func `Years of two digits are those around 2000`() {
        #expect(Timestamp(lucs: "6-Nov-69 00:00:00 GMT") == Timestamp(lucs: "2069-11-06"))
        #expect(Timestamp(lucs: "6-Nov-70 00:00:00 GMT") == Timestamp(lucs: "1970-11-06"))
    }

    @Test(arguments: [
        "", "x", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT", "1 2 3 4 5",
        "Sun 06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov 1994 08:49:37 GMT", "Sunday, ",
        "So, 06 Nov 1994 08:49:37 GMT", "06 Nov 994 08:49:37 GMT",
    ])
    func `What is no HTTP date is not read as one`(text: String) {
        #expect(Timestamp(lucs: text) == nil)
    }
}

@Suite struct LocalCalendarTests {
    @Test(arguments: [
        ("Europe/Zurich", "2026-03-29", 23), ("Europe/Zurich", "2026-10-25", 25),
        ("Europe/Zurich", "2026-11-22", 24), ("America/Santiago", "2026-09-06", 23),
        ("Australia/Lord_Howe", "2026-06-01", 24), ("Asia/Kolkata", "2026-06-01", 24),
    ])
    func `A local day is as long as its zone says`(zone: String, day: String, hours: Int) throws {
        let calendar = try #require(LocalCalendar(identifier: zone))
        let date = try #require(CivilDate(day))
        #expect(calendar.end(of: date) - calendar.start(of: date) == .seconds(hours * 3600))
        #expect(calendar.date(at: calendar.start(of: date)) == date)
        #expect(
            calendar.date(at: calendar.start(of: date) - .milliseconds(1)) == date.adding(days: -1))
    }

    @Test func `Local text carries the offset of that instant`() throws {
        let zurich = try #require(LocalCalendar(identifier: "Europe/Zurich"))
        let summer = try #require(Timestamp(lucs: "2026-07-01T12:00:00Z"))
        #expect(zurich.iso8601(summer) == "2026-07-01T14:00:00+02:00")
        #expect(LocalCalendar(identifier: "Europe/Zürich") == nil)
    }
}
