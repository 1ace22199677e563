import Foundation
import Warehouse

let initAction = WarehouseAction(
    name: "init", summary: "make an empty warehouse",
    options: [
        Option(
            name: "time-zone", value: "ZONE", help: "for init: IANA name (default: the machine's)")
    ],
    run: { arguments in
        let path = try arguments.warehousePath(Configuration())
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(.cannotWrite, "\(path) exists already; it was left as it is.")
        }
        let zone = arguments.value("time-zone") ?? TimeZone.current.identifier
        _ = try Warehouse.openOrCreate(path: path, timeZone: zone)
        Terminal.message("Made \(path), time zone \(zone).")
    })
