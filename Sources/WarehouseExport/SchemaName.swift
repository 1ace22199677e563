/// The name of the schema or database that load scripts fill.
///
/// The scripts write it as it is, and so do the people who ask for its tables: it is a word that no
/// engine takes for one of its own.
enum SchemaName {
    /// - Throws: ``ExportError`` `badSchema`.
    static func check(_ name: String) throws(ExportError) {
        guard name.wholeMatch(of: /[a-z][a-z0-9_]{0,62}/) != nil else { throw .badSchema(name) }
        guard !name.hasPrefix("pg_"), !taken.contains(name) else { throw .reservedSchema(name) }
    }

    private static let taken = Set((engines + keywords).split { $0.isWhitespace }.map(String.init))

    /// Schemas and databases that an engine has already.
    private static let engines = "default global_temp information_schema main system temp "

    /// Words that PostgreSQL or DuckDB reserve.
    private static let keywords = """
        all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by
        case cast check collate collation column concurrently constraint create cross current_catalog
        current_date current_role current_schema current_time current_timestamp current_user
        deferrable desc describe distinct do else end except false fetch for foreign freeze from full
        glob grant group having ilike in initially inner intersect into is isnull join lambda lateral
        leading left like limit localtime localtimestamp natural not notnull null offset on only or
        order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify
        references returning right select semi session_user show similar some summarize symmetric
        system_user table tablesample then to trailing true union unique unpack unpivot user using
        variadic verbose when where window with
        """
}
