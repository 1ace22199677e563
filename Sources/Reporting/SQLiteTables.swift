public import SQLite

/// Answers queries from a SQLite file: each a SQL text by name, bound by its parameters' names.
public struct SQLiteTables: TableSource {
    private let connection: Connection
    private let queries: [String: String]
    private let files: [String: String]
    private let deadline: ContinuousClock.Instant

    /// - Parameters:
    ///   - files: those that queries of the user's were read from, by name, for errors to name.
    ///   - deadline: when all queries have to be done.
    public init(
        connection: Connection, queries: [String: String], files: [String: String] = [:],
        deadline: ContinuousClock.Instant = .now + .seconds(600)
    ) {
        self.connection = connection
        self.queries = queries
        self.files = files
        self.deadline = deadline
    }

    /// What a page holds in memory.
    public static let tableRows = 1_000_000
    public static let tableBytes = 256_000_000
    /// What a file gets, row by row.
    public static let fileRows = 100_000_000
    public static let fileBytes = 16_000_000_000
    /// Above it, a number is neither a count nor a time.
    public static let largestNumber = 1e15

    public func table(query name: String, parameters: [String: Cell]) throws -> Table {
        var table = Table(columns: [], rows: [])
        try read(
            name, parameters, rows: Self.tableRows, bytes: Self.tableBytes,
            columns: { table.columns = $0 },
            row: { row in
                let cells = (0..<row.count).map { row[$0] }
                try check(cells, table.columns, name)
                table.rows.append(cells)
            })
        return table
    }

    public func stream(
        query name: String, parameters: [String: Cell], columns: ([String]) throws -> Void,
        row: (TableRow) throws -> Void
    ) throws {
        try read(
            name, parameters, rows: Self.fileRows, bytes: Self.fileBytes, columns: columns,
            row: row)
    }

    private func read(
        _ name: String, _ parameters: [String: Cell], rows: Int, bytes: Int,
        columns: ([String]) throws -> Void, row: (TableRow) throws -> Void
    ) throws {
        guard let sql = queries[name] else {
            throw ReportError.badData(query: name, "there is no query of that name")
        }
        let limits = QueryLimits(deadline: deadline, rows: rows, bytes: bytes)
        do {
            try connection.restricted(to: limits) {
                let statement = try statement(name, sql, parameters)
                try statement.bind(parameters.mapValues(Value.init))
                try columns(statement.columnNames)
                try statement.forEach { try row(TableRow($0)) }
            }
        } catch let error as DatabaseError where error.kind == .tooMuch {
            throw ReportError.badData(query: files[name] ?? name, error.message)
        }
    }

    /// Pages calculate with numbers; a forged one must not end the program.
    private func check(_ cells: [Cell], _ columns: [String], _ name: String) throws {
        for (column, cell) in zip(columns, cells) {
            let size: Double
            switch cell {
            case .integer(let integer): size = Double(integer).magnitude
            case .real(let real): size = real.magnitude
            case .null, .text: continue
            }
            guard size <= Self.largestNumber else {
                throw ReportError.badData(
                    query: files[name] ?? name,
                    "\(column) is \(cell.plainText), which is neither a count nor a time")
            }
        }
    }

    private func statement(
        _ name: String, _ sql: String, _ parameters: [String: Cell]
    ) throws -> Statement {
        let place = files[name] ?? name
        let statement: Statement
        do { statement = try connection.cached(sql) } catch {
            if error.kind == .other { throw ReportError.badData(query: place, error.message) }
            if error.kind == .notAllowed {
                throw ReportError.badData(
                    query: place, "queries are read-only and see only the warehouse; it does more")
            }
            throw error
        }
        let missing = statement.parameterNames.map { String($0.dropFirst()) }
            .filter { parameters[$0] == nil }
        guard missing.isEmpty || files[name] == nil else {
            throw ReportError.badData(
                query: place,
                "it needs the parameter \(missing.joined(separator: ", ")), and is given "
                    + parameters.keys.sorted().joined(separator: ", "))
        }
        return statement
    }
}

extension Value {
    fileprivate init(_ cell: Cell) {
        switch cell {
        case .null: self = .null
        case .integer(let integer): self = .integer(integer)
        case .real(let real): self = .real(real)
        case .text(let text): self = .text(text)
        }
    }
}
