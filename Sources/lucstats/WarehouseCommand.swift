/// One file a subcommand, in `WarehouseCommands/`.
let warehouseCommand = Command(
    name: "warehouse",
    summary: "Look after a warehouse: make, check, bring up to date, shorten or copy it.",
    operands: "SUBCOMMAND",
    subcommands: [
        warehouseInitCommand, warehouseVerifyCommand, warehouseMigrateCommand,
        warehousePruneCommand, warehouseSnapshotCommand,
    ].map {
        var command = $0
        command.parent = "warehouse"
        return command
    })
