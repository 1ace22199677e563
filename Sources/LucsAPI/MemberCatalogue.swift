public import Foundation

/// The names of every member that the client reads, the one place where they are assumed.
///
/// A class, since it goes along to every value that is read: one reference is quickly handed on.
public final class MemberCatalogue: Sendable {
    let task: FieldTable<TaskField>
    let agent: FieldTable<AgentField>
    let user: FieldTable<UserField>
    let userRole: FieldTable<UserRoleField>
    let service: FieldTable<ServiceField>
    let organizationUnit: FieldTable<OrganizationUnitField>
    let profile: FieldTable<ProfileField>
    let callback: FieldTable<CallbackField>
    let skill: FieldTable<SkillField>
    let userProfile: FieldTable<UserProfileField>
    let context: FieldTable<ContextField>
    let label: FieldTable<LabelField>
    /// The zone of times that name none; `nil` is UTC.
    let zone: LocalZone?
    /// The context parameters to read, by their names in lower case.
    let contextParameters: [String: String]
    /// Identifiers that the server spells otherwise than they are written here.
    let spellings = IdentifierSpellings()

    /// What ``ClientConfiguration/memberNames`` may name.
    public static let keys: [String] =
        FieldTable<TaskField>.keys + FieldTable<AgentField>.keys + FieldTable<UserField>.keys
        + FieldTable<UserRoleField>.keys + FieldTable<ServiceField>.keys
        + FieldTable<OrganizationUnitField>.keys + FieldTable<ProfileField>.keys
        + FieldTable<CallbackField>.keys + FieldTable<SkillField>.keys
        + FieldTable<UserProfileField>.keys + FieldTable<ContextField>.keys

    /// - Throws: ``APIError`` with code `configuration` where a key names no field.
    public init(
        overrides: [String: [String]] = [:], timeZone: TimeZone? = nil,
        contextParameters: [String] = []
    ) throws(APIError) {
        for key in overrides.keys.sorted() where !Self.keys.contains(key) {
            let object = key.prefix { $0 != "." }
            let near = Self.keys.filter { $0.hasPrefix("\(object).") }
            throw APIError(
                .configuration, "memberNames has no field \(key)",
                advice: "Known are \((near.isEmpty ? Self.keys : near).joined(separator: ", ")).")
        }
        task = FieldTable(overrides: overrides)
        agent = FieldTable(overrides: overrides)
        user = FieldTable(overrides: overrides)
        userRole = FieldTable(overrides: overrides)
        service = FieldTable(overrides: overrides)
        organizationUnit = FieldTable(overrides: overrides)
        profile = FieldTable(overrides: overrides)
        callback = FieldTable(overrides: overrides)
        skill = FieldTable(overrides: overrides)
        userProfile = FieldTable(overrides: overrides)
        context = FieldTable(overrides: overrides)
        label = FieldTable(overrides: overrides)
        zone = timeZone.map { LocalZone($0) }
        self.contextParameters = Dictionary(
            contextParameters.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first }
        )
    }
}

enum TaskField: String, ObjectField {
    case id, type, state, customerIdentifier, created, queueStarted, connected
    case initialModality, origin, agent, externalID, customOrigin, context

    static let object = "task"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .id: ["Id", "TaskId"]
        case .type: ["Type", "TaskType"]
        case .state: ["State", "TaskState"]
        case .customerIdentifier: ["CustomerIdentifier"]
        case .created: ["Created", "CreatedAt"]
        case .queueStarted: ["QueueStarted", "QueueStartedAt"]
        case .connected: ["Connected", "ConnectedAt"]
        case .initialModality: ["InitialModalityType", "InitialModality"]
        case .origin: ["OriginType"]
        case .agent: ["ReservedUserObject", "ReservedUser"]
        case .externalID: ["ExternalTaskId"]
        case .customOrigin: ["OriginTypeCustom"]
        case .context: ["ContextParameters"]
        }
    }
}

enum AgentField: String, ObjectField {
    case id, sipURI, profile, level, algorithm

    static let object = "taskAgent"
    // The directory tells an agent's name and unit.
    static let ignored = [
        "DisplayName", "OrganizationUnitName", "OrganizationUnit", "UserPrincipalName",
        "SecurityIdentifier", "SamAccountName",
    ]

    var names: [String] {
        switch self {
        case .id: ["Id", "UserId"]
        case .sipURI: ["SipUri"]
        case .profile: ["AgentProfileName"]
        case .level: ["ResponsibleSinceLevel"]
        case .algorithm: ["SelectionAlgorithm"]
        }
    }
}

/// Of users and of user states, which share their members.
enum UserField: String, ObjectField {
    case id, userID, sipURI, firstName, lastName, displayName, defaultProfile
    case organizationUnitID, organizationUnitName, roles
    case isSelectable, notSelectableReason, notReadyReason, currentProfile, presence, changed
    case isBlocked, skills, profiles

    static let object = "user"
    static let ignored = [
        "AAConfiguration", "NumberOfSimultaneousIm",
        "ConversationAsService", "IsBusySelectable", "IsBusyInAMeetingSelectable",
        "ShowAwayAsOffline", "BusyOnBusyInACallEnabled", "CanLoginToRecordingManager",
        "RetargetType", "RetargetSource", "RetargetTo", "RetargetPrivateNumber",
        "RetargetOnlyIfInDutyProfile", "RecordingType",
    ]

    var names: [String] {
        switch self {
        case .id: ["Id"]
        case .userID: ["UserId"]
        case .sipURI: ["SipUri", "UserSipUri"]
        case .firstName: ["FirstName"]
        case .lastName: ["LastName"]
        case .displayName: ["DisplayName"]
        case .defaultProfile: ["DefaultProfile"]
        case .organizationUnitID: ["OrganizationUnitId"]
        case .organizationUnitName: ["OrganizationUnitName", "OrganizationUnit"]
        case .roles: ["Roles"]
        case .isSelectable: ["IsSelectable"]
        case .notSelectableReason: ["NotSelectableReason"]
        case .notReadyReason: ["NotReadyReason"]
        case .currentProfile: ["CurrentProfile"]
        case .presence: ["PresenceState", "Presence"]
        case .changed: ["StateChanged", "StateChangedAt"]
        case .isBlocked: ["IsBlockedByLuwareApi"]
        case .skills: ["Traits"]
        case .profiles: ["Profiles"]
        }
    }
}

enum UserRoleField: String, ObjectField {
    case organizationUnit

    static let object = "userRole"
    static let ignored = ["Role", "Permission"]

    var names: [String] { ["OrganizationUnit"] }
}

/// Of a user's traits, and of the responsibilities of a duty profile.
enum SkillField: String, ObjectField {
    case name, level, responsibility

    static let object = "skill"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .name: ["TraitNode"]
        case .level: ["Attribute"]
        case .responsibility: ["Responsibility"]
        }
    }
}

/// Of the duty profiles that come with a user.
enum UserProfileField: String, ObjectField {
    case name, responsibilities

    static let object = "userProfile"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .name: ["Name"]
        case .responsibilities: ["Responsibilities"]
        }
    }
}

enum ContextField: String, ObjectField {
    case name, value

    static let object = "contextParameter"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .name: ["Name"]
        case .value: ["Value"]
        }
    }
}

enum ServiceField: String, ObjectField {
    case id, name, sipURI, organizationUnitID, organizationUnitName

    static let object = "service"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .id: ["Id", "ServiceId"]
        case .name: ["Name", "DisplayName"]
        case .sipURI: ["SipUri", "ServiceSip"]
        case .organizationUnitID: ["OrganizationUnitId"]
        case .organizationUnitName: ["OrganizationUnitName", "OrganizationUnit"]
        }
    }
}

enum OrganizationUnitField: String, ObjectField {
    case id, parentID, name

    static let object = "organizationUnit"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .id: ["Id", "OrganizationUnitId"]
        case .parentID: ["ParentId"]
        case .name: ["Name", "DisplayName"]
        }
    }
}

enum ProfileField: String, ObjectField {
    case id, name, offDuty

    static let object = "profile"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .id: ["Id", "ProfileId"]
        case .name: ["Name", "DisplayName"]
        case .offDuty: ["OffDuty", "IsOffDuty"]
        }
    }
}

enum CallbackField: String, ObjectField {
    case id, service, serviceSIP, state, priority, due, leftInQueue, retryCount, maxRetries
    case betweenRetries, retryType, externalTaskID, initiatingSession

    static let object = "callback"
    // Who is to be called, and who promised it, are not stored.
    static let ignored = [
        "Target", "AlternativeTarget", "Creator", "Initiator", "CallerId", "Description",
        "Supervisor", "ContextUrl", "AppPoolId", "IncomingServiceSipUri",
    ]

    var names: [String] {
        switch self {
        case .id: ["Id"]
        case .service: ["ServiceId"]
        case .serviceSIP: ["ServiceSip"]
        case .state: ["State"]
        case .priority: ["Priority"]
        case .due: ["DueDate"]
        case .leftInQueue: ["LeftInQueueTimeInSeconds"]
        case .retryCount: ["RetryCount"]
        case .maxRetries: ["MaxRetries"]
        case .betweenRetries: ["SecondsBetweenRetries"]
        case .retryType: ["RetryType"]
        case .externalTaskID: ["ExternalTaskId"]
        case .initiatingSession: ["InitiatingSessionId"]
        }
    }
}

/// What stands for an object where its name was expected.
enum LabelField: String, ObjectField {
    case name, id

    static let object = "label"
    static let ignored: [String] = []

    var names: [String] {
        switch self {
        case .name: ["Name", "DisplayName", "Value"]
        case .id: ["Id"]
        }
    }
}
