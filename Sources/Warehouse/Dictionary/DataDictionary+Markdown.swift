extension DataDictionary {
    /// The document in the repository, `docs/data-dictionary.md`.
    public var markdown: String {
        let views = forAnalysts
        let rest = relations.filter { !Self.analystViews.contains($0.name) }
        let tables = rest.filter { !$0.isView }
        let blocks = rest.filter(\.isView)
        return """
            # Data dictionary

            Made from the comments of the schema by `lucstats warehouse describe --format markdown`;
            a test fails when it is stale. `sqlite3 warehouse.db .schema` tells the same.

            Times are epoch milliseconds UTC in columns named `…_at`; beside them stand ISO 8601
            texts, `…_utc` and `…_local`. Durations are seconds in the views (`…_seconds`) and
            milliseconds in the tables (`…_ms`). Keys are small numbers of this warehouse alone;
            identifiers are the server's.

            Percentiles are by nearest rank: a value that did occur. Those of one interval and of
            one local date are exact to the millisecond; those of any other period come from the
            waits in whole seconds, and are exact to the second, rounded down.

            ## The model

            ```mermaid
            \(diagram)
            ```

            ## Views for analysts

            Their names and columns stay, as do those of the table `calendar`, which stands among them.

            \(views.map(\.markdown).joined(separator: "\n"))
            ## Tables

            What the views are made of. It may change.

            \(tables.map(\.markdown).joined(separator: "\n"))
            ## Building blocks

            Views between the tables and those for analysts. The queries that come with the program
            read them, since they are fast; they may change.

            \(blocks.map(\.markdown).joined(separator: "\n"))
            """
    }

    /// The views for analysts as a Mermaid diagram: which rows belong to which service, agent and
    /// interval.
    public var diagram: String {
        let hubs = [
            (view: "service", key: "service_key"), (view: "agent", key: "agent_key"),
            (view: "calendar", key: "start_at"), (view: "calendar", key: "interval_at"),
        ]
        var lines = ["erDiagram"]
        for relation in forAnalysts {
            for hub in hubs where hub.view != relation.name {
                guard relation.columns.contains(where: { $0.name == hub.key }) else { continue }
                lines.append("    \(hub.view) ||--o{ \(relation.name) : \(hub.key)")
            }
        }
        for relation in forAnalysts {
            lines.append("    \(relation.name) {")
            for column in relation.columns {
                lines.append("        \(column.type.lowercased()) \(column.name)")
            }
            lines.append("    }")
        }
        return lines.joined(separator: "\n")
    }
}

extension DataDictionary.Relation {
    fileprivate var markdown: String {
        let rows = columns.map { column in
            let cells = [
                "`\(column.name)`", column.type, column.unit, column.meaning, column.example,
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return """
            ### \(name)

            \(meaning)

            | column | type | unit | meaning | example |
            | --- | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }
}
