/// One value of a query's result.
public enum Cell: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}

extension Cell {
    /// Whether there is no value.
    public var isNull: Bool { self == .null }

    /// The number, when it is one.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value) where value.isFinite: value
        default: nil
        }
    }

    /// The value as a machine reads it: numbers in their shortest exact form, nothing for null.
    public var plainText: String {
        switch self {
        case .null: ""
        case .integer(let value): String(value)
        case .real(let value): Self.shortest(value)
        case .text(let value): value
        }
    }

    private static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return value.description
    }
}

/// A query's whole result.
public struct Table: Sendable {
    /// The columns' names, in the order of the cells.
    public var columns: [String]
    /// Rows of as many cells as there are columns.
    public var rows: [[Cell]]

    /// Every row must have as many cells as there are columns.
    public init(columns: [String], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
    }
}

/// Where the figures come from: named queries, each answered with one table.
public protocol TableSource {
    /// The whole result of a query. Throws what the source throws.
    func table(query name: String, parameters: [String: Cell]) throws -> Table

    /// Row by row, for files too big to hold. `columns` first, then `row` for each.
    func stream(
        query name: String, parameters: [String: Cell],
        columns: ([String]) throws -> Void, row: (TableRow) throws -> Void
    ) throws
}

/// A table whose cells are found by their columns' names.
struct Records {
    let query: String
    let columns: [String]
    let all: [Record]

    init(_ table: Table, query: String) throws(ReportError) {
        self.query = query
        columns = table.columns
        let index = Dictionary(
            table.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for row in table.rows where row.count != table.columns.count {
            throw .badData(
                query: query,
                "a row has \(row.count) cells where \(table.columns.count) were named")
        }
        all = table.rows.map { Record(index: index, cells: $0) }
    }

    /// Throws when one of these columns is missing.
    func require(_ names: [String]) throws(ReportError) {
        let missing = names.filter { !columns.contains($0) }
        guard missing.isEmpty else {
            throw .badData(
                query: query,
                "it gives no column \(missing.joined(separator: ", "))")
        }
    }

    /// The column that tells the rows' subject: the first whose name ends in `_id`.
    var keyColumn: String? { columns.first { $0.hasSuffix("_id") } }

    /// The row about everything together: the one whose key is null.
    var total: Record? {
        guard let keyColumn else { return all.first }
        return all.first { $0[keyColumn].isNull }
    }

    /// Whether any row is about one subject: those of channels are about none.
    var hasSubjects: Bool { keyColumn.map { key in all.contains { !$0[key].isNull } } ?? false }

    /// The rows about one subject each, in the order of name and key.
    var each: [Record] {
        guard let keyColumn else { return all }
        let nameColumn = keyColumn.dropLast(3) + "_name"
        return all.filter { !$0[keyColumn].isNull }
            .map { (name: $0[String(nameColumn)].plainText, key: $0[keyColumn].plainText, row: $0) }
            .enumerated()
            .sorted {
                ($0.element.name, $0.element.key, $0.offset)
                    < ($1.element.name, $1.element.key, $1.offset)
            }
            .map(\.element.row)
    }
}

/// One row whose cells are found by name. A column that is not there reads as null.
struct Record {
    fileprivate let index: [String: Int]
    let cells: [Cell]

    subscript(column: String) -> Cell {
        guard let position = index[column] else { return .null }
        return cells[position]
    }

    func number(_ column: String) -> Double? { self[column].number }

    func text(_ column: String) -> String? {
        if case .text(let value) = self[column] { value } else { nil }
    }
}
