public import CivilTime
import LucsAPI
public import LucsModel

/// Makes passes: polls the whole contact centre, one list after the other.
///
/// Remembers between passes which services there are, when the directory was last read, and
/// whether the server answers questions about single tasks.
public actor PassCollector {
    public struct Configuration: Hashable, Sendable {
        /// How often the directory is read again.
        public var directoryEvery: Duration
        /// Listings under way at once.
        public var concurrency: Int
        /// The most tasks that one pass asks for by id.
        public var maximumLookups: Int
        /// The longest that a pass may go on waiting for the server; `nil` leaves that to the
        /// client's own patience.
        public var patience: Duration?
        /// How the lists to poll are chosen; `nil` polls all of them in every pass.
        public var rules: PollRules?
        /// Bounds of what is asked where the rules are automatic, beside any rate limit.
        public var politeness: Politeness
        /// How often callbacks are searched; `nil`: never.
        public var callbacksEvery: Duration?

        public init(
            directoryEvery: Duration = .seconds(900), concurrency: Int = 4,
            maximumLookups: Int = 50,
            patience: Duration? = nil, rules: PollRules? = nil,
            politeness: Politeness = Politeness(), callbacksEvery: Duration? = nil
        ) {
            self.callbacksEvery = callbacksEvery
            self.rules = rules
            self.politeness = politeness
            self.directoryEvery = directoryEvery
            self.concurrency = concurrency
            self.maximumLookups = maximumLookups
            self.patience = patience
        }
    }

    private let source: any LucsSource
    private let configuration: Configuration
    /// The services whose tasks are polled, in the order of the last directory.
    private var services: [EntityID]
    /// When the directory was last read, by the source's clock.
    public private(set) var directoryReadAt: Timestamp?
    private var finalStateLookup = FinalStateLookup()
    private var planner: PollPlanner
    private var membership: MembershipSchedule
    private var absences: AbsenceSchedule
    private var callbacksReadAt: Timestamp?
    private var politeness: Politeness
    /// What the latest pass could spend.
    private var budget = PollBudget()
    /// By how much the server's clock was ahead of the local one at the latest pass.
    private var clockAhead: Duration?
    /// Requests that earlier passes were allowed and did not send, and until when they are counted.
    private var credit = 0.0
    private var creditedAt: Timestamp?
    private var lookups = LookupRate()
    /// Requests of the latest pass for anything but tasks, with and without the directory.
    /// At first also those that find out how the server pages its lists.
    private var overhead = (withDirectory: 14, without: 6)

    /// - Parameters:
    ///   - services: those known from before, for the case that the first directory cannot be
    ///     had.
    ///   - activities: what passes of earlier runs saw of them, by which a rate limit is spent.
    ///   - membersListedAt: when earlier runs got the members of each service.
    ///   - callbacksListedAt: when an earlier run got the callbacks.
    ///   - absenceReasonsListedAt: when an earlier run got the reasons of some users.
    ///   - directoryReadAt: when an earlier run read the directory, where that was with v2.0.
    public init(
        source: any LucsSource, configuration: Configuration = Configuration(),
        services: [EntityID] = [], activities: [EntityID: ServiceActivity] = [:],
        membersListedAt: [EntityID: Timestamp] = [:], absenceReasonsListedAt: Timestamp? = nil,
        callbacksListedAt: Timestamp? = nil, directoryReadAt: Timestamp? = nil
    ) {
        self.source = source
        self.configuration = configuration
        self.services = services
        self.directoryReadAt = services.isEmpty ? nil : directoryReadAt
        planner = PollPlanner(
            configuration.rules ?? .fixed(every: .seconds(60), staleness: .seconds(240)), activities
        )
        membership = MembershipSchedule(listedAt: membersListedAt)
        absences = AbsenceSchedule(listedAt: absenceReasonsListedAt)
        callbacksReadAt = callbacksListedAt
        politeness = configuration.politeness
    }

    /// Tells which traffic to expect.
    ///
    /// - Parameter arrivals: tasks that arrived in a second in this hour of earlier weeks; without
    ///   the services that were not observed then.
    public func expect(_ arrivals: [EntityID: Double]) {
        planner.expect(arrivals)
    }

    /// The first instant at which another pass has something to poll; `nil`: the next one that is
    /// possible.
    public var nextDue: Timestamp? {
        guard let readAt = directoryReadAt, configuration.rules?.isAuto == true else { return nil }
        let next = planner.nextDue(of: services, budget: budget)
        return next.map { min($0, readAt + configuration.directoryEvery) }
    }

    /// Whether the server proved not to answer questions about single tasks, so that none are
    /// asked any more.
    public var hasGivenUpLookups: Bool { finalStateLookup.hasGivenUp }

    /// To be called when a pass could not be stored: the directory that it may have held is read
    /// again.
    public func passWasLost() {
        directoryReadAt = nil
    }

    /// Polls every list that is due.
    ///
    /// A listing that fails is named in the pass, and the rest goes on; once the server stops
    /// answering or the rate limit is reached, what is left is not asked for.
    ///
    /// - Parameter waiting: by service, the tasks that waited at the pass before.
    /// - Throws: ``LucsAPI/APIError`` where nothing at all could be had, `CancellationError`.
    public func collect(waiting: [EntityID: Set<EntityID>] = [:]) async throws -> Pass {
        guard let patience = configuration.patience else { return try await pass(waiting) }
        // A deadline that the caller set may be nearer.
        let own = ContinuousClock.now + patience
        let instant = RunDeadline.instant.map { min($0, own) } ?? own
        return try await RunDeadline.$instant.withValue(instant) { try await pass(waiting) }
    }

    private func pass(_ waiting: [EntityID: Set<EntityID>]) async throws -> Pass {
        let requestsBefore = source.requestsSent
        let begin = source.instant()
        let now = source.now()
        var round = PassRound(source: source, concurrency: configuration.concurrency)
        let isDirectoryDue =
            directoryReadAt.map { now < $0 || now - $0 >= configuration.directoryEvery } ?? true
        if isDirectoryDue {
            // First and alone: it says whose tasks to ask for, and which version is spoken.
            try await round.run([.services])
            take(round.directory.services)
        }
        budget = await budget(isDirectoryDue: isDirectoryDue)
        let maximumLookups = lookups(for: waiting.values.reduce(0) { $0 + $1.count })
        try await poll(&round, now, isDirectoryDue: isDirectoryDue)
        if isDirectoryDue {
            try await askMembers(&round, now)
            try await askAbsenceReasons(&round, now)
        }
        note(round, now, requests: source.requestsSent - requestsBefore)
        politeness.note(
            requests: source.requestsSent - requestsBefore, took: source.instant() - begin)
        if isDirectoryDue, source.version == .v1 { round.takeStatesFromUsers() }

        if let error = round.totalFailure { throw error }
        round.dropOddClocks(expected: clockAhead)
        clockAhead = round.clocks.values.sorted().middle ?? clockAhead
        if isDirectoryDue {
            // Without services there is nothing to poll: ask again at once.
            directoryReadAt = services.isEmpty ? nil : now
        } else if round.missedService {
            directoryReadAt = nil
        }
        var finalStateLookup = finalStateLookup
        let finalStates = try await finalStateLookup.ask(
            for: waiting, after: round.tasks, from: source,
            most: min(configuration.maximumLookups, maximumLookups),
            concurrency: configuration.concurrency)
        self.finalStateLookup = finalStateLookup
        let sent = source.requestsSent - requestsBefore
        lookups.note(finalStates.instants.count, at: now)
        // Lists of members come in bursts; they lower the allowance of all passes to come instead.
        credit -= Double(sent - round.members.count)
        // One response must not widen the pass into the time to come.
        round.saw(
            finalStates.instants.filter { instant in
                round.lastResponse.map { instant - $0 <= ClockAgreement.minimumTolerance } ?? true
                    && round.firstResponse.map { $0 - instant <= ClockAgreement.minimumTolerance }
                        ?? true
            })
        return Pass(
            startedAt: round.firstResponse ?? now, finishedAt: round.lastResponse ?? now,
            directory: isDirectoryDue ? round.directory : nil, userStates: round.userStates,
            tasks: round.tasks, members: round.members, absenceReasons: round.absenceReasons,
            callbacks: round.callbacks, finalStates: finalStates.tasks, failures: round.failures,
            requests: sent)
    }

    /// Polls user states, the tasks of the services that are due, and the rest of the directory.
    private func poll(_ round: inout PassRound, _ now: Timestamp, isDirectoryDue: Bool) async throws
    {
        // With v1.0 the users bring the states along.
        var resources: [ListingFailure.Resource] = []
        if isDirectoryDue {
            resources = source.version == .v1 ? [.users] : [.userStates, .users, .dutyProfiles]
        } else if planner.areStatesDue(at: now, budget: budget) {
            resources = [.userStates]
        }
        if planner.rules.isAuto, !resources.isEmpty {
            // States may show that a service has to be polled.
            try await round.run(resources)
            if let states = round.userStates ?? round.directory.users?.states {
                planner.note(states, at: now)
            }
            resources = []
        }
        resources += servicesDue(now).map { .tasks(service: $0) }
        if isDirectoryDue { resources.append(.organizationUnits) }
        if areCallbacksDue(at: now) {
            resources.append(.callbacks)
            // A refusal is not met again with the next pass.
            callbacksReadAt = now
        }
        try await round.run(resources)
    }

    /// Asks who serves the services, if that is due and the budget has requests left for it.
    private func askMembers(_ round: inout PassRound, _ now: Timestamp) async throws {
        guard !round.isStopped else { return }
        // A fortieth of what a limit leaves until the next directory.
        let share = budget.perSecond.map { Int($0 * configuration.directoryEvery.inSeconds / 40) }
        let due = membership.due(of: services, at: now, budget: share)
        guard let first = due.first else { return }
        // One alone, which may show that the others need not be asked.
        try await round.run([.members(service: first)])
        if round.membersAreHidden {
            membership.pause(at: now)
        } else if !round.isStopped {
            try await round.run(due.dropFirst().map { .members(service: $0) })
        }
        membership.note(round.members, at: now)
    }

    /// Asks some users for the reasons that they may choose, if that is due.
    private func askAbsenceReasons(_ round: inout PassRound, _ now: Timestamp) async throws {
        guard !round.isStopped, let users = round.directory.users else { return }
        // Within a limit, not beside the first pass, which polls everything.
        guard budget.perSecond == nil || planner.hasPolled(services) else { return }
        let due = absences.due(of: users.rows.map(\.id), at: now)
        guard !due.isEmpty else { return }
        try await round.run(due.map { .absenceReasons(user: $0) })
        if !round.isStopped { absences.note(at: now) }
    }

    private func areCallbacksDue(at now: Timestamp) -> Bool {
        guard let every = configuration.callbacksEvery else { return false }
        return callbacksReadAt.map { now < $0 || now - $0 >= every } ?? true
    }

    /// Whether some services may have to wait: what is not planned need not be remembered.
    private var isPlanning: Bool { planner.rules.isAuto || budget.perSecond != nil }

    /// The services to poll: all of them, unless the rules or the rate limit are against it.
    private func servicesDue(_ now: Timestamp) -> [EntityID] {
        guard isPlanning else { return services }
        // What nobody has seen yet is polled as a whole.
        guard planner.hasPolled(services) else { return services }
        return planner.choose(of: services, at: now, budget: budget)
    }

    /// What may be spent from now on, by the rate limit and by politeness.
    private func budget(isDirectoryDue: Bool) async -> PollBudget {
        guard let rules = configuration.rules else { return PollBudget() }
        let span = rules.grid.inSeconds
        let polite = rules.isAuto ? politeness.allowed * span : nil
        let limit = await source.allowance(for: rules.grid)
        guard let allowance = [polite, limit].compactMap(\.self).min() else { return PollBudget() }
        var budget = PollBudget(perSecond: allowance / span)
        let others =
            Double(overhead.without) / planner.statesSpacing(budget).inSeconds
            + Double(overhead.withDirectory) / configuration.directoryEvery.inSeconds
            + lookups.perSecond
        budget.tasksPerSecond = max(allowance / span - others, 0.1 / span)
        let now = source.now()
        let passes = creditedAt.map { max((now - $0) / rules.grid, 0) } ?? 1
        creditedAt = now
        credit = min(credit + allowance * passes, max(allowance, Self.maximumCredit))
        let areStatesDue = planner.areStatesDue(at: now, budget: budget)
        let kept =
            isDirectoryDue ? overhead.withDirectory : areStatesDue ? overhead.without : 0
        // On a fixed grid each pass spends its own share, and polls at least one service if it can.
        let least = rules.isAuto || allowance < 1 ? 0 : 1
        let share = rules.isAuto ? credit : min(credit, allowance)
        budget.services = max(least, Int(share) - kept)
        return budget
    }

    /// How many tasks may be looked up in this pass. On a fixed grid services wait for them, so that
    /// the passes within a window of the limit stay within it.
    private func lookups(for waiting: Int) -> Int {
        guard let services = budget.services else { return .max }
        guard configuration.rules?.isAuto == false else { return max(1, Int(credit) / 8) }
        let lookups = min(max(1, services / 8), waiting)
        budget.services = max(min(services, 1), services - lookups)
        return lookups
    }

    /// So many requests may be saved up: services that are due at once need not wait for each other.
    private static let maximumCredit = 8.0

    private func note(_ round: PassRound, _ now: Timestamp, requests: Int) {
        let others = requests - round.tasks.count - round.members.count
        if round.directory.services != nil {
            overhead.withDirectory = max(1, others)
        } else if round.userStates != nil {
            overhead.without = max(1, others)
        }
        guard isPlanning else { return }
        for part in round.tasks { planner.note(part.listing, of: part.service, at: now) }
    }

    /// An incomplete listing may add services, not remove any.
    private func take(_ listing: Listing<Service>?) {
        guard let listing else { return }
        let told = listing.rows.map(\.id)
        if listing.isComplete {
            services = told
        } else {
            let known = Set(services)
            services += told.filter { !known.contains($0) }
        }
    }
}

/// How many tasks were lately looked up in a second.
private struct LookupRate {
    private(set) var perSecond = 0.0
    private var notedAt: Timestamp?

    /// Lookups count half after about so many seconds.
    private static let memory = 600.0

    mutating func note(_ lookups: Int, at now: Timestamp) {
        defer { notedAt = now }
        guard let notedAt, now > notedAt else { return }
        let seconds = (now - notedAt).inSeconds
        let kept = Self.memory / (Self.memory + seconds)
        perSecond = kept * perSecond + (1 - kept) * Double(lookups) / seconds
    }
}
