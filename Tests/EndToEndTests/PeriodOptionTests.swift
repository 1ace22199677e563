import CivilTime
import Foundation
import LucsModel
import Testing
import Warehouse

/// `--period`, as the program takes it.
@Suite struct PeriodOptionTests {
    /// A warehouse that one pass of that date has filled the calendar of.
    private func warehouse(in folder: URL) throws {
        let warehouse = try Warehouse.openOrCreate(
            path: folder.appending(path: "w.db").path, timeZone: "Europe/Zurich")
        let start = warehouse.calendar.start(of: try #require(CivilDate("2026-10-25")))
        _ = try warehouse.apply(Pass(startedAt: start, finishedAt: start))
    }

    private func query(_ period: String, in folder: URL) async throws -> Program.Outcome {
        try await Program.run(
            [
                "query", "--warehouse", "w.db", "--period", period, "--format", "csv", "--sql",
                "SELECT (:end_at - :start_at) / 900000 AS intervals",
            ], in: folder, key: nil)
    }

    @Test(arguments: [
        ("2026-10-25", 100), ("2026-W43", 676), ("2026-10", 2980), ("2026-Q4", 8836),
        ("2026", 35_040), ("2026-10/2026-11", 5860), ("2026-W43/2026-W44", 1348),
        ("2026-10-25T02:00/2026-10-25T03:00", 8), ("2026-10-24T22:00/2026-10-25T06:00", 36),
    ])
    func `Every form of a period reaches a query as its bounds`(
        period: String, intervals: Int
    ) async throws {
        try await withTemporaryFolder { folder in
            try warehouse(in: folder)
            let outcome = try await query(period, in: folder)
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.output.split(whereSeparator: \.isNewline).last == "\(intervals)")
        }
    }

    @Test(arguments: [
        ("lastweek", 64, "There is no period \"lastweek\". Did you mean last-week?"),
        ("last-7-day", 64, "There is no period \"last-7-day\". Did you mean last-7-days?"),
        ("tomorrow", 64, "Use today, yesterday, this-week,"),
        ("2026-11-31", 64, "2026-11-31 does not exist: 2026-11 has 30 days."),
        ("2026-10-25/2026-10-25", 64, "is empty, because the end is exclusive"),
        ("2026-10-25/2026-10-24", 64, "ends before it starts"),
        ("2026-03-29T02:15/2026-03-29T04:00", 64, "02:15 does not exist on 2026-03-29"),
        ("2026-10-25T08:05/2026-10-25T09:00", 64, "08:05 is not the start of an interval"),
        ("2025-10-25", 65, "knows nothing of 2025-10-25: no data was collected for it."),
        ("9999", 65, "knows nothing of 9999: it is in the future."),
    ])
    func `A period that cannot be is refused with the reason`(
        period: String, code: Int32, reason: String
    ) async throws {
        try await withTemporaryFolder { folder in
            try warehouse(in: folder)
            let outcome = try await query(period, in: folder)
            #expect(outcome.code == code)
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }
}
