import CivilTime
import Foundation
import Queries
import Reporting
import Testing
import Warehouse

/// What a day's report tells of all services together: the tasks seen, and those unseen.
struct EstimatedTotals: Sendable {
    private struct Report: Decodable {
        struct Count: Decodable {
            var estimate: Int
            var low: Int
            var high: Int
        }

        struct Unseen: Decodable {
            var answered: Count?
            var abandoned: Count?
        }

        struct Totals: Decodable {
            var offered: Int
            var answered: Int
            var unseen: Unseen?
        }

        var totals: Totals
    }

    let offered: Int
    private let answered: Int
    private let unseen: Report.Unseen?

    /// Seen and unseen.
    var estimated: Int {
        offered + (unseen?.answered?.estimate ?? 0) + (unseen?.abandoned?.estimate ?? 0)
    }

    /// Whether the interval of the unseen answered tasks holds their true number; `nil` where it
    /// would hold 0, and so is not shown.
    func holds(answered truth: Int) -> Bool? {
        guard let count = unseen?.answered else { return nil }
        return (count.low...count.high).contains(truth - answered)
    }

    init(of day: RecordedDay) throws {
        let warehouse = try Warehouse.reading(path: day.path)
        let date = warehouse.calendar.date(at: day.bounds.lowerBound)
        let period = try #require(Period(first: date, end: date.adding(days: 1)))
        let out = URL(filePath: day.path + ".report", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: out) }
        let files = try ReportWriter(
            period: period, bounds: day.bounds, definition: ReportDefinition.standard(), out: out
        ).write(
            [.json],
            from: SQLiteTables(connection: warehouse.connection, queries: Queries.all))
        let file = try #require(files.first { $0.lastPathComponent == "report.json" })
        let totals = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file)).totals
        offered = totals.offered
        answered = totals.answered
        unseen = totals.unseen
    }
}
