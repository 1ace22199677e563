import CivilTime
import LucsAPI
import LucsModel

/// The listings of one pass: asks for them, a few at a time, and sorts what comes back.
struct PassRound {
    private(set) var directory = Directory()
    private(set) var userStates: Listing<UserState>?
    private(set) var tasks: [ServiceTasks] = []
    private(set) var members: [ServiceMembers] = []
    /// Whether the server or the API key does not show who serves a service.
    private(set) var membersAreHidden = false
    private(set) var absenceReasons: [Listing<String>] = []
    private(set) var callbacks: Listing<Callback>?
    private(set) var failures: [ListingFailure] = []
    /// By how much the dates of the responses are ahead of the local clock.
    private(set) var clocks: [ListingFailure.Resource: Duration] = [:]
    private(set) var firstResponse: Timestamp?
    private(set) var lastResponse: Timestamp?
    /// Whether LUCS does not know a service that was thought to be there.
    private(set) var missedService = false

    private static let maximumRefusals = 6

    private let source: any LucsSource
    private let concurrency: Int
    private var errors: [APIError] = []
    /// Requests so far, and the number of the latest one that met a server fault.
    private var asked = 0
    private var latestFault = 0
    /// Server faults since a request succeeded that was sent after a fault.
    private var faultsInARow = 0
    private var refusals = 0
    /// Why no more is asked for.
    private var stopReason: String?
    /// What was to be asked for and was not, for the rate limit.
    private var unsent: [ListingFailure.Resource] = []

    init(source: any LucsSource, concurrency: Int) {
        self.source = source
        self.concurrency = max(concurrency, 1)
    }

    private enum Response: Sendable {
        case organizationUnits(Listing<OrganizationUnit>)
        case dutyProfiles(Listing<DutyProfile>?)
        case services(Listing<Service>)
        case users(Listing<User>)
        case userStates(Listing<UserState>)
        case tasks(ServiceTasks)
        case members(service: EntityID, Listing<EntityID>?)
        case absenceReasons(Listing<String>?)
        case callbacks(Listing<Callback>)
        case failed(APIError)
    }

    private struct Reply: Sendable {
        /// The requests are numbered in the order in which they were sent.
        let number: Int
        let resource: ListingFailure.Resource
        let answer: Response
        /// The local clock half-way between request and response.
        let local: Timestamp
    }

    /// Whether nothing more is asked for.
    var isStopped: Bool { stopReason != nil }

    /// The error to report when nothing at all could be had.
    var totalFailure: APIError? {
        guard firstResponse == nil else { return nil }
        // A refusal says more than its consequences.
        return errors.first { $0.code == .refused } ?? errors.first { $0.code == .rateLimited }
            ?? errors.first
    }

    /// - Throws: `CancellationError`, and errors that are no ``LucsAPI/APIError``.
    mutating func run(_ resources: [ListingFailure.Resource]) async throws {
        let order = Dictionary(
            resources.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var waiting = resources[...]
        unsent = []
        try await withThrowingTaskGroup(of: Reply.self) { group in
            var underWay = 0
            while true {
                while underWay < concurrency, stopReason == nil, let next = waiting.popFirst() {
                    asked += 1
                    group.addTask { [source, asked] in try await Self.ask(source, next, asked) }
                    underWay += 1
                }
                guard let reply = try await group.next() else { break }
                underWay -= 1
                take(reply)
            }
        }
        for resource in unsent + waiting where !resource.isSeldomAsked {
            failures.append(
                ListingFailure(
                    resource: resource, reason: "Not asked for: \(stopReason ?? "")",
                    kind: ListingFailure.notAskedFor))
        }
        // Answers come in any order; the pass is the same whichever was first.
        tasks.sort {
            order[.tasks(service: $0.service), default: 0]
                < order[.tasks(service: $1.service), default: 0]
        }
        failures.sort { order[$0.resource, default: -1] < order[$1.resource, default: -1] }
    }

    private static func ask(
        _ source: any LucsSource, _ resource: ListingFailure.Resource, _ number: Int
    ) async throws -> Reply {
        let sent = source.now()
        let answer = try await ask(source, resource)
        let middle = sent + .milliseconds((source.now() - sent).wholeMilliseconds / 2)
        return Reply(number: number, resource: resource, answer: answer, local: middle)
    }

    private static func ask(
        _ source: any LucsSource, _ resource: ListingFailure.Resource
    ) async throws -> Response {
        do {
            switch resource {
            case .organizationUnits: return .organizationUnits(try await source.organizationUnits())
            case .dutyProfiles: return .dutyProfiles(try await source.dutyProfiles())
            case .services: return .services(try await source.services())
            case .users: return .users(try await source.users())
            case .userStates: return .userStates(try await source.userStates())
            case .tasks(let service):
                let listing = try await source.tasks(ofService: service)
                return .tasks(ServiceTasks(service: service, listing: listing))
            case .members(let service):
                return .members(service: service, try await source.members(ofService: service))
            case .absenceReasons(let user):
                return .absenceReasons(try await source.absenceReasons(ofUser: user))
            case .callbacks: return .callbacks(try await source.callbacks())
            }
        } catch let error as APIError {
            return .failed(error)
        }
    }

    private mutating func take(_ reply: Reply) {
        switch reply.answer {
        case .organizationUnits(let listing): directory.organizationUnits = listing
        case .dutyProfiles(let listing): directory.dutyProfiles = listing
        case .services(let listing): directory.services = listing
        case .users(let listing): directory.users = listing
        case .userStates(let listing): userStates = listing
        case .tasks(let listing): tasks.append(listing)
        case .members(let service, let listing?):
            members.append(ServiceMembers(service: service, listing: listing))
        case .members(_, nil): membersAreHidden = true
        case .absenceReasons(let listing): if let listing { absenceReasons.append(listing) }
        case .callbacks(let listing): callbacks = listing
        case .failed(let error): return fail(reply, error)
        }
        // One sent before the fault says nothing of the server since.
        if reply.number > latestFault { faultsInARow = 0 }
        guard let observedAt = observedAt(reply.resource) else { return }
        clocks[reply.resource] = observedAt - reply.local
        saw([observedAt])
    }

    private func observedAt(_ resource: ListingFailure.Resource) -> Timestamp? {
        switch resource {
        case .organizationUnits: directory.organizationUnits?.observedAt
        case .dutyProfiles: directory.dutyProfiles?.observedAt
        case .services: directory.services?.observedAt
        case .users: directory.users?.observedAt
        case .userStates: userStates?.observedAt
        case .tasks(let service):
            tasks.last { $0.service == service }?.listing.observedAt
        case .members(let service):
            members.last { $0.service == service }?.listing.observedAt
        // No fact is dated by it.
        case .absenceReasons: nil
        case .callbacks: callbacks?.observedAt
        }
    }

    /// Drops a listing that came, and names it as missing.
    private mutating func drop(_ resource: ListingFailure.Resource, _ reason: String) {
        switch resource {
        case .organizationUnits: directory.organizationUnits = nil
        case .dutyProfiles: directory.dutyProfiles = nil
        case .services: directory.services = nil
        case .users: directory.users = nil
        case .userStates: userStates = nil
        case .tasks(let service): tasks.removeAll { $0.service == service }
        case .members(let service): members.removeAll { $0.service == service }
        case .absenceReasons: absenceReasons = []
        case .callbacks: callbacks = nil
        }
        clocks[resource] = nil
        failures.append(ListingFailure(resource: resource, reason: reason, kind: "odd clock"))
    }

    /// Drops the listings whose dates contradict those of the others.
    ///
    /// - Parameter expected: by how much the server's clock was ahead of the local one; decides
    ///   between dates of which none has a majority.
    mutating func dropOddClocks(expected: Duration?) {
        guard let agreed = ClockAgreement(Array(clocks.values), expected: expected) else { return }
        let odd = clocks.filter { !agreed.includes($0.value) }.keys
        guard !odd.isEmpty else { return }
        let dates = Dictionary(
            clocks.keys.map { ($0, observedAt($0)) }, uniquingKeysWith: { first, _ in first })
        let usual = dates.first { !odd.contains($0.key) }?.value?.iso8601 ?? "not"
        for resource in odd {
            let date = dates[resource]?.map(\.iso8601) ?? "?"
            drop(
                resource,
                "The response is dated \(date), the others of this pass \(usual). It was not used. "
                    + "Check the clocks of the servers.")
        }
        let left = clocks.keys.compactMap(observedAt)
        (firstResponse, lastResponse) = (left.min(), left.max())
    }

    private mutating func fail(_ reply: Reply, _ error: APIError) {
        let resource = reply.resource
        errors.append(error)
        if error.code == .rateLimited, error.status == nil {
            // Held back for a refusal of another one, which may be told only after this.
            unsent.append(resource)
            stopReason = stopReason ?? error.description
            return
        }
        if !isPostponed(resource, error) {
            failures.append(
                ListingFailure(
                    resource: resource, reason: error.description,
                    kind: "\(error.code) \(error.status ?? 0)"))
        }
        if case .tasks = resource, error.code == .notFound { missedService = true }
        if error.code == .rateLimited {
            stopReason = error.description
        } else if error.code == .outOfTime {
            stopReason = stopReason ?? error.description
        } else if error.isServerFault {
            note(fault: reply)
            // One fault may be one listing's; as many as were under way are the server's.
            if faultsInARow >= (firstResponse == nil ? 1 : concurrency) {
                stopReason = "the server stopped answering."
            }
        } else if error.isOneServers, error.code != .notFound, firstResponse == nil {
            // A page in place of the first list may be that list's alone.
            note(fault: reply)
            if faultsInARow >= concurrency { stopReason = "the server gives no data." }
        } else {
            if reply.number > latestFault { faultsInARow = 0 }
            if error.code == .refused { refusals += 1 }
            // One role may be missing; a key that opens nothing is not tried on every service.
            if firstResponse == nil, refusals >= Self.maximumRefusals {
                stopReason = "the server refuses the key."
            }
        }
    }

    /// Such a list can be asked for with the next directory as well.
    private func isPostponed(_ resource: ListingFailure.Resource, _ error: APIError) -> Bool {
        resource.isSeldomAsked && (error.code == .rateLimited || error.code == .outOfTime)
    }

    private mutating func note(fault reply: Reply) {
        faultsInARow += 1
        latestFault = max(latestFault, reply.number)
    }

    /// Widens the span of the pass to these answers.
    mutating func saw(_ instants: [Timestamp]) {
        for instant in instants {
            firstResponse = min(firstResponse ?? instant, instant)
            lastResponse = max(lastResponse ?? instant, instant)
        }
    }

    /// With v1.0 one request answers both.
    mutating func takeStatesFromUsers() {
        if let users = directory.users {
            userStates = users.states
        } else if let failure = failures.first(where: { $0.resource == .users }) {
            failures.append(
                ListingFailure(
                    resource: .userStates, reason: failure.reason, kind: failure.kind))
        }
    }
}

extension ListingFailure.Resource {
    /// Whether nothing is lost when it is asked for a pass later.
    fileprivate var isSeldomAsked: Bool {
        switch self {
        case .members, .absenceReasons, .callbacks: true
        default: false
        }
    }
}
