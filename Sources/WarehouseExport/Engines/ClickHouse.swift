import QueryLibrary

/// ClickHouse 25 and newer: `clickhouse local`, chDB, or a server that may read the folder.
struct ClickHouse: Engine {
    let name = "clickhouse"
    let scriptEnding = "sql"

    /// What makes it read SQL as others do: NULL where a join or an aggregate finds nothing.
    private static let settings = """
        join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1
        """

    func type(of column: ExportedRelation.Column) -> String {
        let type =
            switch column.kind {
            case .key: "Int32"
            case .integer: "Int64"
            case .real: "Float64"
            case .text, .identifier: "String"
            case .date: "Date"
            }
        return column.isOptional ? "Nullable(\(type))" : type
    }

    func utc(_ column: String) -> String { "fromUnixTimestamp64Milli(\(column), 'UTC')" }

    func local(_ column: String, timeZone: String) -> String {
        "fromUnixTimestamp64Milli(\(column), '\(timeZone)')"
    }

    func table(_ relation: ExportedRelation) -> String {
        """
        CREATE OR REPLACE TABLE \(relation.name) (
        \(columns(of: relation))
        ) ENGINE = MergeTree\(relation.isDaily ? " PARTITION BY toYYYYMM(local_date)" : "")
        ORDER BY (\(relation.order.joined(separator: ", ")));

        """
    }

    func view(_ name: String, _ query: String) -> String {
        "CREATE OR REPLACE VIEW \(name) AS\n\(query)\nSETTINGS \(Self.settings);\n"
    }

    func loadScript(for manifest: Manifest) -> String {
        var lines = [
            "-- Loads everything anew. In the folder of the export:",
            "--   clickhouse local --path lucs.clickhouse --queries-file load/clickhouse.sql",
            "CREATE DATABASE IF NOT EXISTS \(manifest.schema);", "USE \(manifest.schema);",
            "SET join_use_nulls = 1;", settingTable,
            "SELECT throwIf(count() > 0, '\(manifest.holdsAnother)') FROM setting"
                + " WHERE \(manifest.isAnother) FORMAT Null;",
            "SELECT throwIf((SELECT countIf(name = 'warehouseId') FROM setting) = 0 AND"
                + " (SELECT count() FROM setting) + (SELECT count() FROM system.tables"
                + " WHERE database = '\(manifest.schema)' AND name IN (\(namesToLoad))) > 0,"
                + " '\(manifest.holdsOthers)') FORMAT Null;",
        ]
        for relation in ExportedRelation.all {
            lines.append(table(relation))
            let paths = manifest.files(of: relation).map(\.path)
            guard !paths.isEmpty else { continue }
            let folder = "data/\(relation.name)/"
            let names = paths.map { $0.dropFirst(folder.count) }
            let place =
                names.count == 1 ? folder + names[0] : "\(folder){\(names.joined(separator: ","))}"
            let columns = relation.columns.map(\.name).joined(separator: ", ")
            let structure = relation.columns.map { "\($0.name) \(type(of: $0))" }
            lines.append(
                """
                INSERT INTO \(relation.name) (\(columns)) SELECT \(columns)
                    FROM file('\(place)', '\(manifest.rowFormat == .csv ? "CSVWithNames" : "Parquet")',
                    '\(structure.joined(separator: ", "))')
                    SETTINGS format_csv_null_representation = '', max_partitions_per_insert_block = 0,
                        input_format_csv_trim_whitespaces = 0, use_hive_partitioning = 0;
                """)
        }
        lines += views(timeZone: manifest.timeZone)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Given on the command line, `--param_start_at=1795474800000`; `\N` is the default.
    func placeholder(_ parameter: LibraryQuery.Parameter) -> String {
        let type = parameter.isText ? "String" : parameter.isReal ? "Float64" : "Int64"
        return "{\(parameter.name):Nullable(\(type))}"
    }

    func frame(_ query: LibraryQuery, in schema: String) -> (before: String, after: String) {
        ("", "SETTINGS \(Self.settings)")
    }
}
