import CivilTime
import Foundation
import Warehouse

let warehouseForgetCommand = Command(
    name: "forget", summary: "Erase one customer or one agent; the figures stay.",
    options: [
        .warehouse, .config,
        Option(
            name: "customer", value: "NUMBER",
            help: "number or address of the customer, or the stored pseudonym"),
        Option(name: "agent", value: "NAME", help: "identifier, SIP URI or name of the agent"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let path = try arguments.warehousePath(configuration)
        switch (arguments.value("customer"), arguments.value("agent")) {
        case (let customer?, nil):
            try forget(customer: customer, in: path)
        case (nil, let agent?):
            try forget(agent: agent, in: path)
        default:
            throw Failure(.usage, "Give either --customer or --agent.")
        }
    })

private func forget(customer: String, in path: String) throws {
    let warehouse = try Warehouse.open(path: path)
    let pseudonym = try CustomerKey.existing(warehouse: path).flatMap {
        CustomerIdentifiers.masked(key: $0).kept(customer)
    }
    guard let outcome = try warehouse.forget(customer: customer, pseudonym: pseudonym) else {
        throw Failure(
            .badData,
            "\(path) has no such customer. Nothing was erased. A masked identifier can be "
                + "found only with the key that masked it; see docs/privacy.md.")
    }
    Log.message(
        "Erased the customer from \(outcome.tasks.counted("task")), "
            + (outcome.details == 0
                ? "which had no context parameters."
                : "and \(outcome.details.counted("context parameter"))."))
    sayLimits(outcome)
}

private func forget(agent: String, in path: String) throws {
    let warehouse = try Warehouse.open(path: path)
    let found = try warehouse.agents(called: agent)
    guard let first = found.first else {
        throw Failure(.badData, "\(path) has no agent \(agent). Nothing was erased.")
    }
    guard found.count == 1 else {
        throw Failure(
            .usage,
            "\(found.count) agents are or were called \(agent). Give the identifier of one of them; "
                + "lucstats query --sql 'SELECT name, agent_id FROM agent' lists them.")
    }
    let outcome = try warehouse.forget(agent: first.key)
    Log.message(
        "Erased the name, the addresses and the skills of the agent, now "
            + "\(outcome.agentName ?? ""), who keeps \(outcome.tasks.counted("task")).")
    sayLimits(outcome)
}

private func sayLimits(_ outcome: ErasureOutcome) {
    if let traces = outcome.traces { Log.warning("spaceKept", traces) }
    Log.message(
        "Reports, snapshots, extracts and backups made before are not reached: make them again, or "
            + "delete them. Exports: run warehouse export again. LUCS itself keeps its own data.")
}
