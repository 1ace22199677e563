import CivilTime
import Files
import Foundation
import SQLite
import Warehouse

extension Arguments {
    /// The time on this machine's clock.
    var now: Timestamp { .now }

    /// The period asked for, yesterday if none is, and its first instant and the first after it.
    ///
    /// Fails if the warehouse holds nothing of it.
    func period(
        in warehouse: Warehouse
    ) throws -> (period: Period, bounds: Range<Timestamp>) {
        let now = now
        let period: Period
        let bounds: Range<Timestamp>
        do {
            period = try Period(
                value("period") ?? "yesterday", today: warehouse.calendar.date(at: now))
            bounds = try period.bounds(
                in: warehouse.calendar, interval: warehouse.intervalLength)
        } catch let error as PeriodError {
            throw Failure(.usage, Self.refusal(error, of: value("period") ?? ""))
        }
        // From the first pass that is kept to the end of the day of the last one.
        let known = try warehouse.connection.prepare(
            """
            SELECT EXISTS (SELECT 1 FROM calendar WHERE start_at >= ?1 AND start_at < ?2
                AND end_at > (SELECT min(started_at) FROM pass))
            """
        ).scalar(
            .integer(bounds.lowerBound.milliseconds), .integer(bounds.upperBound.milliseconds))
        guard known != 0 else {
            let reason =
                bounds.lowerBound > now
                ? "it is in the future" : "no data was collected for it"
            throw Failure(
                .badData,
                "The warehouse knows nothing of \(period)"
                    + (has("period") ? "" : ", yesterday, which is the default of --period")
                    + ": \(reason). To see what it has: "
                    + "lucstats query --warehouse \(warehouse.path.shellWord) --sql \"SELECT "
                    + "min(started_utc), max(started_utc) FROM collection_pass\"")
        }
        return (period, bounds)
    }

    /// The reason, and the nearest known word or all forms.
    private static func refusal(_ error: PeriodError, of text: String) -> String {
        guard error.code == .unknownWord else { return "--period: \(error)" }
        if let hint = NearestName.question(for: text, among: Period.words) {
            return "--period: \(error) \(hint)"
        }
        return "--period: \(error) Use \(Period.words.joined(separator: ", ")), 2026-11-22, "
            + "2026-W47, 2026-11, 2026-Q4, 2026 or START/END."
    }
}
