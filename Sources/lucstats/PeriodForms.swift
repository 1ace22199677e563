/// What `--period` takes, for the manual.
enum PeriodForms {
    /// The forms, and what each means.
    static let all: [(form: String, meaning: String)] = [
        ("today, yesterday", "one day on the clock of the warehouse"),
        ("this-week, last-week", "a week from Monday to Sunday"),
        ("this-month, last-month", "a calendar month"),
        ("this-quarter, last-quarter", "three months, from January, April, July or October"),
        ("this-year, last-year", "a calendar year"),
        ("last-7-days", "whole days before today, 1 to 3660 of them"),
        ("2026-11-22", "that day"),
        ("2026-W47", "that week (ISO 8601)"),
        ("2026-11", "that month"),
        ("2026-Q4", "that quarter"),
        ("2026", "that year"),
        ("2026-11-01/2026-11-15", "dates from the first to before the second"),
        (
            "2026-11-24T08:00/2026-11-24T12:00",
            "local times from the first to before the second, over two dates at most, each the "
                + "start of an interval of the warehouse"
        ),
        ("2026-W47/2026-W48", "weeks, both included"),
        ("2026-04/2027-03", "months, both included; quarters and years likewise"),
    ]

    /// What holds where the clock is changed.
    static let clockChange =
        "A local time that the clock shows twice is the first of the two. A local time that the "
        + "clock skips is refused."
}
