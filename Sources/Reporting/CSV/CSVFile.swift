internal import CivilTime
internal import Foundation

/// One CSV file of the output and the query that fills it.
struct CSVFile {
    let query: String
    let parameters: [String: Cell]
    let style: CSVStyle

    /// Writes the rows about one subject each; the row of all together stays out.
    ///
    /// A table that pages show too is asked for once; others are streamed, being too big to hold.
    func write(from tables: TableCache, isStreamed: Bool, to url: URL) throws {
        try OutputFile.write(to: url) { append in
            try write(from: tables, isStreamed: isStreamed, append: append)
        }
    }

    /// The same in pieces.
    func write(
        from tables: TableCache, isStreamed: Bool, append: ([UInt8]) throws -> Void
    ) throws {
        let encoder = CSVEncoder(
            style, calendar: LocalCalendar(identifier: tables.facts.timeZone))
        var key: Int?
        func begin(_ names: [String]) {
            key = names.firstIndex { $0.hasSuffix("_id") }
            encoder.header(names)
        }
        func add(_ row: TableRow) throws {
            if let key, row.isNull(key) { return }
            row.append(to: encoder)
            if encoder.count >= 1 << 18 { try append(encoder.takeBytes()) }
        }
        if isStreamed {
            try tables.stream(query, parameters, columns: begin, row: add)
        } else {
            let records = try tables.records(query, parameters)
            begin(records.columns)
            for record in records.all { try add(TableRow(record.cells)) }
        }
        try append(encoder.takeBytes())
    }
}
