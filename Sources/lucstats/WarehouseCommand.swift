/// Something to do with a warehouse.
struct WarehouseAction: Sendable {
    let name: String
    let summary: String
    /// What may follow the name.
    var operand = ""
    var options: [Option] = []
    /// Called with the words after the action's name as operands.
    let run: @Sendable (Arguments) async throws -> Void
}

/// Each in a file of its own.
let warehouseActions: [WarehouseAction] = [
    initAction, verifyAction, migrateAction, snapshotAction, describeAction,
]

let warehouseCommand = Command(
    name: "warehouse", summary: "Look after a warehouse: make, check, describe, copy or export it.",
    operands: warehouseActions.map(\.name).joined(separator: "|") + " [OPERAND]", mostOperands: 2,
    options: warehouseOptions,
    notes: warehouseNotes,
    run: { arguments in
        guard let name = arguments.operands.first,
            let action = warehouseActions.first(where: { $0.name == name })
        else {
            let names = warehouseActions.map(\.name)
            let near = arguments.operands.first.flatMap { nearest(to: $0, among: names) }
            throw Failure(
                .usage,
                "warehouse takes \(names.joined(separator: ", "))."
                    + (near.map { " Did you mean \($0)?" } ?? "")
                    + " See: lucstats warehouse --help")
        }
        let operands = arguments.operands.dropFirst()
        if action.operand.isEmpty, let extra = operands.first {
            throw Failure(.usage, "warehouse \(name) does not take \"\(extra)\".")
        }
        for option in warehouseOptions where arguments.has(option.name) {
            guard
                option.name == "warehouse"
                    || action.options.contains(where: { $0.name == option.name })
            else {
                throw Failure(.usage, "warehouse \(name) has no option --\(option.name).")
            }
        }
        try await action.run(arguments)
    })

/// Every option of any action, once.
private let warehouseOptions: [Option] = warehouseActions.flatMap(\.options).reduce(
    into: [Option.warehouse]
) { options, option in
    if !options.contains(where: { $0.name == option.name }) { options.append(option) }
}

private let warehouseNotes: String = {
    let rows = warehouseActions.map { ("\($0.name) \($0.operand)", $0.summary) }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  \(Help.padded($0, width))  \($1)" }.joined(separator: "\n")
}()
