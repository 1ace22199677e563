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

    public init(
        id: EntityID, sipURI: String? = nil, firstName: String? = nil, lastName: String? = nil,
        displayName: String? = nil, defaultProfile: String? = nil,
        organizationUnitID: EntityID? = nil, organizationUnitName: String? = nil,
        state: UserState? = nil
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

    public init(
        id: EntityID, service: EntityID? = nil, state: String? = nil, priority: Int? = nil,
        due: Timestamp? = nil, leftInQueue: Duration? = nil, retryCount: Int? = nil,
        maxRetries: Int? = nil
    ) {
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
