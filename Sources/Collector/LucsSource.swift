public import CivilTime
public import LucsAPI
public import LucsModel

/// What a collector asks of LUCS. ``LucsAPI/LucsClient`` is one.
public protocol LucsSource: Sendable {
    /// v1.0 tells the states of users with the users.
    var version: APIVersion { get }
    /// Requests sent so far.
    var requestsSent: Int { get }
    /// The local clock.
    func now() -> Timestamp
    /// How many requests may be sent in every coming span so that no rate limit is reached;
    /// `nil` where nothing limits them.
    func allowance(for span: Duration) async -> Double?

    func organizationUnits() async throws -> Listing<OrganizationUnit>
    /// `nil` where the server tells none.
    func dutyProfiles() async throws -> Listing<DutyProfile>?
    func services() async throws -> Listing<Service>
    func users() async throws -> Listing<User>
    func userStates() async throws -> Listing<UserState>
    func tasks(ofService service: EntityID) async throws -> Listing<LucsTask>
    /// The agents who serve a service; `nil` where the server or the API key does not show them.
    func members(ofService service: EntityID) async throws -> Listing<EntityID>?
    /// The reasons that a user may choose when not ready; `nil` where they are not shown.
    func absenceReasons(ofUser user: EntityID) async throws -> Listing<String>?
    func callbacks() async throws -> Listing<Callback>
    /// The task is `nil` where LUCS says that there is none.
    func task(id: EntityID) async throws -> (task: LucsTask?, observedAt: Timestamp)
}

extension LucsSource {
    public func allowance(for span: Duration) async -> Double? { nil }
    public func members(ofService service: EntityID) async throws -> Listing<EntityID>? { nil }
    public func absenceReasons(ofUser user: EntityID) async throws -> Listing<String>? { nil }
}

extension LucsClient: LucsSource {
    public var requestsSent: Int { statistics.requests }
}
