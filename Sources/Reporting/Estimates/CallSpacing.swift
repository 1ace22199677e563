/// How far apart the polls around the ends of calls were, by service and in total, as columns beside
/// the figures.
struct CallSpacing {
    static let columns = ["low", "median", "high", "max"].map { "call_spacing_\($0)_seconds" }

    private var byService: [Cell: Record] = [:]

    /// - Parameter polling: the answer of the query `polling`.
    init(_ polling: Table) throws {
        let records = try Records(polling, query: "polling")
        try records.require(["service_id", "spacing_median_seconds"])
        for row in records.all { byService[row["service_id"]] = row }
    }

    /// The figures with ``columns`` at the end. Where no call ended they are null.
    func added(to figures: Table) throws -> Table {
        let records = try Records(figures, query: "service-figures")
        var table = figures
        table.columns += Self.columns
        for (index, row) in records.all.enumerated() {
            let polling = byService[row["service_id"]]
            table.rows[index] += ["low", "median", "high", "max"].map {
                polling?["spacing_\($0)_seconds"] ?? .null
            }
        }
        return table
    }
}
