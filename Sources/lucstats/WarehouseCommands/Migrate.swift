import Warehouse

let warehouseMigrateCommand = Command(
    name: "migrate", summary: "Bring a warehouse up to this version, and its sums up to date.",
    options: [.warehouse, .config],
    run: { arguments in
        let path = try arguments.warehousePath(try arguments.configuration())
        let warehouse = try Warehouse.open(path: path)
        guard let settled = try warehouse.settle() else {
            Terminal.message("\(path) holds nothing yet.")
            return
        }
        Terminal.message(
            "\(path) is up to date; summed up to \(warehouse.localTime(of: settled)).")
    })
