import Foundation
import SQLite
import Warehouse

let snapshotAction = WarehouseAction(
    name: "snapshot", summary: "write a consistent copy, for a file share or a BI tool",
    operand: "COPY",
    run: { arguments in
        let path = try arguments.warehousePath(Configuration())
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
    })
