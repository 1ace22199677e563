import CivilTime
import Foundation
import LucsModel
import Queries
import SQLite
import TestFolders
import Testing
import Warehouse

/// Days on which clocks are set, in zones that do it in their own ways.
@Suite struct ClockChangeTests {
    struct Day: CustomTestStringConvertible, Sendable {
        var zone: String
        var date: String
        var intervals: Int
        /// Local times at which two intervals begin, or none.
        var twice: [String] = []
        var skipped: [String] = []
        var minutes = 15

        var testDescription: String { "\(date) in \(zone), \(minutes) minutes" }
    }

    static let days = [
        Day(zone: "Europe/Zurich", date: "2026-03-29", intervals: 92, skipped: ["02:00", "02:45"]),
        Day(zone: "Europe/Zurich", date: "2026-10-25", intervals: 100, twice: ["02:00", "02:45"]),
        Day(zone: "Europe/Zurich", date: "2026-11-24", intervals: 96),
        // South of the equator; this one skips midnight itself.
        Day(zone: "America/Santiago", date: "2026-09-06", intervals: 92, skipped: ["00:00"]),
        Day(zone: "America/Santiago", date: "2026-04-04", intervals: 100, twice: ["23:00"]),
        Day(zone: "Australia/Sydney", date: "2026-10-04", intervals: 92, skipped: ["02:15"]),
        // Half an hour beside the others.
        Day(zone: "Asia/Kolkata", date: "2026-11-24", intervals: 96),
        Day(zone: "Australia/Adelaide", date: "2026-04-05", intervals: 100, twice: ["02:30"]),
        // Clocks are set by half an hour, in the middle of an interval of an hour.
        Day(zone: "Australia/Lord_Howe", date: "2026-10-04", intervals: 94, skipped: ["02:15"]),
        Day(zone: "Australia/Lord_Howe", date: "2026-04-05", intervals: 98, twice: ["01:30"]),
        Day(
            zone: "Australia/Lord_Howe", date: "2026-10-04", intervals: 24, skipped: ["02:00"],
            minutes: 60),
        Day(
            zone: "Australia/Lord_Howe", date: "2026-04-05", intervals: 25, twice: [],
            minutes: 60),
        Day(zone: "America/St_Johns", date: "2026-03-08", intervals: 92, skipped: ["02:30"]),
    ]

    func warehouse(_ day: Day) throws -> Warehouse {
        let folder = try TestFolder.make()
        return try Warehouse.openOrCreate(
            path: folder.appending(path: "w.db").path, timeZone: day.zone,
            intervalLength: .seconds(day.minutes * 60))
    }

    @Test(arguments: days) func `The day has its intervals, and each task lies in its own`(
        day: Day
    ) throws {
        let warehouse = try warehouse(day)
        let date = try #require(CivilDate(day.date))
        let start = warehouse.calendar.start(of: date)
        let end = warehouse.calendar.end(of: date)
        let service = EntityID("11111111-0000-0000-0000-000000000001")
        // A task every seven minutes, told by the poll after it, each for itself.
        var queued: [Timestamp] = []
        var instant = start
        while instant < end {
            queued.append(instant)
            instant = instant + .seconds(420)
        }
        for (number, at) in ([start - .seconds(60)] + queued).enumerated() {
            let task = LucsTask(
                id: EntityID("t\(number)"), queueStarted: at, connected: at + .seconds(5))
            let seen = at + .seconds(30)
            _ = try warehouse.apply(
                Pass(
                    startedAt: seen, finishedAt: seen,
                    tasks: [
                        ServiceTasks(
                            service: service,
                            listing: Listing(rows: number == 0 ? [] : [task], observedAt: seen))
                    ]), rules: longGap)
        }
        let intervals = try rows(warehouse, "intervals", start..<end)
        #expect(intervals.count == day.intervals)
        let times = intervals.compactMap { row -> String? in
            if case .text(let time)? = row["local_time"] { time } else { nil }
        }
        for time in day.twice { #expect(times.count { $0 == time } == 2, "\(time)") }
        for time in day.skipped { #expect(!times.contains(time), "\(time)") }
        #expect(times.first == (day.skipped.contains("00:00") ? "01:00" : "00:00"))

        let figures = try rows(warehouse, "service-figures", start..<end, grain: "interval")
            .filter { $0["service_id"] == .null }
        #expect(figures.count == day.intervals)
        for row in figures {
            guard case .integer(let from)? = row["start_at"], case .integer(let to)? = row["end_at"]
            else {
                Issue.record("an interval without bounds")
                continue
            }
            let inside = queued.count { from <= $0.milliseconds && $0.milliseconds < to }
            #expect(row["offered"] == .integer(Int64(inside)))
        }
        let whole = try rows(warehouse, "service-figures", start..<end, grain: "day")
            .filter { $0["service_id"] == .null }
        #expect(whole.count == 1)
        #expect(whole.first?["offered"] == .integer(Int64(queued.count)))
        // Local times name the instants that they stand for.
        for row in intervals {
            guard case .text(let text)? = row["start"], case .integer(let at)? = row["start_at"]
            else { continue }
            #expect(Timestamp(lucs: text)?.milliseconds == at, "\(text)")
        }
    }

    @Test(
        arguments: days.filter { $0.minutes == 15 } + [
            Day(zone: "Europe/Zurich", date: "2026-10-25", intervals: 300, minutes: 5),
            Day(zone: "Asia/Kathmandu", date: "2026-11-24", intervals: 48, minutes: 30),
            Day(zone: "Europe/Zurich", date: "2026-11-24", intervals: 24, minutes: 60),
        ])
    func `Intervals add up to half hours of the local clock`(day: Day) throws {
        let warehouse = try warehouse(day)
        let date = try #require(CivilDate(day.date))
        let (start, end) = (warehouse.calendar.start(of: date), warehouse.calendar.end(of: date))
        let service = EntityID("11111111-0000-0000-0000-000000000001")
        var tasks: [LucsTask] = []
        var wanted: [String: Int64] = [:]
        for (number, instant) in stride(
            from: start.milliseconds, to: end.milliseconds, by: 420_000
        ).enumerated() {
            let at = Timestamp(milliseconds: instant)
            tasks.append(
                LucsTask(
                    id: EntityID("t\(number)"), queueStarted: at, connected: at + .seconds(5)))
            let time = at.iso8601(
                offsetSeconds: warehouse.calendar.offsetSeconds(at: at)
            ).dropFirst(11)
            let isLate = day.minutes < 60 && time.dropFirst(3).prefix(2) >= "30"
            wanted["\(time.prefix(2)):\(isLate ? "30" : "00")", default: 0] += 1
        }
        _ = try warehouse.apply(
            Pass(
                startedAt: end, finishedAt: end,
                tasks: [
                    ServiceTasks(service: service, listing: Listing(rows: tasks, observedAt: end))
                ]), rules: longGap)
        for (view, column) in [("service_interval", "sum(offered)"), ("task", "count(*)")] {
            var found: [String: Int64] = [:]
            try warehouse.connection.prepare(
                """
                SELECT half_hour, \(column) FROM \(view) WHERE local_date = ?
                GROUP BY half_hour HAVING \(column) > 0
                """
            ).forEach(.text(day.date)) { row in
                found[try row.text(0) ?? ""] = try row.requiredInteger(1)
            }
            #expect(found == wanted, "\(view)")
        }
    }

    private var longGap: PassRules {
        var rules = PassRules()
        rules.maxGap = .seconds(3600)
        return rules
    }

    private func rows(
        _ warehouse: Warehouse, _ query: String, _ bounds: Range<Timestamp>, grain: String = ""
    ) throws -> [[String: Value]] {
        let statement = try warehouse.connection.prepare(try #require(Queries.all[query]))
        try statement.bind([
            "start_at": .integer(bounds.lowerBound.milliseconds),
            "end_at": .integer(bounds.upperBound.milliseconds), "grain": .text(grain),
        ])
        let names = statement.columnNames
        var rows: [[String: Value]] = []
        try statement.forEach { row in
            rows.append(
                Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], row[$0]) }))
        }
        return rows
    }
}
