import Testing

@testable import Reporting

/// What the unseen add to the bounds of a verdict.
@Suite struct BoundTests {
    private static let columns = [
        "service_id", "answered_within_threshold", "within_threshold_most", "counted_least",
        "counted_most", "abandoned_least", "abandoned_most",
    ]

    private func row() throws -> Record {
        let table = Table(
            columns: Self.columns,
            rows: [
                [
                    .text("s"), .integer(70), .integer(75), .integer(95), .integer(105),
                    .integer(10), .integer(20),
                ]
            ])
        return try #require(try Records(table, query: "service-figures").all.first)
    }

    @Test func `Unseen tasks widen the bounds on both sides`() throws {
        let bounds = UnseenTasks.bounds(of: try row(), answered: 5, abandoned: 4)
        #expect(
            bounds.map(\.column) == [
                "service_level_low", "service_level_high", "abandon_rate_low", "abandon_rate_high",
            ])
        let expected: [Double] = [70.0 / 114, 80.0 / 100, 10.0 / 100, 24.0 / 109]
        #expect(bounds.map(\.bound) == expected.map(Cell.real))
    }

    @Test func `Without an estimate of the unseen the bounds stay those of the query`() throws {
        #expect(UnseenTasks.bounds(of: try row(), answered: nil, abandoned: nil).isEmpty)
        let bounds = UnseenTasks.bounds(of: try row(), answered: 5, abandoned: nil)
        #expect(bounds.first?.bound == .real(70.0 / 110))
    }

    @Test(
        "Where bounds then and now overlap, nothing says whether a figure rose or fell",
        arguments: [
            ((0.78, 0.80), (0.79, 0.82), true), ((0.78, 0.80), (0.80, 0.82), true),
            ((0.78, 0.80), (0.81, 0.82), false), ((0.85, 0.86), (0.79, 0.82), false),
            // Exact figures that are equal did not change.
            ((0.8, 0.8), (0.8, 0.8), false),
        ])
    func change(now: (Double, Double), then: (Double, Double), isOpen: Bool) throws {
        func row(_ bounds: (Double, Double)) throws -> Record? {
            try Records(
                Table(
                    columns: ["level_low", "level_high"],
                    rows: [[.real(bounds.0), .real(bounds.1)]]), query: "test"
            ).all.first
        }
        #expect(try Change.isOpen("level", now: row(now), then: row(then)) == isOpen)
        #expect(try !Change.isOpen("level", now: row(now), then: nil))
    }
}
