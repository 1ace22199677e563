import QueryLibrary

/// PostgreSQL 12 and newer, by way of `psql`. Only files that were not loaded before are.
struct PostgreSQL: Engine {
    let name = "postgresql"
    let scriptEnding = "sql"
    let formats: Set<RowFormat> = [.csv]

    func type(of column: ExportedRelation.Column) -> String {
        let type =
            switch column.kind {
            case .key: "integer"
            case .integer: "bigint"
            case .real: "double precision"
            case .text, .identifier: "text"
            case .date: "date"
            }
        return type + (column.isOptional ? "" : " NOT NULL")
    }

    func utc(_ column: String) -> String { "to_timestamp(\(column) / 1000.0)" }

    func local(_ column: String, timeZone: String) -> String {
        "(to_timestamp(\(column) / 1000.0) AT TIME ZONE '\(timeZone)')"
    }

    func table(_ relation: ExportedRelation) -> String {
        var text = "CREATE TABLE IF NOT EXISTS \(relation.name) (\n\(columns(of: relation))\n);\n"
        if relation.isDaily {
            let order = relation.order.filter { $0 != "local_date" }.joined(separator: ", ")
            text +=
                "CREATE INDEX IF NOT EXISTS \(relation.name)_by_key ON \(relation.name) "
                + "(\(order));\n"
            text +=
                "CREATE INDEX IF NOT EXISTS \(relation.name)_by_date ON \(relation.name) "
                + "USING brin (local_date);\n"
        }
        return text
    }

    func loadScript(for manifest: Manifest) -> String {
        var lines = [
            "-- Loads what is new, all of it or nothing. In the folder of the export:",
            "--   psql -f load/postgresql.sql DATABASE", "\\set ON_ERROR_STOP on",
            "\\encoding UTF8", "BEGIN;", "SET LOCAL client_min_messages TO warning;", encodingCheck,
            // The owner of a schema may load without the right to make one.
            "SELECT to_regnamespace('\(manifest.schema)') IS NULL AS is_missing \\gset",
            "\\if :is_missing", "CREATE SCHEMA \(manifest.schema);", "\\endif",
            "SET LOCAL search_path TO \(manifest.schema);", ownershipCheck(manifest),
            "CREATE TABLE IF NOT EXISTS loaded_file (relation text, local_date date, path text"
                + " PRIMARY KEY);",
        ]
        lines += ExportedRelation.all.map(table)
        lines.append(identityCheck(manifest))
        lines.append("CREATE TABLE wanted_file (path text);")
        let paths = manifest.relations.flatMap(\.files).map { "('\($0.path)')" }
        if !paths.isEmpty {
            lines.append("INSERT INTO wanted_file VALUES\n\(paths.joined(separator: ",\n"));")
        }
        for relation in ExportedRelation.all {
            // What has changed since it was loaded, or is there no more.
            let isStale =
                "l.relation = '\(relation.name)' AND l.path NOT IN (SELECT path FROM wanted_file)"
            lines.append(
                relation.isDaily
                    ? "DELETE FROM \(relation.name) AS r USING loaded_file AS l WHERE \(isStale)"
                        + " AND r.local_date = l.local_date;"
                    : "DELETE FROM \(relation.name) WHERE EXISTS"
                        + " (SELECT FROM loaded_file AS l WHERE \(isStale));")
        }
        lines.append(
            "DELETE FROM loaded_file WHERE path NOT IN (SELECT path FROM wanted_file);")
        // Of a load by an earlier version: the rows of a relation with a new column are gone by now.
        lines += ExportedRelation.all.map(newColumns)
        for relation in ExportedRelation.all {
            let names = relation.columns.map(\.name).joined(separator: ", ")
            for file in manifest.files(of: relation) {
                let date = file.date.map { "'\($0)'" } ?? "NULL"
                lines += [
                    "SELECT NOT EXISTS (SELECT FROM loaded_file WHERE path = '\(file.path)')"
                        + " AS is_new \\gset",
                    "\\if :is_new",
                    "\\copy \(relation.name) (\(names)) FROM '\(file.postgresql ?? file.path)'"
                        + " WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')",
                    "INSERT INTO loaded_file VALUES ('\(relation.name)', \(date), '\(file.path)');",
                    "\\endif",
                ]
            }
        }
        lines += views(timeZone: manifest.timeZone)
        let tables = ExportedRelation.all.map(\.name).joined(separator: ", ")
        lines += ["DROP TABLE wanted_file;", "ANALYZE \(tables);", "COMMIT;"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func newColumns(of relation: ExportedRelation) -> String {
        let columns = relation.columns.map {
            "ADD COLUMN IF NOT EXISTS \($0.name) \(type(of: $0))"
        }
        return "ALTER TABLE \(relation.name) \(columns.joined(separator: ", "));"
    }

    /// In a database of another encoding some texts cannot be kept, or not be told apart from others.
    private var encodingCheck: String {
        """
        DO $$ BEGIN IF current_setting('server_encoding') <> 'UTF8' THEN
            RAISE EXCEPTION 'The database has the encoding %. Make one with ENCODING ''UTF8''.',
                current_setting('server_encoding');
        END IF; END $$;
        """
    }

    /// What somebody else made is not filled, nor are its views replaced.
    private func ownershipCheck(_ manifest: Manifest) -> String {
        """
        DO $$ DECLARE is_ours boolean := false; BEGIN
            IF to_regclass('\(manifest.schema).setting') IS NOT NULL THEN
                SELECT EXISTS (SELECT FROM setting WHERE name = 'warehouseId') INTO is_ours;
            END IF;
            IF NOT is_ours AND EXISTS (SELECT FROM pg_class AS c
                JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = '\(manifest.schema)'
                    AND c.relname IN ('setting', 'loaded_file', \(namesToLoad))) THEN
                RAISE EXCEPTION '\(manifest.holdsOthers)';
            END IF;
        END $$;
        """
    }

    /// A schema holds one warehouse.
    private func identityCheck(_ manifest: Manifest) -> String {
        """
        DO $$ BEGIN IF EXISTS (SELECT FROM setting WHERE \(manifest.isAnother)) THEN
            RAISE EXCEPTION '\(manifest.holdsAnother)';
        END IF; END $$;
        """
    }

    func placeholder(_ parameter: LibraryQuery.Parameter) -> String {
        parameter.isText ? "nullif(:'\(parameter.name)', '')" : ":\(parameter.name)"
    }

    /// Parameters that were not given on psql's command line with `-v` have their defaults.
    func frame(_ query: LibraryQuery, in schema: String) -> (before: String, after: String) {
        let lines = query.parameters.map { parameter in
            "\\if :{?\(parameter.name)}\n\\else\n"
                + "\\set \(parameter.name) \(parameter.isText ? "''" : "NULL")\n\\endif\n"
        }
        return ("SET search_path TO \(schema);\n" + lines.joined(), "")
    }
}
