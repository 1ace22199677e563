import QueryLibrary

/// Apache Spark 4.1 and newer, by way of PySpark: views over the files, in their own types.
struct Spark: Engine {
    let name = "spark"
    let scriptEnding = "py"

    func type(of column: ExportedRelation.Column) -> String {
        switch column.kind {
        case .key: "INT"
        case .integer: "BIGINT"
        case .real: "DOUBLE"
        case .text, .identifier: "STRING"
        case .date: "DATE"
        }
    }

    func utc(_ column: String) -> String { "timestamp_millis(\(column))" }

    func local(_ column: String, timeZone: String) -> String {
        "convert_timezone('UTC', '\(timeZone)', CAST(timestamp_millis(\(column)) AS TIMESTAMP_NTZ))"
    }

    func table(_ relation: ExportedRelation) -> String {
        "CREATE TABLE \(relation.name) (\n\(columns(of: relation))\n);\n"
    }

    func view(_ name: String, _ query: String) -> String {
        "CREATE OR REPLACE TEMPORARY VIEW \(name) AS\n\(query);\n"
    }

    func loadScript(for manifest: Manifest) -> String {
        let tables = ExportedRelation.all.map { relation in
            let columns = relation.columns.map { "\($0.name) \(type(of: $0))" }
            return "    \"\(relation.name)\": \"\(columns.joined(separator: ", "))\",\n"
        }
        let files = ExportedRelation.all.map { relation in
            let paths = manifest.files(of: relation).map { "        \"\($0.path)\",\n" }
            return "    \"\(relation.name)\": [\n\(paths.joined())    ],\n"
        }
        return """
            \"\"\"Makes views over the files of this export: for spark-submit, or to import.

                from spark import load
                load(session)
                session.sql("SELECT local_date, offered FROM service_day")
            \"\"\"

            import pathlib

            FOLDER = pathlib.Path(__file__).resolve().parent.parent

            TABLES = {
            \(tables.joined())}

            FILES = {
            \(files.joined())}

            WAREHOUSE = "\(manifest.warehouseID)"

            VIEWS = r\"\"\"
            \(views(timeZone: manifest.timeZone).joined(separator: "\n"))\"\"\"


            def load(session):
                \"\"\"Makes every table and view known to the session.\"\"\"
                if session.catalog.tableExists("setting"):
                    other = session.table("setting").where(
                        f"name = 'warehouseId' AND value <> '{WAREHOUSE}'")
                    if other.count() > 0:
                        raise ValueError(
                            "The session holds another warehouse. Use a session of its own.")
                session.conf.set("spark.sql.session.timeZone", "UTC")
                session.conf.set("spark.sql.cteRecursionLevelLimit", "-1")
                for name, columns in TABLES.items():
                    paths = [str(FOLDER / path) for path in FILES[name]]
                    if paths:
            \(Self.reading(manifest.rowFormat))
                    else:
                        rows = session.createDataFrame([], columns)
                    rows.createOrReplaceTempView(name)
                for view in VIEWS.split(";\\n"):
                    if view.strip():
                        session.sql(view)


            if __name__ == "__main__":
                from pyspark.sql import SparkSession

                load(SparkSession.builder.appName("lucs").getOrCreate())

            """
    }

    private static func reading(_ format: RowFormat) -> String {
        switch format {
        case .csv:
            """
                        rows = session.read.csv(
                            paths, schema=columns, header=True, quote='"', escape='"', nullValue="\\0",
                            emptyValue="", multiLine=True, lineSep="\\n", encoding="UTF-8",
                            recursiveFileLookup=True, mode="FAILFAST")
            """
        case .parquet:
            """
                        # The dates of the folders are partitions.
                        place = str(FOLDER / "data" / name)
                        rows = session.read.schema(columns).option("basePath", place).parquet(*paths)
            """
        }
    }

    /// As `session.sql(text, args={"start_at": …})` takes them; None is the default.
    func placeholder(_ parameter: LibraryQuery.Parameter) -> String { ":\(parameter.name)" }

    func frame(_ query: LibraryQuery, in schema: String) -> (before: String, after: String) {
        ("", "")
    }
}
