import QueryLibrary

/// DuckDB 1.1 and newer: its shell, or any of its libraries.
struct DuckDB: Engine {
    let name = "duckdb"
    let scriptEnding = "sql"

    func type(of column: ExportedRelation.Column) -> String {
        switch column.kind {
        case .key: "INTEGER"
        case .integer: "BIGINT"
        case .real: "DOUBLE"
        case .text, .identifier: "VARCHAR"
        case .date: "DATE"
        }
    }

    func utc(_ column: String) -> String { "make_timestamp(\(column) * 1000)" }

    func local(_ column: String, timeZone: String) -> String {
        "timezone('\(timeZone)', timezone('UTC', make_timestamp(\(column) * 1000)))"
    }

    func table(_ relation: ExportedRelation) -> String {
        "CREATE OR REPLACE TABLE \(relation.name) (\n\(columns(of: relation))\n);\n"
    }

    func loadScript(for manifest: Manifest) -> String {
        var lines = [
            "-- Loads everything anew, all of it or nothing. In the folder of the export:",
            "--   duckdb -bail centre.duckdb < load/duckdb.sql",
            // `lucs.task` would be ambiguous.
            "SET VARIABLE is_ambiguous = (SELECT error('The schema \(manifest.schema) needs a database"
                + " file of another name, such as centre.duckdb.')"
                + " WHERE current_database() = '\(manifest.schema)');",
            "BEGIN TRANSACTION;",
            "CREATE SCHEMA IF NOT EXISTS \(manifest.schema);", "USE \(manifest.schema);",
            settingTable,
            // The transaction ends with this error, and changes nothing.
            "SET VARIABLE is_another = (SELECT error('\(manifest.holdsAnother)') FROM setting"
                + " WHERE \(manifest.isAnother));",
            "SET VARIABLE is_foreign = (SELECT error('\(manifest.holdsOthers)')"
                + " WHERE NOT EXISTS (SELECT 1 FROM setting WHERE name = 'warehouseId')"
                + " AND (EXISTS (SELECT 1 FROM setting)"
                + " OR EXISTS (SELECT 1 FROM information_schema.tables"
                + " WHERE table_catalog = current_database()"
                + " AND table_schema = '\(manifest.schema)' AND table_name IN (\(namesToLoad)))));",
        ]
        for relation in ExportedRelation.all {
            lines.append(table(relation))
            let files = manifest.files(of: relation).map { "'\($0.path)'" }
            guard !files.isEmpty else { continue }
            let names = relation.columns.map(\.name).joined(separator: ", ")
            lines.append(
                "INSERT INTO \(relation.name) (\(names)) SELECT \(names) FROM "
                    + rows(of: relation, files, manifest.rowFormat) + ";")
        }
        lines += views(timeZone: manifest.timeZone)
        lines.append("COMMIT;")
        return lines.joined(separator: "\n") + "\n"
    }

    /// What reads the rows of files, each a text in quotes.
    func rows(of relation: ExportedRelation, _ files: [String], _ format: RowFormat) -> String {
        let list = "[\n    \(files.joined(separator: ",\n    "))\n]"
        guard format == .csv else { return "read_parquet(\(list), hive_partitioning = false)" }
        let columns = relation.columns.map { "'\($0.name)': '\(type(of: $0))'" }
        return """
            read_csv(\(list), header = true, delim = ',', quote = '"', escape = '"', nullstr = '',
                encoding = 'utf-8', new_line = '\\n', hive_partitioning = false,
                allow_quoted_nulls = false, auto_detect = false,
                columns = {\(columns.joined(separator: ", "))})
            """
    }

    /// A variable of the session: `SET VARIABLE start_at = 1795474800000;`.
    func placeholder(_ parameter: LibraryQuery.Parameter) -> String {
        let type = parameter.isText ? "VARCHAR" : parameter.isReal ? "DOUBLE" : "BIGINT"
        return "CAST(getvariable('\(parameter.name)') AS \(type))"
    }

    func frame(_ query: LibraryQuery, in schema: String) -> (before: String, after: String) {
        ("USE \(schema);\n", "")
    }
}
