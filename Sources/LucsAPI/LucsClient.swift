public import CivilTime
import HTTP
import JSONText
public import LucsModel

/// Reads from LUCS: whole listings rather than answers, from whichever server serves.
///
/// One client serves a whole process; its functions may run side by side. All of them throw
/// ``APIError``, or `CancellationError` when their task is cancelled.
public final class LucsClient: Sendable {
    let core: ClientCore

    /// - Throws: ``APIError`` with code `configuration`.
    public init(_ configuration: ClientConfiguration) throws(APIError) {
        core = try ClientCore(configuration)
    }

    /// What was sent, received and noticed so far.
    public var statistics: ClientStatistics { core.statistics.snapshot }

    /// The version of the API in use. With `auto` it is v2.0 until the server turns out to have
    /// none.
    public var version: APIVersion { core.versions.current }

    /// The paging settings in use, and whether they are configured or proven by the server's
    /// answers rather than assumed.
    public var paging: (settings: Paging, isProven: Bool) {
        get async { (await core.discovery.paging, await core.discovery.isProven) }
    }

    /// What was found out about paging, for a run that follows.
    public var pagingMemory: PagingMemory {
        get async { await core.discovery.memory }
    }

    /// Goes on with what an earlier run with the same servers found out about paging.
    public func resume(_ memory: PagingMemory) async { await core.discovery.resume(memory) }

    /// The page size that the server refused, and the one in use instead.
    public var refusedPageSize: (asked: Int, used: Int)? {
        get async {
            guard let asked = await core.discovery.refusedSize else { return nil }
            return (asked, await core.discovery.paging.size)
        }
    }

    /// The rate limits that hold: configured, or learned from refusals.
    public var limits: ClientConfiguration.Limits {
        get async { await core.requester.budget.limits }
    }

    /// How many requests may be sent in every coming span so that the limits are never reached;
    /// `nil` where nothing limits them.
    public func allowance(for span: Duration) async -> Double? {
        await core.requester.budget.allowance(for: span)
    }

    /// What the key has spent of its limits so far, for a run that follows.
    public var history: RequestHistory {
        get async { await core.requester.budget.history(of: owner, at: now()) }
    }

    /// Goes on within the limits where an earlier run with the same key and servers ended. To be
    /// called before anything is asked.
    ///
    /// - Returns: whether that run had the same key and servers; else nothing is taken over.
    public func resume(_ history: RequestHistory) async -> Bool {
        guard history.owner == owner else { return false }
        await core.requester.budget.resume(history, at: now())
        return true
    }

    private var owner: String { core.configuration.owner(core.requester.keys.current) }

    /// The servers' addresses without paths, in the configured order.
    public var servers: [String] { core.pool.servers.map(\.origin.description) }

    /// The local clock that the client goes by.
    public func now() -> Timestamp { core.configuration.now() }

    /// The clock that limits are counted by.
    public func instant() -> ContinuousClock.Instant { core.configuration.instant() }

    /// The server's Swagger document, where it publishes one that can be read.
    public func contract() async throws -> ServerContract? {
        try await core.onOneServer { server, _ in
            let contract = await core.contract(from: server)
            try Task.checkCancellation()
            return contract
        }
    }

    // MARK: The directory

    public func organizationUnits() async throws -> Listing<OrganizationUnit> {
        try await listing(.organizationUnits, RowFormat(core.catalogue))
    }

    /// `nil` on servers that speak only v1.0: they tell no profiles.
    public func dutyProfiles() async throws -> Listing<DutyProfile>? {
        guard version == .v2 else { return nil }
        do {
            return try await listing(.profiles, RowFormat(core.catalogue))
        } catch let missing as APIError where missing.code == .notFound {
            guard core.versions.mayFallBack else { throw missing }
            // Any list that both versions have tells whether there is a v2.0 at all.
            _ = try await services()
            if version == .v1 { return nil }
            throw missing
        }
    }

    public func services() async throws -> Listing<Service> {
        core.catalogue.spellings.isUnread = false
        return try await listing(.services, RowFormat(core.catalogue))
    }

    /// Users with their skills and profiles, and the state that came with them, if any did. v1.0
    /// shows skills and profiles by itself; a server with v2.0 that refuses to, or shows nothing
    /// else then, is asked without from then on.
    public func users() async throws -> Listing<User> {
        guard version == .v2, core.versions.mayAskFields else {
            return try await listing(.users, RowFormat(core.catalogue))
        }
        do {
            var endpoint = Endpoint.users
            endpoint.fieldsToReturn = "Traits,Profiles"
            let users: Listing<User> = try await listing(endpoint, RowFormat(core.catalogue))
            if users.rows.isEmpty || users.rows.contains(where: \.isDescribed) { return users }
        } catch let error as APIError where error.status == 400 {}
        core.versions.stopAskingFields()
        return try await listing(.users, RowFormat(core.catalogue))
    }

    /// Whether the server proved not to show skills and profiles.
    public var hidesSkills: Bool { version == .v2 && !core.versions.mayAskFields }

    /// The agents who serve one service; `nil` where the server has no such list, or not for this
    /// API key.
    public func members(ofService service: EntityID) async throws -> Listing<EntityID>? {
        do {
            let users: Listing<User> = try await listing(
                .serviceUsers, id: core.catalogue.spellings.text(of: service),
                RowFormat(core.catalogue))
            return Listing<EntityID>(
                rows: users.rows.map(\.id), observedAt: users.observedAt,
                shortfall: users.shortfall)
        } catch let error as APIError where error.isNotOffered {
            return nil
        }
    }

    /// The reasons that a user may choose when not ready; `nil` where the server has no such list,
    /// or not for this API key.
    public func absenceReasons(ofUser user: EntityID) async throws -> Listing<String>? {
        guard version == .v2 else { return nil }
        do {
            return try await listing(
                .absenceReasons, id: core.catalogue.spellings.text(of: user),
                RowFormat(reasonsIn: core.catalogue))
        } catch let error as APIError where error.isNotOffered {
            return nil
        }
    }

    // MARK: What is going on

    /// What every user is doing. v1.0 tells it with the users; so does v2.0 to a key without the
    /// role for states, if less exactly (``statesComeFromUsers``).
    public func userStates() async throws -> Listing<UserState> {
        try await core.inVersion(true) { version in
            if version == .v2, !core.versions.statesComeFromUsers(now: .now) {
                do {
                    return try await core.list(
                        .userStates, id: nil, version: version, RowFormat(core.catalogue))
                } catch let error as APIError where error.isNotOffered {
                    let states = try await states(fromUsersOf: version, insteadOf: error)
                    core.versions.takeStatesFromUsers(
                        now: .now, lacksRole: error.code == .refused)
                    return states
                }
            }
            return try await states(fromUsersOf: version, insteadOf: nil)
        }
    }

    /// Whether states are read from the list of users since the key lacks the role for v2.0's
    /// states (`UserControl`).
    public var statesComeFromUsers: Bool {
        version == .v2 && core.versions.statesComeFromUsers(now: .now)
    }

    /// Whether that is so because the key lacks a role, and not because the server has no such list.
    public var lacksStateRole: Bool { core.versions.lacksRole }

    /// - Parameter refusal: to be thrown if the users cannot be read either, or come without states.
    private func states(
        fromUsersOf version: APIVersion, insteadOf refusal: APIError?
    ) async throws -> Listing<UserState> {
        do {
            let users: Listing<User> = try await core.list(
                .users, id: nil, version: version, RowFormat(core.catalogue))
            if let refusal, !users.rows.isEmpty, users.states.rows.isEmpty { throw refusal }
            return users.states
        } catch let error as APIError where error.code == .refused {
            throw refusal ?? error
        }
    }

    /// The tasks that one service has now.
    public func tasks(ofService service: EntityID) async throws -> Listing<LucsTask> {
        let spelling = core.catalogue.spellings.text(of: service)
        do {
            return try await listing(.serviceTasks, id: spelling, RowFormat(core.catalogue))
        } catch let missing as APIError where missing.code == .notFound && !missing.isWebPage {
            // Known from an earlier run, the service may be spelled otherwise by the server.
            guard core.catalogue.spellings.isUnread else { throw missing }
            core.catalogue.spellings.isUnread = false
            _ = try? await services()
            let other = core.catalogue.spellings.text(of: service)
            guard other != spelling else { throw missing }
            return try await listing(.serviceTasks, id: other, RowFormat(core.catalogue))
        }
    }

    /// One task, and when it was looked at; the task is `nil` where LUCS says that there is none.
    public func task(
        id: EntityID
    ) async throws -> (task: LucsTask?, observedAt: Timestamp) {
        do {
            let format = RowFormat<LucsTask>(core.catalogue)
            return try await core.inVersion(true) { version in
                let (reply, server) = try await core.single(
                    .task, id: core.catalogue.spellings.text(of: id), version: version)
                let task = try Self.object(format, reply, from: server, core.statistics)
                return (task, reply.observedAt)
            }
        } catch let error as APIError where error.code == .notFound && !error.isWebPage {
            return (nil, statistics.serverTime ?? now())
        }
    }

    /// The callbacks that customers asked for.
    public func callbacks() async throws -> Listing<Callback> {
        try await listing(.callbacksSearch, RowFormat(core.catalogue))
    }

    private func listing<Row>(
        _ endpoint: Endpoint, id: String? = nil, _ format: RowFormat<Row>
    ) async throws -> Listing<Row> {
        try await core.inVersion(endpoint.versions.contains(.v1)) { version in
            try await core.list(endpoint, id: id, version: version, format)
        }
    }

    /// Reads an answer that is one task; nothing, or `null`, is none.
    private static func object(
        _ format: RowFormat<LucsTask>, _ reply: Reply, from server: Server,
        _ statistics: StatisticsKeeper
    ) throws -> LucsTask? {
        if reply.body.isEmpty { return nil }
        do {
            return try JSONReader.read(reply.body) { reader in
                if try reader.skipNull() { return nil }
                var tasks: [LucsTask] = []
                guard try format.read(&reader, &tasks) != nil else {
                    throw APIError(.badData, "the task has no identifier")
                }
                statistics.note(reader.unknownMembers, reader.unreadableValues)
                return tasks.first
            }
        } catch let error as JSONError {
            throw APIError(
                .badData, error.problem, advice: error.advice, server: server.origin.description,
                endpoint: Endpoint.task.name)
        }
    }
}

extension User {
    /// Whether the server says anything of the user but skills and profiles.
    fileprivate var isDescribed: Bool {
        sipURI != nil || firstName != nil || lastName != nil || displayName != nil
    }
}

extension Listing<User> {
    /// The states that came with the users.
    public var states: Listing<UserState> {
        let told = rows.compactMap(\.state)
        return Listing<UserState>(
            rows: told, observedAt: observedAt,
            shortfall: shortfall
                ?? (told.count < rows.count
                    ? "the server gives no state for \((rows.count - told.count).counted("user"))"
                    : nil))
    }
}

extension APIError {
    /// Whether the server has no such list, or not for this API key.
    fileprivate var isNotOffered: Bool {
        code == .refused || (!isWebPage && [404, 405, 501].contains(status ?? 0))
    }
}
