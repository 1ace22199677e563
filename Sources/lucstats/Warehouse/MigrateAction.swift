import Warehouse

let migrateAction = WarehouseAction(
    name: "migrate", summary: "bring schema and sums up to date",
    run: { arguments in
        let path = try arguments.warehousePath(Configuration())
        let warehouse = try Warehouse.open(path: path)
        guard let settled = try warehouse.settle() else {
            Terminal.message("\(path) holds nothing yet.")
            return
        }
        Terminal.message("\(path) is up to date; summed up to \(warehouse.localTime(of: settled)).")
    })
