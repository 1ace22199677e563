public import SQLite

/// Answers queries from a SQLite file: each a SQL text by name, bound by its parameters' names.
public struct SQLiteTables: TableSource {
    private let connection: Connection
    private let queries: [String: String]

    public init(connection: Connection, queries: [String: String]) {
        self.connection = connection
        self.queries = queries
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
        let statement = try connection.prepare(sql)
        try statement.bind(parameters.mapValues(Value.init))
        try columns(statement.columnNames)
        try statement.forEach { try row(TableRow($0)) }
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
