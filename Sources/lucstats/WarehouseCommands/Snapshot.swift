import Foundation
import Warehouse

let warehouseSnapshotCommand = Command(
    name: "snapshot",
    summary: "Write a consistent copy, for shares, BI tools and backups; collecting may go on.",
    operands: "FILE", maximumOperands: 1, operandValues: .file,
    options: [.warehouse, .config],
    run: { arguments in
        let path = try arguments.warehousePath(try arguments.configuration())
        guard let copy = arguments.operands.first else {
            throw Failure(
                .usage, "Name the copy: lucstats warehouse snapshot FILE --warehouse FILE")
        }
        try await EndRequest.copying(to: copy) {
            try Warehouse.reading(path: path).snapshot(to: copy)
        }
        // cron need not mail that all went well.
        if Terminal.isWatched { Terminal.message("Wrote a consistent copy to \(copy).") }
    })
