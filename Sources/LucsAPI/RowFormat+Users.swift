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
    private var ranks = FieldRanks()

    init(_ reader: inout JSONReader, _ catalogue: MemberCatalogue) throws(JSONError) {
        try reader.beginObject()
        while let found = try catalogue.user.next(&reader) {
            switch found.field {
            case .id:
                ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
            case .userID:
                ranks.keep(try reader.identifier(catalogue), of: found, in: &userID)
            case .sipURI:
                ranks.keep(try reader.text(catalogue), of: found, in: &user.sipURI)
            case .firstName:
                ranks.keep(try reader.text(catalogue), of: found, in: &user.firstName)
            case .lastName:
                ranks.keep(try reader.text(catalogue), of: found, in: &user.lastName)
            case .displayName:
                ranks.keep(try reader.text(catalogue), of: found, in: &user.displayName)
            case .defaultProfile:
                ranks.keep(try reader.text(catalogue), of: found, in: &user.defaultProfile)
            case .organizationUnitID:
                ranks.keep(
                    try reader.identifier(catalogue), of: found, in: &user.organizationUnitID)
            case .organizationUnitName:
                ranks.keep(try reader.text(catalogue), of: found, in: &user.organizationUnitName)
            case .roles: try readRoles(&reader, catalogue)
            case .skills:
                ranks.keep(try Self.skills(&reader, catalogue), of: found, in: &user.skills)
            case .profiles:
                ranks.keep(try Self.profiles(&reader, catalogue), of: found, in: &user.profiles)
            default: try readState(found, &reader, catalogue)
            }
        }
    }

    private mutating func readState(
        _ found: FieldTable<UserField>.Found, _ reader: inout JSONReader,
        _ catalogue: MemberCatalogue
    ) throws(JSONError) {
        hasState = true
        switch found.field {
        case .isSelectable:
            let isSelectable = try reader.flag("IsSelectable", of: UserField.object)
            ranks.keep(isSelectable, of: found, in: &state.isSelectable)
        case .notSelectableReason:
            ranks.keep(try reader.text(catalogue), of: found, in: &state.notSelectableReason)
        case .notReadyReason:
            ranks.keep(try reader.text(catalogue), of: found, in: &state.notReadyReason)
        case .currentProfile:
            ranks.keep(try reader.text(catalogue), of: found, in: &state.currentProfile)
        case .presence:
            ranks.keep(try reader.text(catalogue), of: found, in: &state.presence)
        case .changed:
            ranks.keep(
                try reader.time("StateChanged", of: UserField.object, catalogue), of: found,
                in: &state.changedAt)
        case .isBlocked:
            let isBlocked = try reader.flag("IsBlockedByLuwareApi", of: UserField.object)
            ranks.keep(isBlocked, of: found, in: &state.isBlockedByAPI)
        default: try reader.skipValue()
        }
    }

    /// Traits with their attributes, or responsibilities with theirs; those without a name are left
    /// out.
    private static func skills(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue
    ) throws(JSONError) -> [Skill]? {
        guard try reader.kind() == .array else {
            try reader.skipValue()
            return nil
        }
        var skills: [Skill] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.kind() == .object else {
                try reader.skipValue()
                continue
            }
            var name: String?
            var level: String?
            var ranks = FieldRanks()
            try reader.beginObject()
            while let found = try catalogue.skill.next(&reader) {
                switch found.field {
                case .name: ranks.keep(try reader.text(catalogue), of: found, in: &name)
                case .level, .responsibility:
                    level = try reader.text(catalogue) ?? level
                }
            }
            if let name { skills.append(Skill(name: name, level: level)) }
        }
        return skills
    }

    private static func profiles(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue
    ) throws(JSONError) -> [AgentProfile]? {
        guard try reader.kind() == .array else {
            try reader.skipValue()
            return nil
        }
        var profiles: [AgentProfile] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.kind() == .object else {
                try reader.skipValue()
                continue
            }
            var name: String?
            var responsibilities: [Skill] = []
            var ranks = FieldRanks()
            try reader.beginObject()
            while let found = try catalogue.userProfile.next(&reader) {
                switch found.field {
                case .name: ranks.keep(try reader.text(catalogue), of: found, in: &name)
                case .responsibilities:
                    responsibilities += try skills(&reader, catalogue) ?? []
                }
            }
            if let name {
                profiles.append(AgentProfile(name: name, responsibilities: responsibilities))
            }
        }
        return profiles
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
        noun = "user"
        envelope = .users
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
        noun = "user state"
        envelope = .userStates
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
