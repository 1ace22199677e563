import CivilTime
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// Values at which a small mistake in a query or a view would show.
@Suite struct LimitTests {
    private let f: Fixture

    init() throws { f = try Fixture() }

    private func poll(_ seconds: [Double], directory: Directory? = nil) throws {
        for second in seconds { _ = try f.warehouse.apply(f.pass(second, directory: directory)) }
    }

    @Test func `The median time between polls is the lower of two middle ones`() throws {
        try poll([0, 10, 20, 60, 100])
        let row = try #require(try f.rows("coverage").first)
        #expect(row["poll_seconds_median"]?.number == 10)
        #expect(row["poll_seconds_p95"]?.number == 40)
    }

    @Test func `The longest of two gaps is one of them`() throws {
        try poll([0, 10, 1000, 1010, 3000, 3010])
        let row = try #require(
            try f.rows("coverage-by-service").first { $0["resource"] == .text("tasks") })
        #expect(row["gaps"]?.number == 2)
        #expect(row["longest_gap_seconds"]?.number == 1990)
        #expect(row["unobserved_seconds"]?.number == 2980.0)
    }

    @Test(arguments: [
        ([false, true, false], [0.0]), ([false, true, true, false], [0, 2700]),
        ([false, false, true], [0]),
    ])
    func `One good interval joins two below target, two part them`(
        isGood: [Bool], begins: [Double]
    ) throws {
        for (number, isGood) in isGood.enumerated() {
            let queued = Double(number) * 900 + 100
            let connected = queued + (isGood ? 5 : 60)
            let task = f.task(number, queued: queued, connected: connected, agent: 1)
            _ = try f.warehouse.apply(f.pass(connected + 10, tasks: [task]))
            _ = try f.warehouse.apply(f.pass(connected + 70))
        }
        let starts = try f.rows("page-target-misses").compactMap { $0["start_at"]?.number }.sorted()
        #expect(starts == begins.map { Double(f.at($0).milliseconds) })
    }

    @Test func `An interval in which a service opens or closes is open in part`() throws {
        try poll([0])
        try f.warehouse.connection.execute(
            """
            INSERT INTO opening_hours (service_key, valid_from_at, weekday, opens_minute,
                closes_minute) VALUES (0, 0, 2, 485, 1025)
            """)
        func open(_ minute: Double) throws -> Value? {
            try f.count(
                """
                SELECT sum(to_at - from_at) / 60000 FROM opening
                WHERE interval_at = \(f.at(minute * 60).milliseconds)
                """)
        }
        #expect(try open(465) == .null)
        #expect(try open(480) == .integer(10))
        #expect(try open(495) == .integer(15))
        #expect(try open(1020) == .integer(5))
        #expect(try open(1035) == .null)
    }

    @Test func `A service that moves at noon counts for its new unit all day`() throws {
        func directory(_ unit: String, _ at: Double) -> Directory {
            Directory(
                services: Listing(
                    rows: [Service(id: f.service, name: "S", organizationUnitName: unit)],
                    observedAt: f.at(at)))
        }
        for second in stride(from: 0.0, through: 10_800, by: 60) {
            let tasks =
                second > 1000 && second < 1300
                ? [f.task(1, queued: 1000, connected: 1010, agent: 1)] : []
            let unit = second < 7200 ? "East" : "West"
            _ = try f.warehouse.apply(
                f.pass(second, tasks: tasks, directory: directory(unit, second)))
        }
        for (unit, offered) in [("East", Int64(0)), ("West", 1)] {
            for isDay in [0, 1] {
                let sum = try f.count(
                    """
                    SELECT coalesce(sum(p.offered), 0) FROM subject_part AS p
                    JOIN subject AS s ON s.subject_key = p.subject_key
                    WHERE s.organization_unit = '\(unit)' AND p.is_day = \(isDay)
                    """)
                #expect(sum == .integer(offered), "\(unit), \(isDay)")
            }
        }
    }
}
