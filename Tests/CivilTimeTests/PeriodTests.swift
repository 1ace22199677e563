import CivilTime
import Testing

@Suite struct PeriodTests {
    let today = CivilDate(dayNumber: 20_781)  // Tuesday, 2026-11-24

    @Test(arguments: [
        ("today", "2026-11-24", 1), ("yesterday", "2026-11-23", 1),
        ("last-week", "2026-W47", 7), ("last-month", "2026-10", 31),
        ("2026-11-22", "2026-11-22", 1), ("2026-W53", "2026-W53", 7),
        ("2028-02", "2028-02", 29), ("2026-11-01/2026-11-15", "2026-11-01_2026-11-15", 14),
        ("2026-11-16/2026-11-23", "2026-W47", 7), ("2026-12-01/2027-01-01", "2026-12", 31),
    ])
    func `Every documented form is read and named`(text: String, name: String, days: Int) throws {
        #expect(today.description == "2026-11-24")
        let period = try #require(Period(text, today: today))
        #expect(period.description == name)
        #expect(period.days == days)
    }

    @Test(arguments: [
        "", "tomorrow", "2026", "2026-13", "2026-W00", "2025-W53", "2026-11-31", "2026-11-2",
        "2026-11-22/2026-11-22", "2026-11-22/2026-11-21", "2026-11-22/", "20261122",
        "2026-11-22/2026-11-23/2026-11-24",
    ])
    func `Nonsense is refused`(text: String) {
        #expect(Period(text, today: today) == nil)
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
