/// One step of a schema, from the version before it to `version`.
public struct Migration: Sendable {
    public let version: Int64
    public let script: String

    public init(version: Int64, script: String) {
        self.version = version
        self.script = script
    }
}

/// The file cannot be used with this schema.
public enum SchemaError: Error, Sendable, Equatable {
    /// `application_id` says that the file is something else.
    case foreign(applicationID: Int64)
    /// A newer program wrote it.
    case newer(found: Int64, known: Int64)
    /// It is older than this program and must be migrated first.
    case older(found: Int64, known: Int64)
}

extension Connection {
    /// The schema's version, 0 for an empty file. Throws when the file is another program's.
    public func schemaVersion(applicationID: Int64) throws -> Int64 {
        guard case .integer(let version)? = try pragma("user_version"),
            case .integer(let found)? = try pragma("application_id")
        else { return 0 }
        let isEmpty = try prepare("SELECT count(*) FROM sqlite_schema").scalar() == .integer(0)
        if found != applicationID, !(isEmpty && found == 0 && version == 0) {
            throw SchemaError.foreign(applicationID: found)
        }
        return version
    }

    /// Runs the migrations that the file lacks, each with its bookkeeping in one transaction.
    public func migrate(applicationID: Int64, _ migrations: [Migration]) throws {
        let known = migrations.last?.version ?? 0
        let found = try schemaVersion(applicationID: applicationID)
        guard found <= known else { throw SchemaError.newer(found: found, known: known) }
        for migration in migrations where migration.version > found {
            try transaction {
                try execute(migration.script)
                try execute("PRAGMA user_version = \(migration.version)")
                try execute("PRAGMA application_id = \(applicationID)")
            }
        }
    }
}
