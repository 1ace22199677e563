import CivilTime
import Foundation
import QueryLibrary
import Reporting
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
        QueryFormat.option,
        Option(
            name: "csv", value: "STYLE",
            help: "of --format csv: plain (default), bom, or excel: BOM, ; and 0,5",
            values: .oneOf(CSVStyle.allCases.map(\.rawValue))),
        Option(
            name: "timeout", value: "60s",
            help: "longest time for the query and its output (default: 60s)"),
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
        let format = try arguments.queryFormat()
        let style = try arguments.csvStyle()
        guard format == .csv || !arguments.has("csv") else {
            throw Failure(.usage, "--csv is for --format csv, not \(format.rawValue).")
        }
        let limit = try arguments.duration("timeout") ?? .seconds(60)
        let warehouse = try Warehouse.reading(
            path: arguments.warehousePath(arguments.configuration()))
        let overdue = Failure(
            .tryAgain,
            "The query took longer than \(limit.shortText) and was stopped. Ask for a shorter "
                + "--period, or allow more with --timeout.")
        let deadline = ContinuousClock.now + limit
        let watch = Overdue(after: deadline, overdue)
        defer { watch.cancel() }
        do {
            try warehouse.connection.restricted(
                to: QueryLimits(
                    deadline: deadline, rows: QueryMaximum.rows, bytes: QueryMaximum.bytes)
            ) {
                let statement = try warehouse.connection.prepare(query.sql)
                let parameters = QueryParameters(query: query, statement: statement)
                try statement.bind(try parameters.values(arguments, in: warehouse))
                var printer = RowPrinter(format, csv: style, columns: statement.columnNames) {
                    Terminal.result($0)
                }
                try statement.forEach { row in
                    try printer.add((0..<row.count).map { row[$0] })
                }
                try printer.finish()
            }
        } catch let error as DatabaseError {
            throw Failure(query: error, overdue: overdue)
        }
    })

/// What a query may return, whoever wrote it.
private enum QueryMaximum {
    static let rows = 100_000_000
    static let bytes = 16_000_000_000
}

extension Failure {
    fileprivate init(query error: DatabaseError, overdue: Failure) {
        switch error.kind {
        case .interrupted: self = overdue
        case .notAllowed:
            self.init(
                .usage, "Queries are read-only and see only the warehouse; this one does more.")
        case .tooMuch:
            self.init(.partly, "The query was stopped: \(error.message). Ask for less.")
        case .other: self.init(.usage, "Invalid SQL: \(error.message).")
        default: self.init(error)
        }
    }
}

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
}
