/// Adds to the queries' answers what no plain SQL computes: estimates.
///
/// - `service-figures` by period and service gets the columns of ``UnseenTasks`` and those of
///   ``CallSpacing``; its bounds hold the unseen tasks too.
///
/// Everything else is passed on as it is.
struct EstimatedTables: TableSource {
    private let base: any TableSource

    init(_ base: any TableSource) {
        self.base = base
    }

    func table(query name: String, parameters: [String: Cell]) throws -> Table {
        switch name {
        case "service-figures"
        where parameters["grain"] == .text("period") && parameters["by"] == nil:
            let figures = try base.table(query: name, parameters: parameters)
            let sightings = try base.table(query: "sightings", parameters: parameters)
            let polling = try base.table(query: "polling", parameters: parameters)
            return try CallSpacing(polling).added(to: UnseenTasks(sightings).added(to: figures))
        default: return try base.table(query: name, parameters: parameters)
        }
    }

    func stream(
        query name: String, parameters: [String: Cell], columns: ([String]) throws -> Void,
        row: (TableRow) throws -> Void
    ) throws {
        try base.stream(query: name, parameters: parameters, columns: columns, row: row)
    }
}
