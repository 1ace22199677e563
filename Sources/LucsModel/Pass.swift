public import CivilTime

/// The tasks that one service's list named.
public struct ServiceTasks: Sendable {
    public var service: EntityID
    public var listing: Listing<LucsTask>

    public init(service: EntityID, listing: Listing<LucsTask>) {
        self.service = service
        self.listing = listing
    }
}

/// The agents who serve one service, as its list named them.
public struct ServiceMembers: Sendable {
    public var service: EntityID
    public var listing: Listing<EntityID>

    public init(service: EntityID, listing: Listing<EntityID>) {
        self.service = service
        self.listing = listing
    }
}

/// The slow-moving part of a contact centre: who and what there is.
/// A part is `nil` when it was not asked for or could not be had.
public struct Directory: Sendable {
    public var organizationUnits: Listing<OrganizationUnit>?
    public var dutyProfiles: Listing<DutyProfile>?
    public var services: Listing<Service>?
    public var users: Listing<User>?

    public init(
        organizationUnits: Listing<OrganizationUnit>? = nil,
        dutyProfiles: Listing<DutyProfile>? = nil, services: Listing<Service>? = nil,
        users: Listing<User>? = nil
    ) {
        self.organizationUnits = organizationUnits
        self.dutyProfiles = dutyProfiles
        self.services = services
        self.users = users
    }
}

extension Directory {
    /// The parts that are incomplete, and why.
    public var shortfalls: [ListingFailure] {
        let reasons: [(ListingFailure.Resource, String?)] = [
            (.organizationUnits, organizationUnits?.shortfall),
            (.dutyProfiles, dutyProfiles?.shortfall), (.services, services?.shortfall),
            (.users, users?.shortfall),
        ]
        return reasons.compactMap { resource, reason in
            reason.map { ListingFailure(resource: resource, reason: $0) }
        }
    }
}

/// A listing that could not be had at all, and why.
public struct ListingFailure: Hashable, Sendable {
    public enum Resource: Hashable, Sendable {
        case organizationUnits, dutyProfiles, services, users, userStates
        case tasks(service: EntityID)
        case members(service: EntityID)
        case absenceReasons(user: EntityID)
        case callbacks

        /// What it is called in messages and in the warehouse.
        public var name: String {
            switch self {
            case .organizationUnits: "organization units"
            case .dutyProfiles: "duty profiles"
            case .services: "services"
            case .users: "users"
            case .userStates: "user states"
            case .tasks: "tasks"
            case .members: "service members"
            case .absenceReasons: "absence reasons"
            case .callbacks: "callbacks"
            }
        }

        /// The service whose list it is; `nil` for lists of the whole contact centre.
        public var service: EntityID? {
            switch self {
            case .tasks(let service), .members(let service): service
            default: nil
            }
        }
    }

    public var resource: Resource
    /// One plain sentence.
    public var reason: String
    /// What kind of failure it is: the same for reasons that differ only in details.
    public var kind: String

    /// The kind of lists that were left out after a failure of another list, such as a rate limit.
    public static let notAskedFor = "not asked for"

    /// - Parameter kind: without it, the reason.
    public init(resource: Resource, reason: String, kind: String? = nil) {
        self.resource = resource
        self.reason = reason
        self.kind = kind ?? reason
    }
}

/// One round of asking the server. The warehouse applies it as a whole or not at all.
public struct Pass: Sendable {
    /// The server's clock at the first and last response of the pass.
    public var startedAt: Timestamp
    public var finishedAt: Timestamp
    public var directory: Directory?
    public var userStates: Listing<UserState>?
    public var tasks: [ServiceTasks]
    /// Who serves the services that were asked for it.
    public var members: [ServiceMembers]
    /// The reasons that some users may choose when they are not ready.
    public var absenceReasons: [Listing<String>]
    /// `nil`: not asked for.
    public var callbacks: Listing<Callback>?
    /// What became of tasks that were waiting at the pass before and are gone from the lists,
    /// as asked for by id: the task as it was then found, or `nil` where the server said that
    /// there is no such task. Tasks that were not asked for are absent.
    public var finalStates: [EntityID: LucsTask?]
    public var failures: [ListingFailure]
    /// HTTP requests sent, retries included.
    public var requests: Int

    public init(
        startedAt: Timestamp, finishedAt: Timestamp, directory: Directory? = nil,
        userStates: Listing<UserState>? = nil, tasks: [ServiceTasks] = [],
        members: [ServiceMembers] = [], absenceReasons: [Listing<String>] = [],
        callbacks: Listing<Callback>? = nil, finalStates: [EntityID: LucsTask?] = [:],
        failures: [ListingFailure] = [], requests: Int = 0
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.directory = directory
        self.userStates = userStates
        self.tasks = tasks
        self.members = members
        self.absenceReasons = absenceReasons
        self.callbacks = callbacks
        self.finalStates = finalStates
        self.failures = failures
        self.requests = requests
    }

    /// Whether nothing was due: nothing was polled, and nothing failed.
    public var isEmpty: Bool {
        requests == 0 && failures.isEmpty && directory == nil && userStates == nil && tasks.isEmpty
            && members.isEmpty && absenceReasons.isEmpty && callbacks == nil && finalStates.isEmpty
    }

    /// The same pass at another time: what the server's clock shows, not what it says of tasks.
    public func moved(by correction: Duration) -> Pass {
        guard correction != .zero else { return self }
        var moved = self
        moved.startedAt += correction
        moved.finishedAt += correction
        moved.directory?.organizationUnits?.observedAt += correction
        moved.directory?.dutyProfiles?.observedAt += correction
        moved.directory?.services?.observedAt += correction
        moved.directory?.users?.observedAt += correction
        moved.userStates?.observedAt += correction
        for index in moved.tasks.indices { moved.tasks[index].listing.observedAt += correction }
        for index in moved.members.indices {
            moved.members[index].listing.observedAt += correction
        }
        for index in moved.absenceReasons.indices {
            moved.absenceReasons[index].observedAt += correction
        }
        moved.callbacks?.observedAt += correction
        return moved
    }
}
