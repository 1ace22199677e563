import CivilTime

/// The columns of a file of recorded calls, found by the names in its header.
struct CallTable {
    /// The columns that are read. Others may be there: priorities, and durations, which are the
    /// differences of the times.
    enum Column: String, CaseIterable {
        case line = "vru_line"
        case call = "call_id"
        case type, date, outcome, server
        case menuEntry = "vru_entry"
        case menuExit = "vru_exit"
        case queueStart = "q_start"
        case queueExit = "q_exit"
        case serviceStart = "ser_start"
        case serviceExit = "ser_exit"
    }

    enum Outcome: String, CaseIterable {
        case agent = "AGENT"
        case hang = "HANG"
        case phantom = "PHANTOM"
    }

    /// One row's fields by column.
    struct Row {
        let line: Int
        let fields: [String]
        fileprivate let positions: [Column: Int]

        subscript(_ column: Column) -> String {
            let position = positions[column] ?? 0
            return position < fields.count ? fields[position] : ""
        }

        func fail(_ column: Column, _ expected: String) -> ReplayError {
            ReplayError(line: line, "\(column.rawValue) is \"\(self[column])\", not \(expected).")
        }

        func outcome() throws(ReplayError) -> Outcome {
            guard let outcome = Outcome(rawValue: self[.outcome].uppercased()) else {
                let known = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
                throw fail(.outcome, "one of \(known)")
            }
            return outcome
        }

        /// A date such as 990105, 19990105 or 1999-01-05; two digits of a year mean 1970 to 2069.
        func date() throws(ReplayError) -> CivilDate {
            let text = self[.date]
            if let date = CivilDate(text) { return date }
            if text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
                [6, 8].contains(text.utf8.count)
            {
                var year = number / 10_000
                if text.utf8.count == 6 { year += year < 70 ? 2000 : 1900 }
                let month = number / 100 % 100
                if let date = CivilDate(year: year, month: month, day: number % 100) {
                    return date
                }
            }
            throw fail(.date, "a date such as 990105")
        }

        /// Seconds after midnight.
        func time(_ column: Column) throws(ReplayError) -> Int {
            guard let seconds = TimeOfDay.seconds(self[column]) else {
                throw fail(column, "a time such as 7:08:28")
            }
            return seconds
        }
    }

    private var reader: CSVReader
    private let names: [String]
    private let positions: [Column: Int]

    init(_ bytes: [UInt8]) throws(ReplayError) {
        reader = CSVReader(bytes)
        guard let header = try reader.next() else {
            throw ReplayError("the file is empty; its first line has to name the columns.")
        }
        names = header.fields
        var positions: [Column: Int] = [:]
        for (position, name) in header.fields.enumerated() {
            let name = name.filter { !$0.isWhitespace }.lowercased()
            guard let column = Column(rawValue: name) else { continue }
            guard positions.updateValue(position, forKey: column) == nil else {
                throw ReplayError(line: header.line, "there are two columns \(name).")
            }
        }
        let missing = Column.allCases.filter { positions[$0] == nil }.map(\.rawValue)
        guard missing.isEmpty else {
            throw ReplayError(
                line: header.line,
                "the header lacks \(missing.joined(separator: ", ")).")
        }
        self.positions = positions
    }

    mutating func next() throws(ReplayError) -> Row? {
        guard let record = try reader.next() else { return nil }
        guard record.fields.count == names.count else {
            throw ReplayError(
                line: record.line,
                "\(record.fields.count) fields, where the header names \(names.count).")
        }
        return Row(line: record.line, fields: record.fields, positions: positions)
    }
}
