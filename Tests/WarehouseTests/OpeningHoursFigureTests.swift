import CivilTime
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// Figures by opening hours and closed days.
@Suite struct OpeningHoursFigureTests {
    private static let hour = 3600.0

    /// Tuesday 24 November and Wednesday 25, polled every five minutes: one call waits from 07:50
    /// to 08:10, one from 12:00 to 12:10, one from 20:00 to 20:20.
    private func collect(_ f: Fixture) throws {
        let waits = [(7 * 60 + 50, 20), (12 * 60, 10), (20 * 60, 20)]
        for second in stride(from: 0.0, through: 2 * 86_400, by: 300) {
            let day = (second / 86_400).rounded(.down)
            let tasks = waits.enumerated().compactMap { number, wait -> LucsTask? in
                let queued = day * 86_400 + Double(wait.0) * 60
                guard second >= queued, second < queued + Double(wait.1) * 60 else { return nil }
                return f.task(Int(day) * 10 + number, queued: queued)
            }
            _ = try f.warehouse.apply(f.pass(second, tasks: tasks))
        }
    }

    private func total(_ f: Fixture, grain: String = "day") throws -> [[String: Value]] {
        try f.rows("service-figures", grain: grain, end: 2 * 86_400)
            .filter { $0["service_id"] == .null }
    }

    private static let week = OpeningWeek(
        (1...5).map { OpeningWeek.Span(weekday: $0, opens: 8 * 60, closes: 18 * 60) })

    @Test(arguments: [true, false])
    func `The mean queue is of opening hours, and calls outside them are counted apart`(
        afterwards: Bool
    ) throws {
        let f = try Fixture()
        let hours = OpeningHours(common: Self.week)
        if !afterwards { _ = try f.warehouse.keep(hours, now: f.at(-60)) }
        try collect(f)
        // From the beginning, since nothing was collected before that date.
        if afterwards { _ = try f.warehouse.keep(hours, now: f.at(60)) }
        let days = try total(f)
        for day in days {
            #expect(day["offered"]?.number == 3)
            #expect(day["offered_closed"]?.number == 2)
            #expect(day["open_seconds"]?.number == 36_000)
            #expect(day["observed_seconds"]?.number == 86_400)
            // Ten minutes of the first wait, and all of the second, less what lies before the end
            // of a poll's interval: waits end in the middle between two polls.
            let mean = try #require(day["queue_length_mean"]?.number)
            #expect(abs(mean * 36_000 - (600 - 150 + 600 - 150)) < 0.001)
            #expect(day["target"]?.number == 0.8)
        }
        let coverage = try #require(try f.rows("coverage", end: 2 * 86_400).first)
        #expect(coverage["observed_fraction"]?.number == 1)
        #expect(coverage["period_seconds"]?.number == 72_000)
    }

    @Test func `A closed day has no target, and its calls are outside opening hours`() throws {
        let f = try Fixture()
        try collect(f)
        let date = try #require(CivilDate("2026-11-25"))
        try f.warehouse.keep(closedDays: [date: "Feast"], now: f.at(86_400))
        let days = try total(f)
        #expect(days.map { $0["offered_closed"]?.number } == [0, 3])
        #expect(days.map { $0["target"] } == [.real(0.8), .null])
        #expect(days.map { $0["open_seconds"]?.number } == [86_400, 0])
        #expect(days.map { $0["queue_length_mean"] == .null } == [false, true])
        // Taken back, it is a day like others.
        try f.warehouse.keep(closedDays: [:], now: f.at(86_400))
        #expect(try total(f).map { $0["offered_closed"]?.number } == [0, 0])
    }

    @Test func `A service with hours of its own follows them, all together what is open of any`()
        throws
    {
        let f = try Fixture()
        let late = OpeningWeek(
            (1...7).map { OpeningWeek.Span(weekday: $0, opens: 19 * 60 + 50, closes: 21 * 60) })
        try collect(f)
        let own = [f.service.description: late]
        #expect(
            try f.warehouse.keep(OpeningHours(common: Self.week, services: own), now: f.at(0))
                == [])
        let days = try total(f)
        #expect(days.map { $0["offered_closed"]?.number } == [2, 2])
        #expect(days.map { $0["open_seconds"]?.number } == [4200, 4200])
    }
}
