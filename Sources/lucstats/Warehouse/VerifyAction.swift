import SQLite
import Warehouse

let verifyAction = WarehouseAction(
    name: "verify", summary: "check that the file is sound",
    run: { arguments in
        let path = try arguments.warehousePath(Configuration())
        let connection = try Warehouse.reading(path: path).connection
        let found = try connection.prepare("PRAGMA integrity_check").scalar()
        let strays = try connection.prepare("SELECT count(*) FROM pragma_foreign_key_check")
            .scalar()
        guard found == "ok", strays == 0 else {
            throw Failure(.badData, "\(path) is damaged. Restore it from a snapshot.")
        }
        Terminal.message("\(path) is sound.")
    })
