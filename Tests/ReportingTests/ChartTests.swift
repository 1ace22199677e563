import CivilTime
import Foundation
import Testing

@testable import Reporting

@Suite struct ChartTests {
    private func axis(_ name: String) throws -> TimeAxis {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        let source = day.source()
        return try TimeAxis(
            TableCache(source: source, period: period, bounds: day.bounds), .english)
    }

    @Test(
        "Hours are ticked as the wall clock shows them, also when it is changed",
        arguments: [("2026-11-23", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
    func hours(name: String, count: Int) throws {
        let ticks = try axis(name).ticks
        #expect(ticks.count == count)
        #expect(ticks.first?.text == "00:00" && ticks.last?.text == "23:00")
        #expect(ticks.contains { $0.text == "02:00" } == (count != 23))
        #expect(ticks.count { $0.text == "02:00" } == count - 23 || count == 23)
        let steps = zip(ticks, ticks.dropFirst()).map { $1.position - $0.position }
        #expect(steps.allSatisfy { abs($0 - 1 / Double(count)) < 1e-9 })
    }

    @Test("A cropped axis keeps its hours where they belong")
    func cropping() throws {
        let whole = try axis("2026-11-23")
        let hour = 3_600_000.0
        let cropped = whole.cropped(from: whole.startAt + 6 * hour, to: whole.startAt + 18 * hour)
        #expect(cropped.ticks.first?.text == "06:00" && cropped.ticks.last?.text == "18:00")
        #expect(abs((cropped.ticks.last?.position ?? 0) - 1) < 1e-9)
        #expect(cropped.gaps == whole.gaps)
    }

    @Test(
        "Value axes end on a round number at or above the largest value",
        arguments: [0.3, 1, 3, 7, 9.5, 10, 11, 64, 100, 101, 999, 12_345] as [Double])
    func roundAxes(largest: Double) {
        for format in [Format.count, .decimal, .duration] {
            let axis = ValueAxis(largest: largest, format: format)
            #expect(axis.top >= largest && (2...7).contains(axis.ticks.count))
            #expect(axis.ticks.first == 0 && axis.ticks.last == axis.top)
        }
        #expect(ValueAxis(largest: largest, format: .percent).top == 1)
    }
}
