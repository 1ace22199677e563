import SQLite

extension Warehouse {
    /// Which tables hold numbers beyond anything that can be, a clause each: by the unit that the
    /// schema states of each column.
    func numberFindings() throws -> [String] {
        let tables = try DataDictionary.ofThisProgram().relations.filter { !$0.isView }
        return try violations(
            of: tables.compactMap { table in
                let impossible = table.columns.compactMap { column in
                    Self.limits[column.unit].map { limits in
                        "(\(column.name) NOT BETWEEN \(limits.lowerBound) AND \(limits.upperBound)"
                            + (column.meaning.contains(Self.forever)
                                ? " AND \(column.name) <> \(Self.forever))" : ")")
                    }
                }
                guard !impossible.isEmpty else { return nil }
                return (
                    "SELECT count(*) FROM \(table.name) WHERE "
                        + impossible.joined(separator: " OR "),
                    "impossible numbers in \(table.name)"
                )
            })
    }

    /// Stands for no end where a column's meaning says so.
    private static let forever = "9223372036854775807"
    /// The years 1 to 9999: a server may date what is due as far away as it likes.
    private static let times: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
    /// Below 0 too: a server may count with -1 what has no limit.
    private static let sizes: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000

    private static let limits = [
        "ms UTC": times, "ms": sizes, "s": sizes, "min": sizes, "tenths": sizes,
        "count": sizes,
    ]
}
