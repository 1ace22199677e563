import Foundation
import Hashing
import SQLite

extension Warehouse {
    /// "LUCS" in ASCII.
    public static let applicationID: Int64 = 0x4C55_4353

    /// The files in `Schema/`, and the steps that lead to them from older versions.
    static let schema: Schema = {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let rollups = text(PackageResources.rollups_sql)
        return Schema(
            applicationID: applicationID, version: 4,
            tables: text(PackageResources.schema_sql) + rollups,
            views: [
                PackageResources.building_blocks_sql, PackageResources.open_views_sql,
                PackageResources.open_agent_views_sql, PackageResources.part_views_sql,
                PackageResources.views_sql,
            ].map(text).joined(),
            migrations: [
                Migration(version: 2, script: text(PackageResources.to_version_2_sql)),
                Migration(version: 3, script: text(PackageResources.to_version_3_sql) + rollups),
                Migration(version: 4, script: text(PackageResources.to_version_4_sql)),
            ])
    }()

    /// Everything that a file of this version has, and nothing else.
    private static let objects = Result { try schema.objects() }

    /// The tables and indexes of older versions, as the digest of their text: what a migration
    /// starts from is as well known as what it leads to.
    static let olderTables: [Int64: String] = [
        1: "280b7d2c8fc510d8ad14a505d424c62325938ddc212ca2c616d0d94dd4eb0474",
        2: "039e9e7d1019b6a04330b073f5ee1852306eeba79ea5fcc6edf035923f47699b",
        3: "b824c8a575e9137cbf0c9115678b531c37782825656453be45375fc2d1c3d24e",
    ]

    /// Files from this version on have rollups that stay as they are.
    private static let versionOfRollups: Int64 = 3

    /// The digest of the text that a new file has: most files are compared by it alone, which
    /// spares every command the making of a schema in memory. It costs only time if it is wrong.
    static let ownSchema =
        "854c69cf4461540a5aa46ac369b57fa5a7ac0aae6dc7eda5b1e35079ff0bf5ab"

    /// Nothing that a file says of itself is run unless it is what this program says.
    ///
    /// - Throws: ``SQLite/SchemaError`` `differs`.
    static func checkSchema(of connection: Connection, in database: String = "main") throws {
        let text = try connection.schemaText(in: database)
        if SHA256.digest(Array(text.utf8)).hexadecimal == ownSchema { return }
        let difference = try connection.difference(from: objects.get(), in: database)
        if let difference { throw SchemaError.differs(difference) }
    }

    private static func checkTables(of connection: Connection, version: Int64) throws {
        let text = try connection.tablesText()
        guard SHA256.digest(Array(text.utf8)).hexadecimal == olderTables[version] else {
            throw SchemaError.differs("its tables are not those of version \(version)")
        }
    }

    /// The path of the copy that a migration from this version leaves beside the warehouse.
    static func copyPath(of path: String, version: Int64) -> String {
        "\(path).version-\(version)"
    }

    /// Brings an older warehouse to ``schema``, and builds rollups where its own are others, in one
    /// transaction. A copy of it as it was is put beside it first.
    static func migrate(
        _ connection: Connection, path: String, progress: @escaping RollupProgress
    ) throws {
        let found = try connection.schemaVersion(applicationID: applicationID)
        try checkTables(of: connection, version: found)
        let copy = copyPath(of: path, version: found)
        do { try Warehouse(connection: connection, path: path).snapshot(to: copy) } catch let error
            as WarehouseError where error.code == .alreadyExists
        {}
        try connection.migrate(to: schema) { version in
            try checkTables(of: connection, version: version)
        } finish: {
            guard found < versionOfRollups else { return }
            let warehouse = try Warehouse(connection: connection, path: path)
            guard let now = try warehouse.lastPassAt() else { return }
            try warehouse.rebuildRollups(now: now, progress)
        }
        try checkSchema(of: connection)
    }
}

extension Warehouse {
    /// From 1980 to 2300.
    private static let possible = 315_532_800_000...10_413_792_000_000 as ClosedRange<Int64>

    /// Whether the calendar and the passes begin and end at times that can be: everything that is
    /// read lies in between.
    ///
    /// - Throws: ``WarehouseError`` `impossible`.
    func checkTimes() throws {
        let edges = [
            "SELECT start_at, end_at, day_start_at, day_end_at FROM calendar ORDER BY start_at LIMIT 1",
            """
            SELECT start_at, end_at, day_start_at, day_end_at FROM calendar
            ORDER BY start_at DESC LIMIT 1
            """,
            "SELECT min(started_at) FROM pass", "SELECT max(started_at) FROM pass",
        ]
        for sql in edges {
            try connection.prepare(sql).forEach { row in
                for column in 0..<row.count {
                    guard let instant = try row.integer(column), !Self.possible.contains(instant)
                    else { continue }
                    throw WarehouseError(
                        .impossible, path: path,
                        "\(path) holds times that cannot be (\(instant) ms UTC). Restore it from a "
                            + "copy.")
                }
            }
        }
    }
}
