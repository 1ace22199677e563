import Foundation
import SQLite
import Warehouse

let warehouseCommand = Command(
    name: "warehouse", summary: "Look after a warehouse: make, check, bring up to date or copy it.",
    operands: "init|verify|migrate|snapshot [COPY]", mostOperands: 2,
    options: [
        .warehouse,
        Option(
            name: "time-zone", value: "ZONE", help: "for init: IANA name (default: the machine's)"),
    ],
    run: { arguments in
        guard let action = arguments.operands.first,
            ["init", "verify", "migrate", "snapshot"].contains(action)
        else {
            throw Failure(
                .usage,
                "warehouse takes init, verify, migrate or snapshot. See: lucstats warehouse --help"
            )
        }
        let path = try arguments.warehousePath(Configuration())
        switch action {
        case "init":
            guard !FileManager.default.fileExists(atPath: path) else {
                throw Failure(.cannotWrite, "\(path) exists already; it was left as it is.")
            }
            let zone = arguments.value("time-zone") ?? TimeZone.current.identifier
            _ = try Warehouse.openOrCreate(path: path, timeZone: zone)
            Terminal.message("Made \(path), time zone \(zone).")
        case "verify":
            let connection = try Warehouse.reading(path: path).connection
            let found = try connection.prepare("PRAGMA integrity_check").scalar()
            let strays = try connection.prepare("SELECT count(*) FROM pragma_foreign_key_check")
                .scalar()
            guard found == "ok", strays == 0 else {
                throw Failure(.badData, "\(path) is damaged. Restore it from a snapshot.")
            }
            Terminal.message("\(path) is sound.")
        case "migrate":
            let warehouse = try Warehouse.open(path: path)
            guard let settled = try warehouse.settle() else {
                Terminal.message("\(path) holds nothing yet.")
                return
            }
            Terminal.message(
                "\(path) is up to date; summed up to \(warehouse.localTime(of: settled)).")
        default:
            guard arguments.operands.count == 2, let copy = arguments.operands.last else {
                throw Failure(
                    .usage, "Name the copy: lucstats warehouse snapshot COPY --warehouse FILE")
            }
            guard !FileManager.default.fileExists(atPath: copy) else {
                throw Failure(.cannotWrite, "\(copy) exists already; it was left as it is.")
            }
            let connection = try Warehouse.reading(path: path).connection
            do {
                try connection.prepare("VACUUM INTO ?").run(.text(copy))
            } catch let error as DatabaseError where error.kind == .cannotOpen {
                throw Failure(
                    .cannotWrite, "Cannot write \(copy). Check the folder and the permissions.")
            }
            Terminal.message("Wrote a consistent copy to \(copy).")
        }
    })
