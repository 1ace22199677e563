/// What sampling expects of an object, and what is lost without.
struct ExpectedField: Sendable {
    /// Any of these is enough; the first is the usual one.
    let fields: [String]
    let isNeeded: Bool
    let consequence: String

    private init(_ fields: String..., without consequence: String, isNeeded: Bool = false) {
        self.fields = fields
        self.isNeeded = isNeeded
        self.consequence = consequence
    }

    static func of(_ endpoint: Endpoint) -> [ExpectedField] {
        switch endpoint {
        case .serviceTasks:
            [
                ExpectedField("id", without: "tasks cannot be told apart", isNeeded: true),
                ExpectedField("queueStarted", without: "no waits and no service level"),
                ExpectedField("connected", without: "no call counts as answered"),
                ExpectedField("created", without: "waits may begin late"),
                ExpectedField("state", without: "an end shows only by absence"),
                ExpectedField("agent", without: "no agent's calls"),
                ExpectedField("type", without: "calls and chats cannot be told apart"),
            ]
        case .userStates:
            [
                ExpectedField(
                    "id", "userID", "sipURI", without: "no state can be ascribed", isNeeded: true)
            ] + states + [
                ExpectedField("presence", without: "offline time does not show"),
                ExpectedField("changed", without: "states begin where they are first seen"),
            ]
        case .users:
            [
                ExpectedField("id", "sipURI", without: "no agent can be named", isNeeded: true),
                ExpectedField("lastName", "displayName", without: "agents have no names"),
            ]
        case .services:
            [
                ExpectedField("id", "sipURI", without: "no tasks can be asked for", isNeeded: true),
                ExpectedField("name", without: "services have no names"),
            ]
        case .organizationUnits:
            [
                ExpectedField("id", without: "units cannot be told apart", isNeeded: true),
                ExpectedField("name", without: "units have no names"),
            ]
        case .profiles:
            [
                ExpectedField("name", without: "states lead to no profile"),
                ExpectedField(
                    "offDuty", without: "off-duty time cannot be told apart from the rest"),
            ]
        default: []
        }
    }

    /// With v1.0 they come with the users, and there are no more than these.
    static let states = [
        ExpectedField("isSelectable", without: "no agent counts as selectable"),
        ExpectedField("notSelectableReason", without: "work and missed calls do not show"),
        ExpectedField("notReadyReason", without: "no reasons of not-ready time"),
        ExpectedField("currentProfile", without: "off-duty time does not show"),
    ]
}

/// How members with other names than the known ones are recognized: by words in their name, and
/// the kind of value they hold.
struct MemberGuess: Sendable {
    /// A word of every group has to be in the name.
    let words: [[String]]
    let kind: MemberKind

    static func of(_ field: String) -> MemberGuess? { table[field] }

    func fits(_ name: String, _ found: MemberKind) -> Bool {
        guard found == kind || (found == .none && kind != .list) else { return false }
        let folded = name.lowercased()
        return words.allSatisfy { group in group.contains(where: folded.contains) }
    }

    private static let table: [String: MemberGuess] = [
        "task.id": MemberGuess(words: [["id"], ["task", "call", "guid"]], kind: .text),
        "task.queueStarted": MemberGuess(words: [["queue", "wait"]], kind: .time),
        "task.connected": MemberGuess(
            words: [["connect", "answer", "accept", "establish"]], kind: .time),
        "task.created": MemberGuess(
            words: [["create", "arriv", "begin", "began", "initiat", "start"]], kind: .time),
        "task.state": MemberGuess(words: [["state", "status", "phase"]], kind: .text),
        "task.agent": MemberGuess(words: [["agent", "user"]], kind: .object),
        "task.type": MemberGuess(words: [["type", "kind", "modality"]], kind: .text),
        "user.id": MemberGuess(words: [["id", "guid"], ["user", "agent"]], kind: .text),
        "user.lastName": MemberGuess(words: [["last", "sur", "family"], ["name"]], kind: .text),
        "user.isSelectable": MemberGuess(words: [["selectable", "available"]], kind: .bool),
        "user.notSelectableReason": MemberGuess(
            words: [["selectable", "available"], ["reason", "cause"]], kind: .text),
        "user.notReadyReason": MemberGuess(
            words: [["ready", "absen"], ["reason", "cause"]], kind: .text),
        "user.currentProfile": MemberGuess(words: [["profile"]], kind: .text),
        "user.presence": MemberGuess(words: [["presence"]], kind: .text),
        "user.changed": MemberGuess(words: [["chang", "since"]], kind: .time),
        "service.id": MemberGuess(words: [["id", "guid"], ["service"]], kind: .text),
        "service.name": MemberGuess(words: [["name", "title"]], kind: .text),
        "organizationUnit.id": MemberGuess(words: [["id", "guid"]], kind: .text),
        "organizationUnit.name": MemberGuess(words: [["name", "title"]], kind: .text),
        "profile.name": MemberGuess(words: [["name", "title"]], kind: .text),
        "profile.offDuty": MemberGuess(words: [["duty", "off"]], kind: .bool),
    ]
}

/// What a member holds, by and large.
enum MemberKind: Hashable, Sendable {
    case text, time, number, bool, object, list
    /// Nothing but `null` was seen.
    case none
}
