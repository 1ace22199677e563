import CivilTime
import Foundation
import QueryLibrary
import SQLite
import Warehouse

let queryCommand = Command(
    name: "query",
    summary: "Run a query of the library, or your own, over a warehouse; list the library.",
    operands: "[NAME]", mostOperands: 1, operandValues: .oneOf(LibraryQuery.listed.map(\.name)),
    options: [
        .warehouse, .period, .config,
        Option(name: "sql", value: "TEXT", help: "a query of your own, instead of NAME"),
        Option(name: "param", value: "k=v", help: "a parameter of the query", repeats: true),
        Option(
            name: "format", value: "F", help: "\(QueryOutput.names) (default: table)",
            values: .oneOf(QueryOutput.formats.keys.sorted())),
        Option(name: "timeout", value: "60s", help: "longest time that it may take (default: 60s)"),
        Option(name: "about", value: nil, help: "say what NAME answers, takes and gives"),
        Option(name: "sql-text", value: nil, help: "print the text of NAME, to start from"),
    ],
    run: { arguments in
        guard arguments.operands.first != nil || arguments.has("sql") else {
            Terminal.result(LibraryQuery.list)
            return
        }
        let query = try arguments.query()
        if arguments.has("about") {
            Terminal.result(query.about)
            return
        }
        if arguments.has("sql-text") {
            Terminal.result(query.sql)
            return
        }
        let format = arguments.value("format") ?? "table"
        guard let write = QueryOutput.formats[format] else {
            throw Failure(.usage, "--format is \(QueryOutput.names), not \(format).")
        }
        let limit = try arguments.duration("timeout") ?? .seconds(60)
        let warehouse = try Warehouse.reading(
            path: arguments.warehousePath(arguments.configuration()))
        let statement: Statement
        do {
            statement = try warehouse.connection.prepare(query.sql)
        } catch let error as DatabaseError where error.kind == .other {
            throw Failure(.usage, "This is no query: \(error.message).")
        }
        guard statement.isReadOnly else {
            throw Failure(.usage, "A query only reads; this one would change the warehouse.")
        }
        try statement.bind(try arguments.parameters(of: statement, in: warehouse))
        var rows: [[Value]] = []
        do {
            try warehouse.connection.limited(to: limit) {
                try statement.forEach { row in rows.append((0..<row.count).map { row[$0] }) }
            }
        } catch let error as DatabaseError where error.kind == .interrupted {
            throw Failure(
                .tryAgain,
                "The query took longer than \(limit.shortText) and was stopped. Ask for a shorter "
                    + "--period, or allow more with --timeout.")
        }
        Terminal.result(write(statement.columnNames, rows))
    })

extension Arguments {
    fileprivate func query() throws -> LibraryQuery {
        if let sql = value("sql") { return LibraryQuery(name: "--sql", sql: sql) }
        let name = operands.first ?? ""
        guard let query = LibraryQuery.all.first(where: { $0.name == name }) else {
            let near = nearest(to: name, among: LibraryQuery.all.map(\.name))
            throw Failure(
                .usage,
                "There is no query \(name)."
                    + (near.map { " Did you mean \($0)?" } ?? " lucstats query lists them all."))
        }
        return query
    }

    fileprivate func parameters(
        of statement: Statement, in warehouse: Warehouse
    ) throws -> [String: Value] {
        var values: [String: Value] = [:]
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
            guard statement.parameterNames.contains(":" + parts[0]) else {
                let names = statement.parameterNames.map { String($0.dropFirst()) }
                let near = nearest(to: String(parts[0]), among: names)
                throw Failure(
                    .usage,
                    "The query has no parameter \(parts[0])."
                        + (near.map { " Did you mean \($0)?" }
                            ?? " It has: \(names.joined(separator: ", "))."))
            }
            values[String(parts[0])] =
                Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) } ?? .text(text)
        }
        return values
    }

    /// The time on this machine's clock.
    var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// The period asked for, yesterday when none is, and its first instant and the first after
    /// it. Fails where the warehouse knows nothing of it.
    func period(
        in warehouse: Warehouse
    ) throws -> (period: Period, bounds: Range<Timestamp>) {
        let calendar = warehouse.calendar
        let text = value("period") ?? "yesterday"
        guard let period = Period(text, today: calendar.date(at: now)) else {
            throw Failure(
                .usage,
                "\(text) is no period. Use today, yesterday, 2026-11-22, 2026-W47, 2026-11, "
                    + "last-week, last-month or START/END (dates, the end exclusive).")
        }
        let bounds = calendar.start(of: period.first)..<calendar.start(of: period.end)
        // From the first pass that is kept to the end of the day of the last one.
        let known = try warehouse.connection.prepare(
            """
            SELECT count(*) FROM calendar WHERE start_at >= ?1 AND start_at < ?2
                AND end_at > (SELECT min(started_at) FROM pass)
            """
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
