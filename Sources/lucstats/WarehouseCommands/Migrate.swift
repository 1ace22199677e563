import CivilTime
import Warehouse

let warehouseMigrateCommand = Command(
    name: "migrate", summary: "Bring a warehouse up to this version, and its rollups up to date.",
    options: [.warehouse, .config],
    run: { arguments in
        let path = try arguments.warehousePath(try arguments.configuration())
        let progress: RollupProgress = { date, number, count in
            // One line a month is enough for a log.
            if number == 1 || date.day == 1 {
                Terminal.message("Building the rollups of \(date) (\(number) of \(count) days).")
            }
        }
        let warehouse = try Warehouse.open(path: path, progress: progress)
        guard let last = try warehouse.refreshRollups(progress: progress) else {
            Terminal.message("\(path) holds nothing yet.")
            return
        }
        Terminal.message(
            "\(path) is up to date; its last pass was at \(warehouse.localTime(of: last)).")
    })
