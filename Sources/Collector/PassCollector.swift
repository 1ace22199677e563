public import CivilTime
import LucsAPI
public import LucsModel

/// Makes passes: looks at the whole contact centre, one look after the other.
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
        public var lastLooks: Int
        /// The longest that a pass may go on waiting for the server; `nil` leaves that to the
        /// client's own patience.
        public var patience: Duration?
        /// The spacing of the passes; `nil` where there is but one. With it, and a rate limit,
        /// passes ask for the services that need it most (``ServiceSchedule``).
        public var every: Duration?
        /// How long a service may go without being looked at, if the rate limit allows.
        public var staleness: Duration

        public init(
            directoryEvery: Duration = .seconds(900), concurrency: Int = 4, lastLooks: Int = 50,
            patience: Duration? = nil, every: Duration? = nil, staleness: Duration = .seconds(240)
        ) {
            self.every = every
            self.staleness = staleness
            self.directoryEvery = directoryEvery
            self.concurrency = concurrency
            self.lastLooks = lastLooks
            self.patience = patience
        }
    }

    private let source: any LucsSource
    private let configuration: Configuration
    /// The services whose tasks are looked at, in the order of the last directory.
    private var services: [EntityID]
    /// When the directory was last read, by the source's clock.
    public private(set) var directoryReadAt: Timestamp?
    private var lastLook = LastLook()
    private var schedule: ServiceSchedule
    /// By how much the server's clock was ahead of the local one at the latest pass.
    private var clockAhead: Duration?
    /// What is left over of allowances that are no whole numbers.
    private var fraction = 0.0
    /// Requests of the latest pass for anything but tasks, with and without the directory.
    /// At first also those that find out how the server pages its lists.
    private var overhead = (withDirectory: 14, without: 6)

    /// - Parameters:
    ///   - services: those known from before, for the case that the first directory cannot be
    ///     had.
    ///   - activities: what passes of earlier runs saw of them, by which a rate limit is spent.
    ///   - directoryReadAt: when an earlier run read the directory, where that was with v2.0.
    public init(
        source: any LucsSource, configuration: Configuration = Configuration(),
        services: [EntityID] = [], activities: [EntityID: ServiceActivity] = [:],
        directoryReadAt: Timestamp? = nil
    ) {
        self.source = source
        self.configuration = configuration
        self.services = services
        self.directoryReadAt = services.isEmpty ? nil : directoryReadAt
        schedule = ServiceSchedule(activities)
    }

    /// Whether the server proved not to answer questions about single tasks, so that none are
    /// asked any more.
    public var hasGivenUpLastLooks: Bool { lastLook.hasGivenUp }

    /// To be called when a pass could not be stored: the directory that it may have held is read
    /// again.
    public func passWasLost() {
        directoryReadAt = nil
    }

    /// Looks at everything that is due.
    ///
    /// A listing that fails is named in the pass, and the rest goes on; once the server stops
    /// answering or the rate limit is reached, what is left is not asked for.
    ///
    /// - Parameter waiting: by service, the tasks that waited at the pass before.
    /// - Throws: ``LucsAPI/APIError`` where nothing at all could be had, `CancellationError`.
    public func collect(waiting: [EntityID: Set<EntityID>] = [:]) async throws -> Pass {
        guard let patience = configuration.patience else { return try await look(waiting) }
        // A deadline that the caller set may be nearer.
        let own = ContinuousClock.now + patience
        let instant = RunDeadline.instant.map { min($0, own) } ?? own
        return try await RunDeadline.$instant.withValue(instant) { try await look(waiting) }
    }

    private func look(_ waiting: [EntityID: Set<EntityID>]) async throws -> Pass {
        let requestsBefore = source.requestsSent
        let now = source.now()
        var round = PassRound(source: source, concurrency: configuration.concurrency)
        let isDirectoryDue =
            directoryReadAt.map { now < $0 || now - $0 >= configuration.directoryEvery } ?? true
        if isDirectoryDue {
            // First and alone: it says whose tasks to ask for, and which version is spoken.
            try await round.run([.services])
            take(round.directory.services)
        }
        var resources: [ListingFailure.Resource] = [.userStates]
        if isDirectoryDue {
            // With v1.0 the users bring the states along.
            resources = source.version == .v1 ? [.users] : [.userStates, .users, .dutyProfiles]
        }
        let due = await servicesDue(
            now, isDirectoryDue: isDirectoryDue, waiting: waiting.values.reduce(0) { $0 + $1.count }
        )
        resources += due.services.map { .tasks(service: $0) }
        if isDirectoryDue { resources.append(.organizationUnits) }
        try await round.run(resources)
        note(round, isLimited: due.isLimited, requests: source.requestsSent - requestsBefore)
        if isDirectoryDue, source.version == .v1 { round.takeStatesFromUsers() }

        if let error = round.totalFailure { throw error }
        round.dropOddClocks(expected: clockAhead)
        clockAhead = round.clocks.values.sorted().middle ?? clockAhead
        if isDirectoryDue {
            // Without services there is nothing to look at: ask again at once.
            directoryReadAt = services.isEmpty ? nil : now
        } else if round.missedService {
            directoryReadAt = nil
        }
        var lastLook = lastLook
        let looks = try await lastLook.look(
            for: waiting, after: round.tasks, from: source,
            most: min(configuration.lastLooks, due.lastLooks),
            concurrency: configuration.concurrency)
        self.lastLook = lastLook
        // One response must not widen the pass into the time to come.
        round.saw(
            looks.instants.filter { instant in
                round.lastAnswer.map { instant - $0 <= ClockAgreement.leastTolerance } ?? true
                    && round.firstAnswer.map { $0 - instant <= ClockAgreement.leastTolerance }
                        ?? true
            })
        return Pass(
            startedAt: round.firstAnswer ?? now, finishedAt: round.lastAnswer ?? now,
            directory: isDirectoryDue ? round.directory : nil, userStates: round.userStates,
            tasks: round.tasks, lastLooks: looks.found, failures: round.failures,
            requests: source.requestsSent - requestsBefore)
    }

    private struct Due {
        var services: [EntityID]
        /// The most tasks to ask for by id.
        var lastLooks = Int.max
        var isLimited = false
    }

    /// The services to look at: all of them, unless the rate limit stands against it.
    ///
    /// - Parameter waiting: how many tasks may have to be asked for by id.
    private func servicesDue(
        _ now: Timestamp, isDirectoryDue: Bool, waiting: Int
    ) async -> Due {
        guard let every = configuration.every, let allowance = await source.allowance(for: every)
        else { return Due(services: services) }
        // What nobody has seen yet is looked at as a whole.
        guard schedule.hasLooked(at: services) else {
            return Due(services: services, isLimited: true)
        }
        let whole = Int(allowance + fraction)
        fraction = allowance + fraction - Double(whole)
        let spare = whole - (isDirectoryDue ? overhead.withDirectory : overhead.without)
        let lastLooks = min(max(1, spare / 8), waiting)
        let most = max(1, spare - lastLooks)
        let chosen = schedule.choose(
            most, of: services, now: now, every: every, staleness: configuration.staleness)
        return Due(services: chosen, lastLooks: lastLooks, isLimited: true)
    }

    private func note(_ round: PassRound, isLimited: Bool, requests: Int) {
        let others = max(1, requests - round.tasks.count)
        if round.directory.services == nil {
            overhead.without = others
        } else {
            overhead.withDirectory = others
        }
        guard isLimited else { return }
        for part in round.tasks { schedule.note(part.listing, of: part.service) }
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
