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
}
