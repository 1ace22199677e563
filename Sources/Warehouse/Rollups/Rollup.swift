import SQLite

/// A table `rollup_…` with its views: `open_…` sums up what is not stored, `…_sum` has both.
struct Rollup: Sendable {
    /// `service_interval` stands for `rollup_service_interval` and `open_service_interval`.
    let name: String
    let isOfAgents: Bool
    /// The column that names whose sums a row has; agents' rows are of all of them at once.
    var subjectColumn = "subject_key"
    var isOfDays: Bool { name.hasSuffix("_day") }

    static let intervals = [
        Rollup(name: "service_interval", isOfAgents: false),
        Rollup(name: "agent_interval", isOfAgents: true),
    ]
    static let days = [
        Rollup(name: "service_day", isOfAgents: false),
        Rollup(name: "wait_day", isOfAgents: false),
        Rollup(name: "stay_day", isOfAgents: false, subjectColumn: "service_key"),
        Rollup(name: "sighting_day", isOfAgents: false, subjectColumn: "service_key"),
        Rollup(name: "spacing_day", isOfAgents: false, subjectColumn: "service_key"),
        Rollup(name: "answer_day", isOfAgents: false, subjectColumn: "service_key"),
        Rollup(name: "agent_day", isOfAgents: true),
        Rollup(name: "state_day", isOfAgents: true),
    ]
    static let all = intervals + days

    /// The columns of the table, in its order.
    func columns(in connection: Connection) throws -> [String] {
        var columns: [String] = []
        try connection.cached("SELECT name FROM pragma_table_info(?) ORDER BY cid")
            .forEach(.text("rollup_\(name)")) { row in
                if let column = try row.text(0) { columns.append(column) }
            }
        return columns
    }
}
