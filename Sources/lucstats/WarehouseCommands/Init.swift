import Foundation
import Warehouse

let warehouseInitCommand = Command(
    name: "init", summary: "Make an empty warehouse; `collect` also makes one where there is none.",
    options: [
        .warehouse, .config,
        Option(name: "time-zone", value: "ZONE", help: "IANA name (default: the machine's)"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let path = try arguments.warehousePath(configuration)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(.cannotWrite, "\(path) exists already; it was left as it is.")
        }
        let zone =
            try arguments.value("time-zone") ?? configuration.timeZone
            ?? MachineTimeZone.identifier()
        _ = try Warehouse.openOrCreate(path: path, timeZone: zone)
        Terminal.message("Made \(path), time zone \(zone).")
    })
