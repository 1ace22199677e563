public import SQLite

/// Answers queries from a SQLite file: each a SQL text by name, bound by its parameters' names.
public struct SQLiteTables: TableSource {
    private let connection: Connection
    private let queries: [String: String]
    private let files: [String: String]

    /// `files` are those that queries of the user's were read from, by name, for errors to tell.
    public init(
        connection: Connection, queries: [String: String], files: [String: String] = [:]
    ) {
        self.connection = connection
        self.queries = queries
        self.files = files
    }

    public func table(query name: String, parameters: [String: Cell]) throws -> Table {
        var table = Table(columns: [], rows: [])
        try stream(
            query: name, parameters: parameters, columns: { table.columns = $0 },
            row: { row in table.rows.append((0..<row.count).map { row[$0] }) })
        return table
    }

    public func stream(
        query name: String, parameters: [String: Cell], columns: ([String]) throws -> Void,
        row: (TableRow) throws -> Void
    ) throws {
        guard let sql = queries[name] else {
            throw ReportError.badData(query: name, "there is no query of that name")
        }
        let statement = try statement(name, sql, parameters)
        try statement.bind(parameters.mapValues(Value.init))
        try columns(statement.columnNames)
        try statement.forEach { try row(TableRow($0)) }
    }

    private func statement(
        _ name: String, _ sql: String, _ parameters: [String: Cell]
    ) throws -> Statement {
        let place = files[name] ?? name
        let statement: Statement
        do { statement = try connection.prepare(sql) } catch {
            if error.kind == .other { throw ReportError.badData(query: place, error.message) }
            throw error
        }
        guard statement.isReadOnly else {
            throw ReportError.badData(
                query: place, "it would change the warehouse, and queries only read")
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
