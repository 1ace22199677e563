public import CivilTime

/// A unit of the customer's organization; services and users belong to units.
public struct OrganizationUnit: Hashable, Sendable {
    public var id: EntityID
    public var parentID: EntityID?
    public var name: String?

    public init(id: EntityID, parentID: EntityID? = nil, name: String? = nil) {
        self.id = id
        self.parentID = parentID
        self.name = name
    }
}

/// A duty profile: what an agent answers while it is the current one.
public struct DutyProfile: Hashable, Sendable {
    public var id: EntityID
    public var name: String?
    /// An agent whose current profile says so is off duty.
    public var isOffDuty: Bool?

    public init(id: EntityID, name: String? = nil, isOffDuty: Bool? = nil) {
        self.id = id
        self.name = name
        self.isOffDuty = isOffDuty
    }
}

/// A service: the queue that customers reach.
public struct Service: Hashable, Sendable {
    public var id: EntityID
    public var name: String?
    public var sipURI: String?
    public var organizationUnitID: EntityID?
    public var organizationUnitName: String?

    public init(
        id: EntityID, name: String? = nil, sipURI: String? = nil,
        organizationUnitID: EntityID? = nil, organizationUnitName: String? = nil
    ) {
        self.id = id
        self.name = name
        self.sipURI = sipURI
        self.organizationUnitID = organizationUnitID
        self.organizationUnitName = organizationUnitName
    }
}

/// A user, as the directory tells it. An agent is a user who handles tasks.
public struct User: Hashable, Sendable {
    public var id: EntityID
    public var sipURI: String?
    public var firstName: String?
    public var lastName: String?
    public var displayName: String?
    public var defaultProfile: String?
    public var organizationUnitID: EntityID?
    /// The unit's name where the server tells it, else the last part of the path of the first
    /// unit in which the user holds a role.
    public var organizationUnitName: String?
    /// The state that came with the user: all there is on a server that speaks only v1.0.
    public var state: UserState?
    /// `nil`: the server did not show them.
    public var skills: [Skill]?
    /// `nil`: the server did not show them.
    public var profiles: [AgentProfile]?

    public init(
        id: EntityID, sipURI: String? = nil, firstName: String? = nil, lastName: String? = nil,
        displayName: String? = nil, defaultProfile: String? = nil,
        organizationUnitID: EntityID? = nil, organizationUnitName: String? = nil,
        state: UserState? = nil, skills: [Skill]? = nil, profiles: [AgentProfile]? = nil
    ) {
        self.id = id
        self.sipURI = sipURI
        self.firstName = firstName
        self.lastName = lastName
        self.displayName = displayName
        self.defaultProfile = defaultProfile
        self.organizationUnitID = organizationUnitID
        self.organizationUnitName = organizationUnitName
        self.state = state
        self.skills = skills
        self.profiles = profiles
    }
}

/// A skill of a user, with its level; or a skill that a duty profile answers for, with the
/// responsibility.
public struct Skill: Hashable, Sendable {
    /// The node in the server's tree of traits: `Skills/Claims`.
    public var name: String
    public var level: String?

    public init(name: String, level: String? = nil) {
        self.name = name
        self.level = level
    }
}

/// A duty profile that a user may choose, and what the user answers for in it.
public struct AgentProfile: Hashable, Sendable {
    public var name: String
    public var responsibilities: [Skill]

    public init(name: String, responsibilities: [Skill] = []) {
        self.name = name
        self.responsibilities = responsibilities
    }
}

/// What a user is doing, in the server's own words.
public struct UserState: Hashable, Sendable {
    /// The user's identifier, or the SIP URI where the server names the user by that.
    public var user: EntityID
    public var isSelectable: Bool?
    public var notSelectableReason: String?
    public var notReadyReason: String?
    public var currentProfile: String?
    public var presence: String?
    /// Whether LUCS keeps the user from being selected on another program's behalf.
    public var isBlockedByAPI: Bool?
    /// When the state began, where the server tells it.
    public var changedAt: Timestamp?

    public init(
        user: EntityID, isSelectable: Bool? = nil, notSelectableReason: String? = nil,
        notReadyReason: String? = nil, currentProfile: String? = nil, presence: String? = nil,
        isBlockedByAPI: Bool? = nil, changedAt: Timestamp? = nil
    ) {
        self.user = user
        self.isSelectable = isSelectable
        self.notSelectableReason = notSelectableReason
        self.notReadyReason = notReadyReason
        self.currentProfile = currentProfile
        self.presence = presence
        self.isBlockedByAPI = isBlockedByAPI
        self.changedAt = changedAt
    }
}

/// A task of LUCS: a call or a chat in the system. (Named so beside Swift's own `Task`.)
public struct LucsTask: Hashable, Sendable {
    public var id: EntityID
    public var type: String?
    public var state: String?
    public var customerIdentifier: String?
    public var created: Timestamp?
    public var queueStarted: Timestamp?
    public var connected: Timestamp?
    public var initialModality: String?
    public var origin: String?
    /// The agent that the task is reserved for or connected to.
    public var agent: EntityID?
    /// The duty profile in which the agent was selected.
    public var agentProfile: String?
    /// From which level of responsibility on the agent may get the task.
    public var responsibleSinceLevel: Int?
    /// How LUCS chose the agent.
    public var selectionAlgorithm: String?
    /// The task's identifier in the program that created it.
    public var externalID: EntityID?
    /// The origin in the words of the program that created it.
    public var customOrigin: String?
    /// The context parameters that the configuration names, by these names.
    public var context: [ContextParameter] = []

    public init(
        id: EntityID, type: String? = nil, state: String? = nil,
        customerIdentifier: String? = nil, created: Timestamp? = nil,
        queueStarted: Timestamp? = nil, connected: Timestamp? = nil,
        initialModality: String? = nil, origin: String? = nil, agent: EntityID? = nil
    ) {
        self.id = id
        self.type = type
        self.state = state
        self.customerIdentifier = customerIdentifier
        self.created = created
        self.queueStarted = queueStarted
        self.connected = connected
        self.initialModality = initialModality
        self.origin = origin
        self.agent = agent
    }
}

/// A context parameter of a task: what a workflow or another program noted about it.
public struct ContextParameter: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A call back that a customer asked for.
public struct Callback: Hashable, Sendable {
    public var id: EntityID
    public var service: EntityID?
    public var state: String?
    public var priority: Int?
    public var due: Timestamp?
    public var leftInQueue: Duration?
    public var retryCount: Int?
    public var maxRetries: Int?
    public var betweenRetries: Duration?
    public var retryType: String?
    /// The external identifier of the task after which it was promised.
    public var externalTaskID: EntityID?
    /// The session in which it was promised.
    public var initiatingSession: EntityID?

    public init(
        id: EntityID, service: EntityID? = nil, state: String? = nil, priority: Int? = nil,
        due: Timestamp? = nil, leftInQueue: Duration? = nil, retryCount: Int? = nil,
        maxRetries: Int? = nil, betweenRetries: Duration? = nil, retryType: String? = nil,
        externalTaskID: EntityID? = nil, initiatingSession: EntityID? = nil
    ) {
        self.betweenRetries = betweenRetries
        self.retryType = retryType
        self.externalTaskID = externalTaskID
        self.initiatingSession = initiatingSession
        self.id = id
        self.service = service
        self.state = state
        self.priority = priority
        self.due = due
        self.leftInQueue = leftInQueue
        self.retryCount = retryCount
        self.maxRetries = maxRetries
    }
}
