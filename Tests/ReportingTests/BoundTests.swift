import Testing

@testable import Reporting

/// What the unseen add to the bounds of a verdict.
@Suite struct BoundTests {
    private func row() throws -> Record {
        let table = Table(
            columns: [
                "service_id", "answered_within_threshold", "counted_most", "abandoned_most",
            ],
            rows: [[.text("s"), .integer(70), .integer(105), .integer(20)]])
        return try #require(try Records(table, query: "service-figures").all.first)
    }

    @Test func `Unseen abandoned tasks may lower the service level and raise the abandon rate`()
        throws
    {
        let bounds = UnseenTasks.bounds(of: try row(), unseen: 4)
        #expect(bounds.map(\.column) == ["service_level_low", "abandon_rate_high"])
        #expect(bounds.map(\.bound) == [70.0 / 109, 24.0 / 109].map(Cell.real))
    }

    @Test func `Without unseen tasks the bounds stay those of the query`() throws {
        #expect(UnseenTasks.bounds(of: try row(), unseen: 0).isEmpty)
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
