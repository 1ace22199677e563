import QueryLibrary

/// An engine that loads an export: its types, and how it writes what it writes in its own way.
protocol Engine: Sendable {
    /// As its folders and files are called.
    var name: String { get }
    /// The ending of the load script: `sql` or `py`.
    var scriptEnding: String { get }

    /// The formats of files that it reads.
    var formats: Set<RowFormat> { get }

    func type(of column: ExportedRelation.Column) -> String
    /// The instant of so many milliseconds, as a time stamp on the clock of UTC.
    func utc(_ column: String) -> String
    /// The same on the clock of a time zone.
    func local(_ column: String, timeZone: String) -> String
    /// The statement that makes a view, out of the one that begins with `CREATE VIEW`.
    func view(_ name: String, _ query: String) -> String
    func table(_ relation: ExportedRelation) -> String
    func loadScript(for manifest: Manifest) -> String
    /// What stands for a parameter of a query.
    func placeholder(_ parameter: LibraryQuery.Parameter) -> String
    /// What comes before and after a query of the library.
    func frame(_ query: LibraryQuery, in schema: String) -> (before: String, after: String)
}

extension LibraryQuery.Parameter {
    var isText: Bool { unit == "text" || !choices.isEmpty }
    var isReal: Bool { unit == "s" }
}

extension Engine {
    var formats: Set<RowFormat> { Set(RowFormat.allCases) }

    func view(_ name: String, _ query: String) -> String {
        "CREATE OR REPLACE VIEW \(name) AS\n\(query);\n"
    }

    func columns(of relation: ExportedRelation) -> String {
        relation.columns.map { "    \($0.name) \(type(of: $0))" }.joined(separator: ",\n")
    }

    /// Every view over the tables, each after those that it is made of.
    func views(timeZone: String) -> [String] {
        let template = String(decoding: PackageResources.views_sql, as: UTF8.self)
        return template.split(separator: "CREATE VIEW ").dropFirst().compactMap { part in
            guard let separator = part.firstRange(of: " AS\n"),
                let end = part.lastIndex(of: ";")
            else { return nil }
            var query = String(part[separator.upperBound..<end])
            query.replace(/\b(utc|local)\(([a-z_.]+)\)/) { match in
                match.output.1 == "utc"
                    ? utc(String(match.output.2))
                    : local(String(match.output.2), timeZone: timeZone)
            }
            return view(String(part[..<separator.lowerBound]), query)
        }
    }

    /// The table for the settings of the warehouse, unless the schema has it.
    var settingTable: String {
        ExportedRelation.all.filter { $0.name == "setting" }.map(table).joined()
            .replacing("CREATE OR REPLACE TABLE", with: "CREATE TABLE IF NOT EXISTS")
    }

    /// What a load would make anew or fill, as texts of SQL with commas between.
    var namesToLoad: String {
        let template = String(decoding: PackageResources.views_sql, as: UTF8.self)
        let views = template.split(separator: "CREATE VIEW ").dropFirst().compactMap {
            $0.split(separator: " ").first
        }
        return (ExportedRelation.all.map { $0.name[...] } + views).filter { $0 != "setting" }
            .map { "'\($0)'" }.joined(separator: ", ")
    }

    /// The tables and views alone.
    func schema(timeZone: String) -> String {
        (ExportedRelation.all.map(table) + views(timeZone: timeZone)).joined(separator: "\n")
    }

    /// A query of the library in this engine's words.
    func text(of query: LibraryQuery, in schema: String) -> String {
        var sql = query.sql
        for parameter in query.parameters {
            sql = sql.replacing(":" + parameter.name, with: placeholder(parameter))
        }
        let frame = frame(query, in: schema)
        if !frame.after.isEmpty, let end = sql.lastIndex(of: ";") {
            sql = sql[..<end] + "\n\(frame.after);\n"
        }
        return frame.before + sql
    }
}

/// Every engine that there is a load script for.
let engines: [any Engine] = [PostgreSQL(), DuckDB(), ClickHouse(), Spark()]

extension Manifest {
    /// The message of a load into a schema with another warehouse in it.
    var holdsAnother: String {
        "The schema \(schema) holds another warehouse. Export this one with --schema NAME."
    }

    /// The message of a load into a schema with tables of the same names that no load made.
    var holdsOthers: String {
        "The schema \(schema) holds tables or views of the same names that are not from lucstats."
            + " Export with --schema NAME, or remove them."
    }

    /// The condition on `setting` under which the schema holds another warehouse.
    var isAnother: String { "name = 'warehouseId' AND value <> '\(warehouseID)'" }

    func files(of relation: ExportedRelation) -> [File] {
        relations.first { $0.name == relation.name }?.files ?? []
    }
}

/// What an export holds besides its data.
enum ExportScripts {
    /// The load scripts, schemas and queries for every engine that reads the files.
    static func write(for manifest: Manifest, in folder: String) throws(ExportError) {
        let engines = engines.filter { $0.formats.contains(manifest.rowFormat) }
        for place in ["load", "schema"] + engines.map({ "queries/\($0.name)" }) {
            try PartFile.makeFolder(place, in: folder)
        }
        for engine in engines {
            try PartFile.put(
                engine.schema(timeZone: manifest.timeZone),
                at: "\(folder)/schema/\(engine.name).sql")
            for query in LibraryQuery.all where !query.isOfSQLiteAlone && !query.isOfPage {
                try PartFile.put(
                    engine.text(of: query, in: manifest.schema),
                    at: "\(folder)/queries/\(engine.name)/\(query.name).sql")
            }
            try PartFile.put(
                engine.loadScript(for: manifest),
                at: "\(folder)/load/\(engine.name).\(engine.scriptEnding)")
        }
    }
}
