/// Inserts rows of one table, many with each run of a statement: SQLite then finds its place in
/// the table's and the indexes' trees once for all of them, which spares a third of its work
/// where rows come in the order of their key.
public final class RowInserter {
    /// More gain little: the statement itself grows with them.
    static let rowsPerRun = 32

    private let connection: Connection
    private let sql: String
    private let columnCount: Int
    private var single: Statement?
    private var multiple: Statement?

    /// - Parameters:
    ///   - head: `INSERT INTO table (columns)`, the program's own text, never data.
    ///   - columns: how many values a row has.
    public init(_ connection: Connection, _ head: String, columns: Int) {
        self.connection = connection
        sql = head
        columnCount = columns
    }

    /// Inserts `count` rows.
    ///
    /// - Parameter bind: binds the values of a row, given by its number from 0, to the statement's
    ///   parameters from `first` on.
    public func insert(
        _ count: Int, bind: (_ row: Int, _ statement: Statement, _ first: Int32) throws -> Void
    ) throws {
        var done = 0
        while done < count {
            let rows = count - done >= Self.rowsPerRun ? Self.rowsPerRun : 1
            let statement = try statement(rows)
            for row in 0..<rows { try bind(done + row, statement, Int32(row * columnCount + 1)) }
            while try statement.step() {}
            done += rows
        }
    }

    /// Both are prepared when first needed: most passes insert a few rows at most.
    private func statement(_ rows: Int) throws(DatabaseError) -> Statement {
        if let known = rows == 1 ? single : multiple { return known }
        let statement = try prepared(rows)
        if rows == 1 { single = statement } else { multiple = statement }
        return statement
    }

    private func prepared(_ rows: Int) throws(DatabaseError) -> Statement {
        let marks = "(" + String(repeating: "?, ", count: columnCount - 1) + "?)"
        let values = String(repeating: marks + ", ", count: rows - 1) + marks
        return try connection.cached("\(sql) VALUES \(values)")
    }
}
