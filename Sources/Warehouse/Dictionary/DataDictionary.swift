public import SQLite

/// What the schema says of itself: every table, view and column, read out of the comments that
/// SQLite keeps with each `CREATE` statement.
///
/// A column's comment follows its name: meaning, unit in brackets, example, as in
/// `-- date on the warehouse's clock [date], e.g. 2026-11-24`; in the column list of a view it
/// begins with the type. `Columns as in NAME` in a table's or view's own comment lends it the
/// words for columns that have none.
public struct DataDictionary: Sendable {
    public struct Column: Sendable, Equatable {
        public let name: String
        /// TEXT, INTEGER, REAL or ANY.
        public var type: String
        public var meaning: String
        public var unit: String
        public var example: String

        var isDocumented: Bool { ![type, meaning, unit, example].contains("") }
    }

    public struct Relation: Sendable {
        public let name: String
        public let isView: Bool
        public let meaning: String
        public var columns: [Column]
        /// The relation that a column refers to, by the column's name; what SQLite itself keeps.
        public let references: [String: String]
    }

    public let relations: [Relation]

    /// The views for analysts: their names and columns stay, whatever lies beneath.
    public static let analystViews = [
        "task", "service_interval", "service_day", "queue_length", "agent_state",
        "agent_interval", "agent_day", "agent_state_day", "service", "agent", "service_history",
        "agent_history", "service_member", "service_target", "agent_skill", "agent_profile",
        "agent_presence", "task_context", "callback", "collection_pass", "coverage_run",
        "coverage_gap", "calendar",
    ]

    public var forAnalysts: [Relation] {
        Self.analystViews.compactMap { name in relations.first { $0.name == name } }
    }

    /// Reads the schema that a connection has open.
    public init(_ connection: Connection) throws {
        var found: [Relation] = []
        try connection.prepare(
            """
            SELECT name, type, sql FROM sqlite_schema
            WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'
            """
        ).forEach { row in
            guard let name = try row.text(0), let type = try row.text(1),
                let sql = try row.text(2)
            else { return }
            let comments = SchemaComments(sql, columns: try Self.columns(of: name, connection))
            found.append(
                Relation(
                    name: name, isView: type == "view", meaning: comments.meaning,
                    columns: comments.columns,
                    references: try Self.references(of: name, connection)))
        }
        relations = found.map { relation in
            var relation = relation
            for index in relation.columns.indices where !relation.columns[index].isDocumented {
                let name = relation.columns[index].name
                if let lent = Self.lent(name, to: relation, from: found) {
                    relation.columns[index] = lent
                }
            }
            return relation
        }
    }

    /// The schema of this program.
    public static func ofThisProgram() throws -> DataDictionary {
        let connection = try Connection(path: ":memory:", mode: .create)
        try connection.migrate(to: Warehouse.schema)
        return try DataDictionary(connection)
    }

    /// Columns that lack a type, a meaning, a unit or an example, as `view.column`, and what
    /// lacks a meaning as a whole.
    public var undocumented: [String] {
        relations.flatMap { relation in
            (relation.meaning.isEmpty ? [relation.name] : [])
                + relation.columns.filter { !$0.isDocumented }.map { "\(relation.name).\($0.name)" }
        }
    }

    private static func columns(of relation: String, _ connection: Connection) throws -> [(
        name: String, type: String
    )] {
        var columns: [(String, String)] = []
        try connection.prepare("SELECT name, type FROM pragma_table_xinfo(?) ORDER BY cid")
            .forEach(.text(relation)) { row in
                columns.append((try row.text(0) ?? "", try row.text(1) ?? ""))
            }
        return columns
    }

    private static func references(
        of relation: String, _ connection: Connection
    ) throws -> [String: String] {
        var references: [String: String] = [:]
        try connection.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?)")
            .forEach(.text(relation)) { row in
                if let column = try row.text(0) { references[column] = try row.text(1) }
            }
        return references
    }

    private static func lent(
        _ column: String, to relation: Relation, from all: [Relation]
    ) -> Column? {
        let marker = "olumns as in "
        guard let start = relation.meaning.firstRange(of: marker)?.upperBound else { return nil }
        let name = relation.meaning[start...].prefix { $0.isLetter || $0 == "_" }
        guard let lender = all.first(where: { $0.name == name }), lender.name != relation.name
        else { return nil }
        if let found = lender.columns.first(where: { $0.name == column }), found.isDocumented {
            return found
        }
        return lent(column, to: lender, from: all)
    }
}
