import CivilTime
import Foundation
import Queries
import SQLite
import Warehouse

let queryCommand = Command(
    name: "query", summary: "Run a query of the library, or your own, over a warehouse.",
    operands: "[NAME]", mostOperands: 1, operandValues: .oneOf(Queries.all.keys.sorted()),
    options: [
        .warehouse, .period, .config,
        Option(name: "sql", value: "TEXT", help: "a query of your own, instead of NAME"),
        Option(name: "param", value: "k=v", help: "a parameter of the query", repeats: true),
        Option(
            name: "format", value: "F", help: "table (default), csv or json",
            values: .oneOf(["table", "csv", "json"])),
    ],
    run: { arguments in
        guard arguments.operands.first != nil || arguments.has("sql") else {
            Terminal.result(Queries.all.keys.sorted().joined(separator: "\n") + "\n")
            return
        }
        let sql = try arguments.sql()
        let format = arguments.value("format") ?? "table"
        guard let write = QueryOutput.formats[format] else {
            throw Failure(.usage, "--format is table, csv or json, not \(format).")
        }
        let warehouse = try Warehouse.reading(
            path: arguments.warehousePath(arguments.configuration()))
        let statement: Statement
        do {
            statement = try warehouse.connection.prepare(sql)
        } catch let error as DatabaseError where error.kind == .other {
            throw Failure(.usage, "This is no query: \(error.message).")
        }
        guard statement.isReadOnly else {
            throw Failure(.usage, "A query only reads; this one would change the warehouse.")
        }
        try statement.bind(try arguments.parameters(of: statement, in: warehouse))
        var rows: [[Value]] = []
        try statement.forEach { row in rows.append((0..<row.count).map { row[$0] }) }
        Terminal.result(write(statement.columnNames, rows))
    })

extension Arguments {
    fileprivate func sql() throws -> String {
        if let sql = value("sql") { return sql }
        let name = operands.first ?? ""
        guard let sql = Queries.all[name] else {
            let near = nearest(to: name, among: Array(Queries.all.keys))
            throw Failure(
                .usage,
                "There is no query \(name)."
                    + (near.map { " Did you mean \($0)?" } ?? " lucstats query lists them all."))
        }
        return sql
    }

    fileprivate func parameters(
        of statement: Statement, in warehouse: Warehouse
    ) throws -> [String: Value] {
        var values: [String: Value] = [:]
        if statement.parameterNames.contains(":grain") { values["grain"] = "period" }
        if statement.parameterNames.contains(":start_at") || has("period") {
            let bounds = try period(in: warehouse).bounds
            values["start_at"] = .integer(bounds.lowerBound.milliseconds)
            values["end_at"] = .integer(bounds.upperBound.milliseconds)
        }
        for pair in self.values("param") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Failure(.usage, "--param takes name=value, not \(pair).")
            }
            let text = String(parts[1])
            values[String(parts[0])] =
                Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) } ?? .text(text)
        }
        return values
    }

    /// The period asked for, yesterday when none is, and its first instant and the first after
    /// it. Fails where the warehouse knows nothing of it.
    func period(
        in warehouse: Warehouse
    ) throws -> (period: Period, bounds: Range<Timestamp>) {
        let calendar = warehouse.calendar
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let text = value("period") ?? "yesterday"
        guard let period = Period(text, today: calendar.date(at: now)) else {
            throw Failure(
                .usage,
                "\(text) is no period. Use today, yesterday, 2026-11-22, 2026-W47, 2026-11, "
                    + "last-week, last-month or START/END (dates, the end exclusive).")
        }
        let bounds = calendar.start(of: period.first)..<calendar.start(of: period.end)
        let known = try warehouse.connection.prepare(
            "SELECT count(*) FROM calendar WHERE start_at >= ? AND start_at < ?"
        ).scalar(
            .integer(bounds.lowerBound.milliseconds), .integer(bounds.upperBound.milliseconds))
        guard known != 0 else {
            throw Failure(
                .badData,
                "The warehouse knows nothing of \(period); nothing was collected then. What it "
                    + "has: lucstats query --warehouse \(warehouse.path) --sql \"SELECT "
                    + "min(started_utc), max(started_utc) FROM collection_pass\"")
        }
        return (period, bounds)
    }
}
