import Collector
import Files
import Foundation
import Warehouse

let warehouseInitCommand = Command(
    name: "init", summary: "Make an empty warehouse; `collect` also makes one where there is none.",
    options: [
        .warehouse, .config,
        Option(
            name: "time-zone", value: "ZONE", help: "IANA name (default: the machine's)",
            values: .oneOf(TimeZone.knownTimeZoneIdentifiers)),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let path = try arguments.warehousePath(configuration)
        let zone =
            try arguments.value("time-zone") ?? configuration.timeZone
            ?? MachineTimeZone.identifier()
        let lock = try RunLock.acquire(warehouse: Warehouse.resolved(path))
        defer { lock.release() }
        Leftovers.remove(beside: path)
        try Warehouse.create(path: path, timeZone: zone)
        Terminal.message("Made \(path), time zone \(zone).")
    })
