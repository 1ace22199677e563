import CivilTime
import Foundation
import QueryLibrary
import Reporting
import SQLite
import Warehouse

let queryCommand = Command(
    name: "query",
    summary: "Run a query of the library, or your own, over a warehouse; list the library.",
    operands: "[NAME | FILE.sql | -]", maximumOperands: 1,
    operandValues: .oneOf(LibraryQuery.listed.map(\.name)),
    options: [
        .warehouse, .period, .config,
        Option(name: "sql", value: "TEXT", help: "a query of your own, instead of NAME"),
        Option(
            name: "definitions", value: "DIR", help: "a folder of your own queries, NAME.sql",
            values: .folder),
        Option(
            name: "param", value: "k=v", help: "a parameter of the query", repeats: true,
            values: .assignments(LibraryQuery.assignments)),
    ] + Option.scope + [
        QueryFormat.option,
        Option(
            name: "csv", value: "STYLE",
            help: "CSV: plain (default), bom, or excel: BOM, ;, 0,5, local times",
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
        try arguments.printRows(of: query)
    })

extension Arguments {
    /// `--csv` alone asks for CSV.
    private func rowFormat() throws -> (format: QueryFormat, style: CSVStyle) {
        let format = try has("csv") && !has("format") ? .csv : queryFormat()
        guard format == .csv || !has("csv") else {
            throw Failure(.usage, "--csv is for --format csv, not \(format.rawValue).")
        }
        return (format, try csvStyle())
    }

    /// Runs a query within its limits, and prints its rows as they come.
    fileprivate func printRows(of query: LibraryQuery) throws {
        let (format, style) = try rowFormat()
        let limit = try duration("timeout") ?? .seconds(60)
        let warehouse = try Warehouse.reading(path: warehousePath(configuration()))
        try restrict(warehouse, for: query)
        try sayUnknownNames(of: query, in: warehouse)
        let overdue = Failure(
            .tryAgain,
            "The query took longer than \(limit.shortText) and was stopped. Ask for a shorter "
                + "--period, or allow more with --timeout.")
        let deadline = ContinuousClock.now + limit
        let watch = Overdue(after: deadline, overdue)
        defer { watch.cancel() }
        let limits = QueryLimits(
            deadline: deadline, rows: QueryMaximum.rows, bytes: QueryMaximum.bytes)
        do {
            try warehouse.connection.restricted(to: limits) {
                let statement = try statement(of: query, in: warehouse)
                let columns = statement.columnNames
                try format.check(columns)
                var printer = RowPrinter(
                    format, csv: style, columns: columns,
                    cells: ReadableCells(
                        columns: columns, query: query, calendar: warehouse.calendar),
                    width: Terminal.resultWidth
                ) { Terminal.result($0) }
                try statement.forEach { row in
                    try printer.add((0..<row.count).map { row[$0] })
                }
                try printer.finish()
            }
        } catch let error as DatabaseError {
            throw Failure(query: error, overdue: overdue)
        }
    }

    /// Says which of the names that were given match nothing: the query then has no rows.
    private func sayUnknownNames(of query: LibraryQuery, in warehouse: Warehouse) throws {
        guard query.parameters.contains(where: { $0.name == "service" && $0.unit == "text" }),
            let pair = values("param").first(where: { $0.hasPrefix("service=") })
        else { return }
        let name = String(pair.dropFirst("service=".count))
        let found = try warehouse.connection.prepare(
            "SELECT EXISTS (SELECT 1 FROM service WHERE name = ?)"
        ).scalar(.text(name))
        if found == .integer(0) {
            Log.warning("unknownName", "No service is called \(name). Names of services are exact.")
        }
    }

    /// Lets the query see the selected services, agents and tasks alone.
    private func restrict(_ warehouse: Warehouse, for query: LibraryQuery) throws {
        let selection = selection()
        guard selection.isRestricting else { return }
        guard !has("sql") else {
            throw Failure(
                .usage,
                "--service, --organization-unit, --agent and --channel do not apply to --sql. Write "
                    + "a WHERE, or put the query into a file.")
        }
        let unused = selection.unused(by: query.sql)
        guard unused.isEmpty else {
            let options = unused.map { "--\($0)" }.joined(separator: " and ")
            throw Failure(
                .usage,
                "\(query.name) is not restricted by \(options). Leave that out, or write a query of "
                    + "your own with a WHERE.")
        }
        let bounds = QueryParameters(
            query: query, statement: try warehouse.connection.prepare(query.sql))
        let names = try warehouse.read(
            only: selection, during: [try bounds.span(self, in: warehouse)])
        guard names.isEmpty else {
            throw Failure.unknown(names, of: selection, in: warehouse.path)
        }
    }

    /// Double quotes are for names: SQLite says of a text in them that there is no such column.
    private static func quoteHint(_ error: DatabaseError, _ sql: String) -> String {
        let start = "no such column: "
        guard error.message.hasPrefix(start) else { return "" }
        let name = error.message.dropFirst(start.count)
        return sql.contains("\"\(name)\"") ? " A text stands in single quotes: '\(name)'." : ""
    }

    private func statement(of query: LibraryQuery, in warehouse: Warehouse) throws -> Statement {
        let statement: Statement
        do { statement = try warehouse.connection.prepare(query.sql) } catch {
            guard error.kind == .other else { throw error }
            throw Failure(
                .usage, "Invalid SQL: \(error.message).\(Self.quoteHint(error, query.sql))")
        }
        let parameters = QueryParameters(query: query, statement: statement)
        try statement.bind(try parameters.values(self, in: warehouse))
        return statement
    }
}

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
        // The text is right: it is a value in the warehouse that is not.
        case .other: self.init(.badData, "The query failed: \(error.message).")
        default: self.init(error)
        }
    }
}

extension Arguments {
    /// The query that was asked for: a text, a file, standard input, one of the user's folder of
    /// definitions, or one of the library.
    fileprivate func query() throws -> LibraryQuery {
        if let sql = value("sql") {
            guard operands.isEmpty else {
                throw Failure(.usage, "Give either --sql or the name of a query, not both.")
            }
            return LibraryQuery(name: "--sql", sql: sql)
        }
        let name = operands.first ?? ""
        if name == "-" {
            let bytes =
                try? FileHandle.standardInput.read(
                    upToCount: QueryLimits.textBytes + 1) ?? Data()
            return LibraryQuery(
                name: "-",
                sql: try QueryText.text(
                    bytes.map(Array.init), of: "Standard input", unreadable: .usage))
        }
        if name.hasSuffix(".sql") || name.contains("/") { return try Self.query(file: name) }
        let folder = try value("definitions") ?? configuration().definitions
        if let folder {
            let own = URL(filePath: folder, directoryHint: .isDirectory)
                .appending(path: "\(name).sql").path
            if FileManager.default.fileExists(atPath: own) { return try Self.query(file: own) }
        }
        guard let query = LibraryQuery.all.first(where: { $0.name == name }) else {
            let own = folder.map(Self.queries(in:)) ?? []
            let hint = NearestName.question(
                for: name,
                among: own + LibraryQuery.listed.map(\.name).filter { !own.contains($0) })
            throw Failure(
                .usage,
                "There is no query \(name). \(hint ?? "lucstats query lists them all.")")
        }
        return query
    }

    /// The names of the queries in a folder of definitions, in order.
    private static func queries(in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }

    private static func query(file path: String) throws -> LibraryQuery {
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                .usage, "There is no file \(path). lucstats query lists the library's queries.")
        }
        return LibraryQuery(name: name, sql: try QueryText.read(path, unreadable: .usage))
    }
}
