import Foundation
import SQLite

extension Warehouse {
    /// "LUCS" in ASCII.
    public static let applicationID: Int64 = 0x4C55_4353

    /// The files in `Schema/`, and the steps that lead to them from older versions.
    static let schema: Schema = {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let rollups = text(PackageResources.rollups_sql)
        return Schema(
            applicationID: applicationID, version: 3,
            tables: text(PackageResources.schema_sql) + rollups,
            views: [
                PackageResources.building_blocks_sql, PackageResources.open_views_sql,
                PackageResources.open_agent_views_sql, PackageResources.part_views_sql,
                PackageResources.views_sql,
            ].map(text).joined(),
            migrations: [
                Migration(version: 2, script: text(PackageResources.to_version_2_sql)),
                Migration(version: 3, script: text(PackageResources.to_version_3_sql) + rollups),
            ])
    }()

    /// The path of the copy that a migration from this version leaves beside the warehouse.
    static func copyPath(of path: String, version: Int64) -> String {
        "\(path).version-\(version)"
    }

    /// Brings an older warehouse to ``schema`` and builds its rollups, in one transaction. A copy
    /// of it as it was is put beside it first.
    static func migrate(
        _ connection: Connection, path: String, progress: @escaping RollupProgress
    ) throws {
        let found = try connection.schemaVersion(applicationID: applicationID)
        let copy = copyPath(of: path, version: found)
        if !FileManager.default.fileExists(atPath: copy) {
            try Warehouse(connection: connection, path: path).snapshot(to: copy)
        }
        try connection.migrate(to: schema) {
            let warehouse = try Warehouse(connection: connection, path: path)
            guard let now = try warehouse.lastPassAt() else { return }
            try warehouse.rebuildRollups(now: now, progress)
        }
    }
}
