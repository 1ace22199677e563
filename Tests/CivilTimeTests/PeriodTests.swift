import CivilTime
import Foundation
import Testing

@Suite struct PeriodTests {
    let today = CivilDate(dayNumber: 20_781)  // Tuesday, 2026-11-24

    @Test(arguments: [
        ("today", "2026-11-24", 1), ("yesterday", "2026-11-23", 1),
        ("this-week", "2026-W48", 7), ("this-month", "2026-11", 30),
        ("this-quarter", "2026-Q4", 92), ("this-year", "2026", 365),
        ("last-week", "2026-W47", 7), ("last-month", "2026-10", 31),
        ("last-quarter", "2026-Q3", 92), ("last-year", "2025", 365),
        ("last-7-days", "2026-11-17_2026-11-24", 7), ("last-1-days", "2026-11-23", 1),
        ("last-3660-days", "2016-11-16_2026-11-24", 3660),
        ("2026-11-22", "2026-11-22", 1), ("2026-W53", "2026-W53", 7), ("2026-w53", "2026-W53", 7),
        ("2028-02", "2028-02", 29), ("2026-Q1", "2026-Q1", 90), ("2026-q4", "2026-Q4", 92),
        ("2028", "2028", 366), ("9999", "9999", 365),
        ("2026-11-01/2026-11-15", "2026-11-01_2026-11-15", 14),
        ("2026-11-16/2026-11-23", "2026-W47", 7), ("2026-12-01/2027-01-01", "2026-12", 31),
        ("2026-10-01/2027-01-01", "2026-Q4", 92), ("2026-01-01/2027-01-01", "2026", 365),
        ("2026-W47/2026-W48", "2026-W47_2026-W48", 14), ("2026-W47/2026-W47", "2026-W47", 7),
        ("2026-W53/2027-W01", "2026-W53_2027-W01", 14),
        ("2026-04/2027-03", "2026-04_2027-03", 365), ("2026-10/2026-12", "2026-Q4", 92),
        ("2026-Q3/2026-Q4", "2026-Q3_2026-Q4", 184), ("2026-Q1/2026-Q4", "2026", 365),
        ("2024/2026", "2024_2026", 1096),
        ("2026-11-24T08:00/2026-11-24T12:00", "2026-11-24T0800_2026-11-24T1200", 1),
        ("2026-11-24T0800/2026-11-24T1200", "2026-11-24T0800_2026-11-24T1200", 1),
        ("2026-11-24T22:00/2026-11-25T06:00", "2026-11-24T2200_2026-11-25T0600", 2),
        ("2026-11-24T22:00/2026-11-25T00:00", "2026-11-24T2200_2026-11-24T2400", 1),
        ("2026-11-24T22:00/2026-11-24T24:00", "2026-11-24T2200_2026-11-24T2400", 1),
        ("2026-11-24T00:00/2026-11-24T24:00", "2026-11-24", 1),
        ("2026-11-23T00:00/2026-11-30T00:00", "2026-W48", 7),
        ("2026-11-23T24:00/2026-11-24T06:00", "2026-11-24T0000_2026-11-24T0600", 1),
    ])
    func `Every documented form is read and named`(text: String, name: String, days: Int) throws {
        #expect(today.description == "2026-11-24")
        let period = try Period(text, today: today)
        #expect(period.description == name)
        #expect(period.days == days)
        #expect(Period(folderName: name) == period)
        #expect(name.utf8.allSatisfy { !"/\\:*?\"<>|".utf8.contains($0) })
    }

    @Test(arguments: [
        ("lastweek", PeriodError.Code.unknownWord, "There is no period \"lastweek\"."),
        ("tomorrow", .unknownWord, "There is no period \"tomorrow\"."),
        ("", .unknownWord, "There is no period \"\"."),
        ("last-x-days", .unknownWord, "There is no period \"last-x-days\"."),
        ("last-7-weeks", .unknownWord, "There is no period \"last-7-weeks\"."),
        ("last-0-days", .unsupported, "last-0-days: the number of days is 1 to 3660."),
        ("last-3661-days", .unsupported, "last-3661-days: the number of days is 1 to 3660."),
        (
            "last-99999999999999999999-days", .unsupported,
            "last-99999999999999999999-days: the number of days is 1 to 3660."
        ),
        ("2026-13", .nonexistent, "2026-13 does not exist: months are 01 to 12."),
        ("2026-00", .nonexistent, "2026-00 does not exist: months are 01 to 12."),
        ("2026-11-31", .nonexistent, "2026-11-31 does not exist: 2026-11 has 30 days."),
        ("2026-02-29", .nonexistent, "2026-02-29 does not exist: 2026-02 has 28 days."),
        ("2026-11-00", .nonexistent, "2026-11-00 does not exist: 2026-11 has 30 days."),
        ("2026-W00", .nonexistent, "2026-W00 does not exist: 2026 has the weeks 01 to 53."),
        ("2025-W53", .nonexistent, "2025-W53 does not exist: 2025 has the weeks 01 to 52."),
        ("2026-Q5", .nonexistent, "2026-Q5 does not exist: quarters are Q1 to Q4."),
        (
            "2026-11-24T25:00/2026-11-25T00:00", .nonexistent,
            "2026-11-24T25:00 does not exist: times of day are 00:00 to 24:00."
        ),
        (
            "2026-11-24T24:01/2026-11-25T00:00", .nonexistent,
            "2026-11-24T24:01 does not exist: times of day are 00:00 to 24:00."
        ),
        (
            "2026-11-24T8/2026-11-25T00:00", .malformed,
            "2026-11-24T8 is not a local time. Write 2026-11-24T08:00."
        ),
        (
            "2026-11-24T08:00", .unsupported,
            "2026-11-24T08:00 is an instant. Add an end: 2026-11-24T08:00/END."
        ),
        (
            "2026-11-22/2026-11-22", .empty,
            "2026-11-22/2026-11-22 is empty, because the end is exclusive. Write 2026-11-22 for that day."
        ),
        (
            "2026-11-24T08:00/2026-11-24T08:00", .empty,
            "2026-11-24T08:00/2026-11-24T08:00 is empty. Write a later end."
        ),
        (
            "2026-11-22/2026-11-21", .reversed,
            "2026-11-22/2026-11-21 ends before it starts. Write the earlier one first."
        ),
        (
            "2026-W48/2026-W47", .reversed,
            "2026-W48/2026-W47 ends before it starts. Write the earlier one first."
        ),
        (
            "2026-11-24T12:00/2026-11-24T08:00", .reversed,
            "2026-11-24T12:00/2026-11-24T08:00 ends before it starts. Write the earlier one first."
        ),
        (
            "2026-11-24T12:00/2026-11-26T08:00", .unsupported,
            "2026-11-24T12:00/2026-11-26T08:00: local times span two dates at most. Use dates for a longer period."
        ),
        ("2026-11-22/", .malformed, "\"2026-11-22/\" is not a period. Write a range as START/END."),
        ("/", .unknownWord, "There is no period \"/\"."),
        (
            "2026-11-22/2026-11-23/2026-11-24", .malformed,
            "\"2026-11-22/2026-11-23/2026-11-24\" is not a period. Write a range as START/END."
        ),
    ])
    func `A refusal says why`(text: String, code: PeriodError.Code, reason: String) {
        let error = #expect(throws: PeriodError.self) { try Period(text, today: today) }
        #expect(error?.code == code)
        #expect(error?.description == reason)
    }

    @Test(arguments: [
        "2026-11-2", "20261122", "22.11.2026", "2026-1", "2026-W5", "2026-Q04", "2026-11-22-3",
        "0000", "26", "2026-", "2026-11-24x", "2026-+1-01", "2026-11-24T", "２０２６",
    ])
    func `Dates of another form are refused with the forms that are read`(text: String) {
        for text in [text, "\(text)/2026-11-24", "2026-11-01/\(text)"] {
            let error = #expect(throws: PeriodError.self) { try Period(text, today: today) }
            #expect(error?.code == .malformed || error?.code == .unknownWord)
        }
    }

    @Test(arguments: [
        ("2026-11-22/2026-W48"), ("2026-W47/2026-12"), ("2026-11/2027"), ("2026-Q1/2026-12"),
        ("2026-11-22T08:00/2026-11-23"),
    ])
    func `The ends of a range are of one kind`(text: String) {
        let error = #expect(throws: PeriodError.self) { try Period(text, today: today) }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("START and END are of different kinds") == true)
    }

    @Test(arguments: [
        "today", "last-7-days", "2026-11-01_2026-11-01", "2026-11-16_2026-11-23", "2026-w47",
        "2026-11-24T08:00_2026-11-24T12:00", "2026-W47_2026-W47", "index.html", "", "_",
    ])
    func `Only the name that a period has is a folder's`(name: String) {
        #expect(Period(folderName: name) == nil)
    }

    @Test func `Up to two dates are shown by interval, longer periods by date`() throws {
        for (text, isShort) in [
            ("2026-11-24", true), ("2026-11-24/2026-11-26", true),
            ("2026-11-24/2026-11-27", false), ("2026-W47", false),
            ("2026-11-24T22:00/2026-11-25T22:00", true),
        ] {
            #expect(try Period(text, today: today).isShownByInterval == isShort)
        }
    }
}

@Suite struct DurationTextTests {
    @Test func `Durations are read, and written as they are read`() {
        for text in ["500ms", "30s", "5m", "24h", "400d", "1500ms", "90s"] {
            #expect(Duration(text)?.shortText == text || text == "24h")
        }
        #expect(Duration("24h")?.shortText == "1d")
        for nonsense in ["", "s", "30", "-5s", "1.5s", "30 s", "99999999999999999999d", "ms"] {
            #expect(Duration(nonsense) == nil)
        }
    }
}
