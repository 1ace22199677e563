import CivilTime
import Warehouse

/// What the configuration states about reports and the warehouse keeps with its history: targets,
/// opening hours, closed days. A part that is not stated stays as it is in the warehouse.
struct RulesOfReports: Sendable {
    var serviceLevel: ServiceLevelRules?
    var openingHours: OpeningHours?
    var closedDays: [CivilDate: String]?

    /// Writes what changed, dated on the local day of `now`.
    ///
    /// - Returns: names that no service has or had, each with its key in the configuration.
    func keep(in warehouse: Warehouse, now: Timestamp) throws -> [(key: String, name: String)] {
        var unknown: [(String, String)] = []
        if let serviceLevel {
            unknown += try warehouse.keep(serviceLevel, now: now)
                .map { ("serviceLevel.services", $0) }
        }
        if let openingHours {
            unknown += try warehouse.keep(openingHours, now: now)
                .map { ("openingHours.services", $0) }
        }
        if let closedDays { try warehouse.keep(closedDays: closedDays, now: now) }
        return unknown
    }
}

extension Configuration {
    /// An error names the member that is not valid.
    func rulesOfReports() throws -> RulesOfReports {
        RulesOfReports(
            serviceLevel: try serviceLevel?.rules(), openingHours: try openingHours?.hours(),
            closedDays: try closedDates())
    }

    private func closedDates() throws -> [CivilDate: String]? {
        guard let closedDays else { return nil }
        var dates: [CivilDate: String] = [:]
        for (text, name) in closedDays {
            guard let date = CivilDate(text) else {
                throw Failure(
                    .configuration,
                    "closedDays.\(text): \(text) is not a date. Write it as 2026-12-25.")
            }
            dates[date] = name
        }
        return dates
    }
}
