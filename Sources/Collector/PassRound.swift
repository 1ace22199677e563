import CivilTime
import LucsAPI
import LucsModel

/// The listings of one pass: asks for them, a few at a time, and sorts what comes back.
struct PassRound {
    private(set) var directory = Directory()
    private(set) var userStates: Listing<UserState>?
    private(set) var tasks: [ServiceTasks] = []
    private(set) var failures: [ListingFailure] = []
    private(set) var firstAnswer: Timestamp?
    private(set) var lastAnswer: Timestamp?
    /// Whether LUCS does not know a service that was thought to be there.
    private(set) var missedService = false

    private static let mostRefusals = 6

    private let source: any LucsSource
    private let concurrency: Int
    private var errors: [APIError] = []
    /// Server faults since the last answer.
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

    private enum Answer: Sendable {
        case organizationUnits(Listing<OrganizationUnit>)
        case dutyProfiles(Listing<DutyProfile>?)
        case services(Listing<Service>)
        case users(Listing<User>)
        case userStates(Listing<UserState>)
        case tasks(ServiceTasks)
        case failed(ListingFailure.Resource, APIError)
    }

    /// The error to report when nothing at all could be had.
    var totalFailure: APIError? {
        guard firstAnswer == nil else { return nil }
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
        try await withThrowingTaskGroup(of: Answer.self) { group in
            var underWay = 0
            while true {
                while underWay < concurrency, stopReason == nil, let next = waiting.popFirst() {
                    group.addTask { [source] in try await Self.ask(source, next) }
                    underWay += 1
                }
                guard let answer = try await group.next() else { break }
                underWay -= 1
                take(answer)
            }
        }
        for resource in unsent + waiting {
            failures.append(
                ListingFailure(resource: resource, reason: "Not asked for: \(stopReason ?? "")"))
        }
        // Answers come in any order; the pass is the same whichever was first.
        tasks.sort {
            order[.tasks(service: $0.service), default: 0]
                < order[.tasks(service: $1.service), default: 0]
        }
        failures.sort { order[$0.resource, default: -1] < order[$1.resource, default: -1] }
    }

    private static func ask(
        _ source: any LucsSource, _ resource: ListingFailure.Resource
    ) async throws -> Answer {
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
            }
        } catch let error as APIError {
            return .failed(resource, error)
        }
    }

    private mutating func take(_ answer: Answer) {
        switch answer {
        case .organizationUnits(let listing):
            directory.organizationUnits = listing
            saw([listing.observedAt])
        case .dutyProfiles(let listing):
            directory.dutyProfiles = listing
            saw(listing.map { [$0.observedAt] } ?? [])
        case .services(let listing):
            directory.services = listing
            saw([listing.observedAt])
        case .users(let listing):
            directory.users = listing
            saw([listing.observedAt])
        case .userStates(let listing):
            userStates = listing
            saw([listing.observedAt])
        case .tasks(let listing):
            tasks.append(listing)
            saw([listing.listing.observedAt])
        case .failed(let resource, let error): fail(resource, error)
        }
    }

    private mutating func fail(_ resource: ListingFailure.Resource, _ error: APIError) {
        errors.append(error)
        if error.code == .rateLimited, error.status == nil {
            // Held back for a refusal of another one, which may be told only after this.
            unsent.append(resource)
            stopReason = stopReason ?? error.description
            return
        }
        failures.append(ListingFailure(resource: resource, reason: error.description))
        if case .tasks = resource, error.code == .notFound { missedService = true }
        if error.code == .rateLimited {
            stopReason = error.description
        } else if error.code == .outOfTime {
            stopReason = stopReason ?? error.description
        } else if error.isServerFault {
            faultsInARow += 1
            // One fault may be one listing's; as many as were under way are the server's.
            if faultsInARow >= (firstAnswer == nil ? 1 : concurrency) {
                stopReason = "the server stopped answering."
            }
        } else if error.isOneServers, error.code != .notFound, firstAnswer == nil {
            // A page in place of the first list may be that list's alone.
            faultsInARow += 1
            if faultsInARow >= concurrency { stopReason = "the server gives no data." }
        } else {
            faultsInARow = 0
            if error.code == .refused { refusals += 1 }
            // One role may be missing; a key that opens nothing is not tried on every service.
            if firstAnswer == nil, refusals >= Self.mostRefusals {
                stopReason = "the server refuses the key."
            }
        }
    }

    /// Widens the span of the pass to these answers.
    mutating func saw(_ instants: [Timestamp]) {
        for instant in instants {
            faultsInARow = 0
            firstAnswer = min(firstAnswer ?? instant, instant)
            lastAnswer = max(lastAnswer ?? instant, instant)
        }
    }

    /// With v1.0 one request answers both.
    mutating func takeStatesFromUsers() {
        if let users = directory.users {
            userStates = users.states
        } else if let failure = failures.first(where: { $0.resource == .users }) {
            failures.append(ListingFailure(resource: .userStates, reason: failure.reason))
        }
    }
}
