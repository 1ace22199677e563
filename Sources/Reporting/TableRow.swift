public import SQLite

/// One row of a streamed table, good until the next one.
public struct TableRow {
    private enum Storage {
        case cells([Cell])
        case row(Row)
    }

    private let storage: Storage
    /// The number of cells.
    public let count: Int

    /// A row of cells at hand.
    public init(_ cells: [Cell]) {
        storage = .cells(cells)
        count = cells.count
    }

    /// The row that a statement stands on.
    public init(_ row: Row) {
        storage = .row(row)
        count = row.count
    }

    /// One cell, copied.
    public subscript(index: Int) -> Cell {
        switch storage {
        case .cells(let cells): cells[index]
        case .row(let row): Cell(row[index])
        }
    }

    func isNull(_ index: Int) -> Bool {
        switch storage {
        case .cells(let cells): return cells[index].isNull
        case .row(let row):
            if case .null = row.inPlace(index) { return true }
            return false
        }
    }

    func append(to encoder: CSVEncoder) {
        switch storage {
        case .cells(let cells): encoder.row(cells)
        case .row(let row): encoder.row(row, count: count)
        }
    }
}

extension Cell {
    init(_ value: Value) {
        switch value {
        case .null, .blob: self = .null
        case .integer(let integer): self = .integer(integer)
        case .real(let real): self = .real(real)
        case .text(let text): self = .text(text)
        }
    }
}
