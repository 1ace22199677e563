/// One step of a schema, from the version before it to `version`.
public struct Migration: Sendable {
    public let version: Int64
    public let script: String

    public init(version: Int64, script: String) {
        self.version = version
        self.script = script
    }
}

/// A schema of this program's: how a file comes to have it.
public struct Schema: Sendable {
    /// Tells this program's files from those of others.
    public let applicationID: Int64
    public let version: Int64
    /// Makes the tables of an empty file.
    public let tables: String
    /// Makes the views, which hold no data: every migration makes them anew.
    public let views: String
    /// The steps from older versions, oldest first; forward only.
    public let migrations: [Migration]

    public init(
        applicationID: Int64, version: Int64, tables: String, views: String = "",
        migrations: [Migration] = []
    ) {
        self.applicationID = applicationID
        self.version = version
        self.tables = tables
        self.views = views
        self.migrations = migrations
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
    /// It has something else than the schema of its version.
    case differs(String)
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

    /// Brings the file to the schema, all in one transaction: an empty file gets it as it is, an
    /// older one by the steps that it lacks.
    ///
    /// - Parameters:
    ///   - check: throws if the tables of an older file are not those of its version; called in the
    ///     same transaction, before anything of the file runs.
    ///   - finish: fills what the steps leave empty, in the same transaction; it is not called for
    ///     an empty file.
    /// - Returns: the version that the file had; the schema's own when there was nothing to do.
    @discardableResult
    public func migrate(
        to schema: Schema, check: (_ version: Int64) throws -> Void = { _ in },
        finish: () throws -> Void = {}
    ) throws -> Int64 {
        let found = try knownVersion(of: schema)
        guard found < schema.version else { return found }
        forgetStatements()
        // Only outside a transaction. Tables are made anew under the names that others refer to.
        try execute("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")
        defer { try? execute("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON") }
        return try transaction {
            // Another process may have done it before this one had the file to itself.
            let found = try knownVersion(of: schema)
            guard found < schema.version else { return found }
            if found == 0 {
                try execute(schema.tables)
            } else {
                try check(found)
                try dropViews()
                for step in schema.migrations where step.version > found {
                    try execute(step.script)
                }
            }
            try execute(schema.views)
            if found > 0 { try finish() }
            let strays = try prepare("SELECT count(*) FROM pragma_foreign_key_check").scalar()
            guard strays == .integer(0) else {
                throw DatabaseError(
                    code: 11, message: "rows refer to others that are not there", path: path)
            }
            try execute("PRAGMA user_version = \(schema.version)")
            try execute("PRAGMA application_id = \(schema.applicationID)")
            return found
        }
    }

    private func knownVersion(of schema: Schema) throws -> Int64 {
        let found = try schemaVersion(applicationID: schema.applicationID)
        guard found <= schema.version else {
            throw SchemaError.newer(found: found, known: schema.version)
        }
        return found
    }

    private func dropViews() throws {
        var names: [String] = []
        try prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").forEach { row in
            if let name = try row.text(0) { names.append(name) }
        }
        for name in names {
            try execute("DROP VIEW \"\(name.replacing("\"", with: "\"\""))\"")
        }
    }
}
