import CivilTime
import SQLite
import Warehouse

let warehouseTargetsCommand = Command(
    name: "targets",
    summary: "List which targets held when, or date a change with --from.",
    options: [
        .warehouse, .config,
        Option(
            name: "from", value: "DATE",
            help: "local date from which the other options hold, or beginning",
            values: .oneOf(["beginning"])),
        Option(
            name: "service", value: "NAME",
            help: "service to change, by name or identifier (default: all without own targets)"),
        Option(
            name: "threshold", value: "20s",
            help: "wait within which a task must be answered (default: as before)"),
        Option(
            name: "short-abandon", value: "5s",
            help: "wait below which an abandoned task is excluded (default: as before)"),
        Option(
            name: "target", value: "0.8",
            help: "share to answer within the threshold, 0 to 1 (default: as before)"),
        QueryFormat.option,
    ],
    run: { arguments in
        let format = try arguments.queryFormat()
        let path = try arguments.warehousePath(arguments.configuration())
        let change = try arguments.targetChange()
        let warehouse = try change == nil ? Warehouse.reading(path: path) : .open(path: path)
        if let change { try change.apply(to: warehouse) }
        let columns = [
            "service", "valid_from", "threshold_seconds", "short_abandon_seconds", "target",
        ]
        // People are told what an empty cell would mean.
        let isForPeople = [.table, .markdown].contains(format)
        let rows = try warehouse.targets().map { entry in
            entry.row(
                allServices: isForPeople ? "all services" : nil,
                beginning: isForPeople ? "beginning" : nil)
        }
        Terminal.result(try RowPrinter.text(format, columns, rows))
    })

extension DatedTarget {
    fileprivate func row(allServices: String?, beginning: String?) -> [Value] {
        [
            Value(service ?? allServices), Value(from?.description ?? beginning),
            .real(Double(rule.threshold.wholeMilliseconds) / 1000),
            .real(Double(rule.shortAbandon.wholeMilliseconds) / 1000), .real(rule.target),
        ]
    }
}

/// A change of targets, as the options state it.
private struct TargetChange {
    var rule: ServiceLevelRule
    var service: String?
    /// `nil`: from the beginning.
    var from: CivilDate?

    func apply(to warehouse: Warehouse) throws {
        guard try !warehouse.setTarget(rule, ofService: service, from: from) else { return }
        let hint = NearestName.question(
            for: service ?? "", among: try warehouse.serviceNames())
        throw Failure(
            .usage,
            "No service is or was called \(service ?? "")."
                + (hint.map { " \($0)" } ?? ""))
    }
}

extension Arguments {
    /// The change that the options state; `nil` if they only ask for the list.
    fileprivate func targetChange() throws -> TargetChange? {
        let rule = ServiceLevelRule(
            threshold: try wait("threshold"), shortAbandon: try wait("short-abandon"),
            target: try share("target"))
        guard let from = value("from") else {
            if let name = ["service", "threshold", "short-abandon", "target"].first(where: has) {
                throw Failure(
                    .usage, "--\(name) needs --from, the date from which the change holds.")
            }
            return nil
        }
        guard rule != ServiceLevelRule() else {
            throw Failure(.usage, "--from needs --threshold, --short-abandon or --target.")
        }
        let date = CivilDate(from)
        guard date != nil || from == "beginning" else {
            throw Failure(
                .usage, "--from takes a date such as 2026-01-31, or beginning, not \(from).")
        }
        return TargetChange(rule: rule, service: value("service"), from: date)
    }

    private func wait(_ name: String) throws -> Duration? {
        guard let text = value(name) else { return nil }
        guard let duration = Duration(text), duration <= .seconds(86_400) else {
            throw Failure(
                .usage, "--\(name) takes a duration of at most 24h such as 20s, not \(text).")
        }
        return duration
    }

    private func share(_ name: String) throws -> Double? {
        guard let text = value(name) else { return nil }
        guard let share = Double(text), (0...1).contains(share) else {
            throw Failure(.usage, "--\(name) takes a fraction from 0 to 1, not \(text).")
        }
        return share
    }
}
