import CivilTime
import LucsModel
import SQLite

/// Writes the facts of passes in one transaction, and then the sums that they change.
final class PassWriter {
    private let warehouse: Warehouse
    private let connection: Connection
    private let rules: PassRules
    private let rollups: Rollups
    private let units: Keys
    private let profiles: Keys
    private let services: Keys
    private let agents: Keys
    private let labels: Keys
    private var touched = TouchedFacts()
    /// When the latest pass began, and the longest time between polls that is no gap.
    private var latest: (startedAt: Timestamp, maxGap: Duration)?

    init(_ warehouse: Warehouse, _ rules: PassRules) {
        self.warehouse = warehouse
        self.rules = rules
        connection = warehouse.connection
        rollups = Rollups(connection)
        units = Keys(connection, entity: "unit")
        profiles = Keys(connection, entity: "profile")
        services = Keys(connection, entity: "service")
        agents = Keys(connection, entity: "agent")
        labels = Keys(connection, entity: "label", column: "text")
    }

    /// Opens the intervals that the passes changed, and stores those that no longer change.
    func storeSums() throws {
        guard let latest else { return }
        try touched.invalidate(rollups)
        try rollups.refresh(now: latest.startedAt, maxGap: latest.maxGap)
        touched = TouchedFacts()
    }

    /// Writes the facts of a pass; their sums are left to ``storeSums()``.
    func write(_ pass: Pass) throws -> PassOutcome {
        var outcome = PassOutcome()
        // Asked before this pass counts, so that a long pause cannot excuse itself.
        let maxGap = try rules.maxGap ?? warehouse.defaultGap()
        let taskGap = rules.taskGap ?? maxGap
        guard let passKey = try begin(pass) else {
            outcome.isNew = false
            return outcome
        }
        // Passes come in order. A late one would overwrite what is newer.
        let before = try latestPass() ?? pass.startedAt
        guard before <= pass.startedAt else {
            outcome.staleListings = pass.tasks.count + (pass.userStates == nil ? 0 : 1)
            outcome.staleBy = before - pass.startedAt
            return outcome
        }
        try writeDimensions(of: pass, &outcome)
        if let callbacks = pass.callbacks {
            try CallbackWriter(connection: connection, services: services, labels: labels)
                .apply(callbacks)
        }
        let coverage = CoverageWriter(
            connection: connection, stateGap: maxGap, taskGap: taskGap)
        var calendar = try CalendarWriter(warehouse)
        _ = try calendar.interval(of: pass.startedAt)
        let tasks = try writeTasks(of: pass, coverage, &calendar, &outcome)
        if let listing = pass.userStates {
            let how = try continuity(
                .userStates, 0, listing.observedAt, complete: listing.isComplete, coverage,
                &calendar, &outcome)
            try write(listing, how, busySince: tasks.busySince, &calendar, &outcome)
        }
        try coverage.finish()
        try Subjects(connection).update(
            channels: tasks.channels, directoryChanged: outcome.dimensionsChanged > 0,
            through: pass.finishedAt, rollups)
        latest = (pass.startedAt, max(maxGap, taskGap))
        try note(pass.failures, of: passKey)
        return outcome
    }

    private func writeDimensions(of pass: Pass, _ outcome: inout PassOutcome) throws {
        if let directory = pass.directory {
            outcome.dimensionsChanged = try DirectoryWriter(
                connection: connection, units: units, profiles: profiles,
                services: services, agents: agents
            ).apply(directory)
        }
        let members = MemberWriter(
            connection: connection, services: services, agents: agents)
        for part in pass.members { try members.apply(part) }
        let skills = SkillWriter(connection: connection, agents: agents, labels: labels)
        if let users = pass.directory?.users { try skills.apply(users) }
        if outcome.dimensionsChanged > 0 {
            try members.endDeparted()
            try skills.endDeparted()
        }
        try AbsenceReasons(connection: connection, labels: labels).apply(pass.absenceReasons)
    }

    private func writeTasks(
        of pass: Pass, _ coverage: CoverageWriter, _ calendar: inout CalendarWriter,
        _ outcome: inout PassOutcome
    ) throws -> TaskWriter {
        var tasks = try TaskWriter(
            connection, agents: agents, labels: labels, rules: rules,
            pseudonyms: warehouse.pseudonyms, calendar: calendar, now: pass.finishedAt)
        let context = ContextWriter(connection: connection, labels: labels)
        tasks.expect(pass.tasks.reduce(0) { $0 + $1.listing.rows.count })
        for part in pass.tasks {
            let service = try services.key(part.service)
            let how = try continuity(
                .tasks, service, part.listing.observedAt, complete: part.listing.isComplete,
                coverage, &calendar, &outcome)
            try tasks.apply(part.listing, service: service, continuity: how)
            if how != .stale { try context.apply(part.listing) }
        }
        try tasks.finish(
            finalStates: pass.finalStates, observed: pass.finishedAt,
            goneServices: try goneServices(after: pass, coverage))
        outcome.tasksBegun = tasks.begun
        outcome.tasksChanged = tasks.changed
        outcome.tasksEnded = tasks.ended
        outcome.implausible = tasks.times.implausible
        touched.add(tasks.touched)
        return tasks
    }

    private func write(
        _ listing: Listing<UserState>, _ how: Continuity, busySince: [Int64: Int64],
        _ calendar: inout CalendarWriter, _ outcome: inout PassOutcome
    ) throws {
        let states = StateWriter(
            connection: connection, agents: agents, labels: labels,
            classification: rules.classification, offDutyProfiles: try offDutyProfiles(),
            busySince: busySince)
        outcome.statesChanged = try states.apply(listing, continuity: how)
        outcome.unknownStateWords = states.unknownWords.sorted()
        if let first = states.touched {
            touched.add(
                .agents, from: try calendar.interval(of: first).milliseconds,
                through: listing.observedAt.milliseconds)
        }
        outcome.hasUnexplainedStates = states.hasUnexplained
    }

    /// Where a listing stands to those before it, recorded if it is complete.
    private func continuity(
        _ resource: CoveredResource, _ service: Int64, _ at: Timestamp, complete: Bool,
        _ coverage: CoverageWriter, _ calendar: inout CalendarWriter,
        _ outcome: inout PassOutcome
    ) throws -> Continuity {
        let how = try coverage.continuity(resource, service: service, at: at)
        if complete { try coverage.record(resource, service: service, at: at, how) }
        switch how {
        case .stale:
            outcome.staleListings += 1
            let last = try coverage.last(resource, service: service) ?? at
            outcome.staleBy = max(outcome.staleBy, last - at)
        case .begins(let since):
            if since != nil { outcome.gaps += 1 }
            touched.add(resource, service, from: at, through: at)
        case .continues(let from):
            if try calendar.interval(of: from) != calendar.interval(of: at) {
                touched.add(resource, service, from: from, through: at)
            }
        }
        return how
    }

    /// Writes the pass's row; `nil` when there is one already.
    private func begin(_ pass: Pass) throws -> Int64? {
        let shortfalls =
            pass.tasks.count { !$0.listing.isComplete }
            + (pass.userStates.map { $0.isComplete ? 0 : 1 } ?? 0)
            + (pass.directory?.shortfalls.count ?? 0)
            + pass.members.count { !$0.listing.isComplete }
        let key = try connection.cached(
            """
            INSERT INTO pass (started_at, finished_at, requests, user_states, tasks, failures)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (started_at) DO NOTHING RETURNING pass_key
            """
        ).scalar(
            .integer(pass.startedAt.milliseconds), .integer(pass.finishedAt.milliseconds),
            Value(pass.requests), Value(pass.userStates?.rows.count),
            Value(pass.tasks.reduce(0) { $0 + $1.listing.rows.count }),
            Value(pass.failures.count + shortfalls))
        if case .integer(let key)? = key { return key }
        return nil
    }

    /// The services that a complete directory does not name and that hold or list tasks, each with
    /// its last poll in epoch milliseconds.
    private func goneServices(
        after pass: Pass, _ coverage: CoverageWriter
    ) throws -> [Int64: Int64] {
        guard let listing = pass.directory?.services, listing.isComplete else { return [:] }
        var found = Set(try pass.tasks.map { try services.key($0.service) })
        try connection.cached(
            """
            SELECT service_key FROM service_entity AS e WHERE EXISTS (SELECT 1 FROM task_fact
                WHERE service_key = e.service_key AND ended_at IS NULL)
            """
        ).forEach { found.insert(try $0.requiredInteger(0)) }
        for service in listing.rows { found.remove(try services.key(service.id)) }
        var gone: [Int64: Int64] = [:]
        for service in found {
            gone[service] = try coverage.last(.tasks, service: service)?.milliseconds ?? .min
        }
        return gone
    }

    private func latestPass() throws -> Timestamp? {
        let latest = try connection.cached("SELECT max(started_at) FROM pass").scalar()
        guard case .integer(let milliseconds)? = latest else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    private func offDutyProfiles() throws -> [String: Bool] {
        var flags: [String: Bool] = [:]
        try connection.cached(
            "SELECT name, is_off_duty FROM profile_version WHERE valid_to_at IS NULL"
        ).forEach { row in
            if let name = try row.text(0), let flag = try row.integer(1) {
                flags[name.lowercased()] = flag != 0
            }
        }
        return flags
    }

    private func note(_ failures: [ListingFailure], of pass: Int64) throws {
        let insert = try connection.cached("INSERT INTO pass_failure VALUES (?, ?, ?, ?)")
        for failure in failures {
            let service = try failure.resource.service.map { try services.key($0) }
            try insert.run(
                .integer(pass), .text(failure.resource.name), Value(service), .text(failure.reason))
        }
    }
}
