import SQLite

/// The views that sum up what is open, in `temp` over empty lists that the caller fills.
enum OpenLists {
    /// - Parameter ofAgents: also the views of agents' time.
    static func make(in connection: Connection, ofAgents: Bool = false) throws {
        var files = [PackageResources.open_lists_sql, PackageResources.open_views_sql]
        if ofAgents { files.append(PackageResources.open_agent_views_sql) }
        for file in files {
            try connection.execute(
                String(decoding: file, as: UTF8.self)
                    .replacing("CREATE VIEW ", with: "CREATE TEMP VIEW "))
        }
    }
}
