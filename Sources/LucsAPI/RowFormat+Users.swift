import JSONText
import LucsModel

/// The members of a user or a user state, before it is decided what the row is.
private struct UserRow {
    var id: EntityID?
    var userID: EntityID?
    var user = User(id: .guid(0, 0))
    var state = UserState(user: .guid(0, 0))
    /// Whether any member told what the user is doing.
    var hasState = false
    var firstRoleUnit: String?

    init(_ reader: inout JSONReader, _ catalogue: MemberCatalogue) throws(JSONError) {
        try reader.beginObject()
        while let field = try catalogue.user.next(&reader) {
            switch field {
            case .id: id = try reader.identifier(catalogue)
            case .userID: userID = try reader.identifier(catalogue)
            case .sipURI: user.sipURI = try reader.text(catalogue)
            case .firstName: user.firstName = try reader.text(catalogue)
            case .lastName: user.lastName = try reader.text(catalogue)
            case .displayName: user.displayName = try reader.text(catalogue)
            case .defaultProfile: user.defaultProfile = try reader.text(catalogue)
            case .organizationUnitID:
                user.organizationUnitID = try reader.identifier(catalogue)
            case .organizationUnitName:
                user.organizationUnitName = try reader.text(catalogue)
            case .roles: try readRoles(&reader, catalogue)
            default: try readState(field, &reader, catalogue)
            }
        }
    }

    private mutating func readState(
        _ field: UserField, _ reader: inout JSONReader, _ catalogue: MemberCatalogue
    ) throws(JSONError) {
        hasState = true
        switch field {
        case .isSelectable: state.isSelectable = try reader.flag()
        case .notSelectableReason: state.notSelectableReason = try reader.text(catalogue)
        case .notReadyReason: state.notReadyReason = try reader.text(catalogue)
        case .currentProfile: state.currentProfile = try reader.text(catalogue)
        case .presence: state.presence = try reader.text(catalogue)
        case .changed:
            state.changedAt = try reader.time("StateChanged", of: UserField.object)
        default: try reader.skipValue()
        }
    }

    /// Remembers the unit of the first role; every role is read, so that new members show.
    private mutating func readRoles(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue
    ) throws(JSONError) {
        guard try reader.kind() == .array else { return try reader.skipValue() }
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.kind() == .object else {
                try reader.skipValue()
                continue
            }
            try reader.beginObject()
            while try catalogue.userRole.next(&reader) != nil {
                if firstRoleUnit == nil {
                    firstRoleUnit = try reader.text(catalogue)
                } else {
                    try reader.skipValue()
                }
            }
        }
    }

    /// The last part of a path such as `Company/Support/Zürich`.
    static func lastPart(_ path: String) -> String? {
        func isSlash(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
        }
        let bytes = path.utf8
        guard let last = bytes.lastIndex(where: { !isSlash($0) }) else { return nil }
        let slash = bytes[..<last].lastIndex(where: isSlash)
        return String(path[(slash.map(bytes.index(after:)) ?? bytes.startIndex)...last])
    }
}

extension RowFormat where Row == User {
    init(_ catalogue: MemberCatalogue) {
        plural = "users"
        read = { (reader: inout JSONReader, rows: inout [User]) throws(JSONError) -> EntityID? in
            let row = try UserRow(&reader, catalogue)
            guard let id = row.id ?? row.userID ?? row.user.sipURI.map({ EntityID($0) }) else {
                return nil
            }
            var user = row.user
            user.id = id
            if user.organizationUnitName == nil {
                user.organizationUnitName = row.firstRoleUnit.flatMap(UserRow.lastPart)
            }
            if row.hasState {
                user.state = row.state
                user.state?.user = id
            }
            rows.append(user)
            return id
        }
    }
}

extension RowFormat where Row == UserState {
    init(_ catalogue: MemberCatalogue) {
        plural = "user states"
        read = {
            (reader: inout JSONReader, rows: inout [UserState]) throws(JSONError) -> EntityID? in
            let row = try UserRow(&reader, catalogue)
            // Where both stand, `Id` may well be the state's own.
            guard let id = row.userID ?? row.id ?? row.user.sipURI.map({ EntityID($0) }) else {
                return nil
            }
            var state = row.state
            state.user = id
            rows.append(state)
            return id
        }
    }
}
