/// One file a subcommand, in `WarehouseCommands/`.
let warehouseCommand = Command(
    name: "warehouse",
    summary: "Look after a warehouse: make, check, describe, shorten, copy or export it.",
    operands: "SUBCOMMAND",
    subcommands: [
        warehouseInitCommand, warehouseVerifyCommand, warehouseMigrateCommand,
        warehousePruneCommand, warehouseForgetCommand, warehouseSnapshotCommand,
        warehouseDescribeCommand,
        warehouseTargetsCommand, warehouseExtractCommand, warehouseExportCommand,
        warehouseMetadataCommand,
    ].map {
        var command = $0
        command.parent = "warehouse"
        return command
    })
