import CivilTime
import Collector
import LucsAPI
import LucsModel

/// What a run knows of the runs before, and leaves to the next.
final class RunMemory {
    private var witness: ClockWitness
    private(set) var notes: BudgetFile.Notes

    init(_ notes: BudgetFile.Notes) {
        self.notes = notes
        witness = ClockWitness(suspect: notes.suspect)
    }

    /// Decides whether the time of a pass is believed.
    ///
    /// - Returns: the pass, dated by the clock that the passes before had, and by how much that
    ///   moved it.
    /// - Throws: ``CollectorError``.
    func dated(
        _ pass: Pass, after lastPass: Timestamp?, now: Timestamp
    ) throws -> (pass: Pass, correction: Duration) {
        defer { notes.suspect = witness.suspect }
        let lists: [Any?] = [
            pass.userStates, pass.directory?.services, pass.directory?.users,
            pass.directory?.organizationUnits, pass.directory?.dutyProfiles,
        ]
        let responses = pass.tasks.count + pass.members.count + lists.count { $0 != nil }
        let correction = try witness.check(pass, after: lastPass, responses: responses, now: now)
        return (pass.moved(by: correction), correction)
    }

    /// Looks at how old the newest times without a zone are.
    ///
    /// - Returns: how far they lie behind the server's clock, if that is certain.
    func noteLocalTimes(_ statistics: ClientStatistics, _ pass: Pass) -> Duration? {
        let time = statistics.latestLocalTime
        notes.localTimes.note(time?.instant, observedAt: time?.observedAt, pass: pass.startedAt)
        return notes.localTimes.behind
    }

    /// Which of the servers were not reported before.
    func unreported(_ plainHTTP: [(server: String, warning: String)]) -> [String] {
        let new = plainHTTP.filter { !notes.plainHTTP.contains($0.server) }
        notes.plainHTTP = plainHTTP.map(\.server)
        return new.map(\.warning)
    }

    private static let comparedEvery = Duration.seconds(86_400)

    func wasCompared(_ servers: [String], now: Timestamp) -> Bool {
        guard notes.comparedServers == servers, let at = notes.comparedAt else { return false }
        return at <= now && now - at < Self.comparedEvery
    }

    func noteCompared(_ servers: [String], at now: Timestamp) {
        notes.comparedServers = servers
        notes.comparedAt = now
    }
}

extension Collection {
    /// What is to be known of the servers before anything is stored.
    ///
    /// - Throws: ``Failure`` (configuration) if they do not serve the same system.
    func checkServers(_ memory: RunMemory) async throws {
        for warning in memory.unreported(plainHTTP) { Log.warning("plainHTTP", warning) }
        let servers = client.servers
        guard servers.count > 1, !memory.wasCompared(servers, now: client.now()) else { return }
        let (difference, isWhole) = try await RunDeadline.$instant.withValue(
            .now + bounds.longestPass
        ) { try await client.compareServers() }
        if let difference { throw Failure(difference) }
        if isWhole { memory.noteCompared(servers, at: client.now()) }
    }

    func sayMovedClock(by correction: Duration, _ throttle: ThrottledLog) {
        guard correction != .zero else { return }
        throttle.say("moved clock") {
            let distance = correction > .zero ? correction : .zero - correction
            let minutes = Duration.seconds((distance.inSeconds / 60).rounded() * 60)
            Log.warning(
                "movedClock",
                "The clock of the server went \(minutes.shortText) "
                    + "\(correction > .zero ? "back" : "ahead"), away from that of this machine. "
                    + "Passes are dated by this machine until they agree again. Correct the clock of "
                    + "the server.")
        }
    }

    func sayStatesFromUsers(_ throttle: ThrottledLog) {
        guard client.statesComeFromUsers else { return }
        throttle.say("statesFromUsers") {
            Log.warning(
                "statesFromUsers",
                client.lacksStateRole
                    ? "The API key lacks the role UserControl, so the states of agents are read from "
                        + "the list of users, which has fewer details. Add the role to the key if "
                        + "possible."
                    : "LUCS has no list of user states, so the states of agents are read from the "
                        + "list of users, which has fewer details.")
        }
    }
}

extension Failure {
    init(_ difference: ServerDifference) {
        self.init(
            .configuration,
            "\(difference). Nothing was stored. Remove one of them from servers, or collect from each "
                + "into a warehouse of its own.")
    }
}

/// Reports when one of several servers stops responding, and when it responds again.
struct ServerWatch {
    private var lost: Set<String> = []

    /// - Returns: what there is to report, for each server at most one sentence.
    mutating func changes(_ servers: [ServerStatus]) -> [(event: String, server: String, String)] {
        // If none responds, the pass itself says so.
        guard servers.count > 1, servers.contains(where: \.isUp) else { return [] }
        var changes: [(event: String, server: String, String)] = []
        for server in servers {
            if let failure = server.failure, lost.insert(server.address).inserted {
                changes.append(
                    (
                        "serverLost", server.address,
                        "\(server.address) no longer serves: \(failure.problem). The other servers are "
                            + "used meanwhile; nothing is missing."
                    ))
            } else if server.isUp, lost.remove(server.address) != nil {
                changes.append(
                    ("serverBack", server.address, "\(server.address) serves again."))
            }
        }
        return changes
    }

    mutating func note(_ servers: [ServerStatus]) {
        for (event, server, text) in changes(servers) {
            Log.warning(event, text, ["server": .text(server)])
        }
    }
}

/// Reports passes that failed: each kind of failure when it begins, and once an hour after that.
struct FailedPasses {
    private var saidAt: [String: ContinuousClock.Instant] = [:]

    mutating func isDue(
        _ error: any Error, _ failure: Failure, now: ContinuousClock.Instant = .now
    ) -> Bool {
        let kind = (error as? APIError).map { "\($0.code) \($0.status ?? 0)" } ?? ""
        let key = "\(failure.code.rawValue) \(kind)"
        if let last = saidAt[key], now - last < .seconds(3600) { return false }
        saidAt[key] = now
        return true
    }

    /// A pass was stored: the next failure is news.
    mutating func passed() { saidAt = [:] }
}
