import CivilTime
import SQLite
import Warehouse

let warehouseVerifyCommand = Command(
    name: "verify",
    summary: "Check a warehouse: the file, its references, its facts, and the sums of some days.",
    options: [
        .warehouse, .config,
        Option(
            name: "days", value: "N",
            help: "days whose sums are recomputed, spread over the history (default: 10)"),
    ],
    run: { arguments in
        let path = try arguments.warehousePath(try arguments.configuration())
        let days = try arguments.count("days") ?? 10
        let warehouse = try Warehouse.reading(path: path)
        Terminal.progress("checking the file …")
        defer { Terminal.endProgress() }
        let verification = try warehouse.verify(days: days) {
            date, number, count in
            Terminal.progress("checking the sums of \(date), day \(number) of \(count) …")
        }
        guard verification.findings.isEmpty else {
            throw Failure(
                .badData,
                "\(path) is damaged: \(verification.findings.joined(separator: "; ")). "
                    + "Restore it from a snapshot.")
        }
        let sums =
            verification.days == 0
            ? "no day has stored sums to compare yet"
            : "the sums of \(verification.days.counted("day")) equal the facts"
        Terminal.message(
            "\(path) is sound: \(verification.tasks.counted("task")), "
                + "\(verification.states.counted("state")); \(sums).")
    })
