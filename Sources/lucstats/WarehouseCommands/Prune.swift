import CivilTime
import Foundation
import Warehouse

let warehousePruneCommand = Command(
    name: "prune", summary: "Forget what is older than a number of days, and give the space back.",
    options: [
        .warehouse, .config,
        Option(
            name: "keep", value: "400d", help: "days to keep, today included, on the local clock"),
        Option(name: "before", value: "DATE", help: "forget what lies before this date, instead"),
        Option(name: "verbose", value: nil, help: "say what went"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let warehouse = try Warehouse.open(path: try arguments.warehousePath(configuration))
        let first = try arguments.firstDayKept(in: warehouse, configuration)
        let pruning = try warehouse.prune(before: first)
        if arguments.has("verbose") || Terminal.isWatched {
            Log.event(
                "pruned",
                [
                    "before": .text(first.description), "days": .integer(pruning.days),
                    "tasks": .integer(pruning.tasks), "states": .integer(pruning.states),
                    "passes": .integer(pruning.passes), "agents": .integer(pruning.agents),
                    "bytesBefore": .integer(Int(pruning.bytesBefore)),
                    "bytesAfter": .integer(Int(pruning.bytesAfter)),
                ])
        }
        if let reason = pruning.spaceKept { Log.warning("spaceKept", reason) }
    })

extension Arguments {
    /// The day that was asked for. Where the server's clock is some days behind this machine's, its
    /// day is still being written, and stays; a collector that stopped long ago does not come
    /// back to it.
    fileprivate func firstDayKept(
        in warehouse: Warehouse, _ configuration: Configuration
    ) throws -> CivilDate {
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let today = warehouse.calendar.date(at: now)
        let first = try firstDay(today, configuration)
        let last = try warehouse.lastPassAt().map { warehouse.calendar.date(at: $0) }
        guard let last, last >= today.adding(days: -31) else { return first }
        return min(first, last)
    }

    private func firstDay(
        _ today: CivilDate, _ configuration: Configuration
    ) throws -> CivilDate {
        if let text = value("before") {
            guard !has("keep") else {
                throw Failure(.usage, "Give either --keep or --before.")
            }
            guard let date = CivilDate(text) else {
                throw Failure(.usage, "--before takes a date such as 2026-01-31, not \(text).")
            }
            guard date <= today else {
                throw Failure(.usage, "\(date) is yet to come; nothing was forgotten.")
            }
            return date
        }
        guard let text = value("keep") ?? configuration.keep else {
            throw Failure(
                .usage, "Say how much to keep: lucstats warehouse prune --keep 400d")
        }
        guard let days = wholeDays(text) else {
            throw Failure(.usage, "--keep takes whole days such as 400d, not \(text).")
        }
        return today.adding(days: 1 - days)
    }
}

/// The number in `400d`; `nil` for anything else than whole days, and for none.
func wholeDays(_ text: String) -> Int? {
    guard text.hasSuffix("d"), Duration(text) != nil, let days = Int(text.dropLast()), days > 0
    else { return nil }
    return days
}
