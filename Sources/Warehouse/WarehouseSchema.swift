import Foundation
import SQLite

extension Warehouse {
    /// "LUCS" in ASCII.
    public static let applicationID: Int64 = 0x4C55_4353

    /// What stands in `Schema/schema.sql`, and the steps that lead to it from older versions.
    static let schema: Schema = {
        let text = String(decoding: PackageResources.schema_sql, as: UTF8.self)
        // The tables first, then the views.
        let parts = text.split(
            separator: "-- ==== Views.", maxSplits: 1, omittingEmptySubsequences: false)
        return Schema(
            applicationID: applicationID, version: 3, tables: String(parts[0]),
            views: parts.count > 1 ? "-- Views." + parts[1] : "",
            migrations: [
                Migration(
                    version: 2,
                    script: String(decoding: PackageResources.to_version_2_sql, as: UTF8.self)),
                Migration(
                    version: 3,
                    script: String(decoding: PackageResources.to_version_3_sql, as: UTF8.self)),
            ])
    }()

    /// The path of the copy that a migration from this version leaves beside the warehouse.
    static func copyPath(of path: String, version: Int64) -> String {
        "\(path).version-\(version)"
    }

    /// Brings an older warehouse to ``schema``. A copy of it as it was is put beside it first.
    static func migrate(_ connection: Connection, path: String) throws {
        let found = try connection.schemaVersion(applicationID: applicationID)
        let copy = copyPath(of: path, version: found)
        if !FileManager.default.fileExists(atPath: copy) {
            try Warehouse(connection: connection, path: path).snapshot(to: copy)
        }
        try connection.migrate(to: schema)
    }
}
