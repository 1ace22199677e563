import CivilTime
import LucsModel
import SQLite

/// Applies the directory: units, duty profiles, services, users.
struct DirectoryWriter {
    let connection: Connection
    let units: Keys
    let profiles: Keys
    let services: Keys
    let agents: Keys

    /// Returns the number of versions begun or ended.
    func apply(_ directory: Directory) throws -> Int {
        var changes = 0
        if let listing = directory.organizationUnits {
            changes += try apply(listing, table: "unit", columns: ["name", "parent_key"]) { unit in
                (try units.key(unit.id), [Value(unit.name), Value(try units.key(unit.parentID))])
            }
        }
        if let listing = directory.dutyProfiles {
            changes += try apply(listing, table: "profile", columns: ["name", "is_off_duty"]) {
                (try profiles.key($0.id), [Value($0.name), Value($0.isOffDuty)])
            }
        }
        if let listing = directory.services {
            let columns = ["name", "sip_uri", "organization_unit"]
            changes += try apply(listing, table: "service", columns: columns) { service in
                let unit =
                    try service.organizationUnitName ?? name(ofUnit: service.organizationUnitID)
                return (
                    try services.key(service.id),
                    [Value(service.name), Value(service.sipURI), Value(unit)]
                )
            }
        }
        if let listing = directory.users {
            try agents.makeKeys(of: listing.rows.map(\.id))
            let columns = ["name", "sip_uri", "organization_unit", "default_profile"]
            changes += try apply(listing, table: "agent", columns: columns) { user in
                let unit = try user.organizationUnitName ?? name(ofUnit: user.organizationUnitID)
                return (
                    try agents.key(user.id),
                    [
                        Value(user.name), Value(user.sipURI), Value(unit),
                        Value(user.defaultProfile),
                    ]
                )
            }
        }
        return changes
    }

    private func apply<Row>(
        _ listing: Listing<Row>, table: String, columns: [String],
        version: (Row) throws -> (Int64, [Value])
    ) throws -> Int {
        var writer = try DimensionWriter(
            connection, table: table, columns: columns, at: listing.observedAt)
        for row in listing.rows {
            let (key, values) = try version(row)
            try writer.add(key, values)
        }
        if listing.isComplete { try writer.endUnlisted() }
        try writer.finish()
        return writer.changes
    }

    private func name(ofUnit id: EntityID?) throws -> String? {
        guard let id else { return nil }
        let found = try connection.cached(
            """
            SELECT v.name FROM unit_version AS v JOIN unit_entity AS e USING (unit_key)
            WHERE e.id = ? AND v.valid_to_at IS NULL
            """
        ).scalar(id.stored)
        if case .text(let name)? = found { return name }
        return nil
    }
}

extension User {
    /// The display name, else first and last name, else the SIP URI.
    var name: String? {
        if let displayName, !displayName.isEmpty { return displayName }
        switch (firstName ?? "", lastName ?? "") {
        case ("", ""): return sipURI
        case (let first, ""): return first
        case ("", let last): return last
        case (let first, let last): return "\(first) \(last)"
        }
    }
}
