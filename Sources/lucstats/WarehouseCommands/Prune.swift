import CivilTime
import Foundation
import Warehouse

let warehousePruneCommand = Command(
    name: "prune", summary: "Delete data older than a number of days, and free its space.",
    options: [
        .warehouse, .config,
        Option(
            name: "keep", value: "400d",
            help: "days to keep, today included; the last day with data stays"),
        Option(name: "before", value: "DATE", help: "delete the data before this date, instead"),
        Option(
            name: "dry-run", short: "n", value: nil,
            help: "print what would be deleted, and delete nothing"),
        Option(
            name: "verbose", short: "v", value: nil,
            help: "print a line also if nothing was deleted"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let path = try arguments.warehousePath(configuration)
        if arguments.has("dry-run") {
            let warehouse = try Warehouse.reading(path: path)
            let first = try arguments.firstDayKept(in: warehouse, configuration)
            let pruning = try warehouse.pruning(before: first)
            Log.message(pruning.sentence("would be deleted", before: first))
            return
        }
        let warehouse = try Warehouse.open(path: path)
        let first = try arguments.firstDayKept(in: warehouse, configuration)
        let pruning = try warehouse.prune(before: first)
        if pruning.isAny || arguments.has("verbose") || Terminal.isWatched {
            Log.message(pruning.sentence("was deleted", before: first))
        }
        if let reason = pruning.spaceKept { Log.warning("spaceKept", reason) }
    })

extension PruneOutcome {
    fileprivate var isAny: Bool { days + tasks + states + passes + agents > 0 }

    /// - Parameter verb: `was deleted`, or `would be deleted`.
    fileprivate func sentence(_ verb: String, before first: CivilDate) -> String {
        guard isAny else {
            return "No data is older than \(first); nothing \(verb)."
        }
        var counts = [
            days.counted("local day"), tasks.counted("task"), states.counted("agent state"),
            passes.counted("pass", "passes"),
        ]
        if agents > 0 { counts.append(agents.counted("agent")) }
        let (before, after) = (FreeSpace.text(bytesBefore), FreeSpace.text(bytesAfter))
        let size =
            bytesAfter == 0
            ? ""
            : before == after
                ? " The file keeps its size (\(after))."
                : " The file went from \(before) to \(after)."
        return "Data before \(first) \(verb): \(counts.joined(separator: ", ")).\(size)"
    }
}

extension Arguments {
    /// The day that was asked for. Where the server's clock is some days behind this machine's, its
    /// day is still being written, and stays; a collector that stopped long ago does not come
    /// back to it.
    fileprivate func firstDayKept(
        in warehouse: Warehouse, _ configuration: Configuration
    ) throws -> CivilDate {
        let now = Timestamp.now
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
                throw Failure(.usage, "\(date) is in the future; nothing was deleted.")
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
