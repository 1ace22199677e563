import CivilTime
import Collector
import Files
import Foundation
import LucsAPI
import LucsModel
import SQLite
import Warehouse

/// One run of the collector: passes made, stored and spoken of.
struct Collection: Sendable {
    let client: LucsClient
    let path: String
    let timeZone: String
    /// Servers to which the key goes over plain http, and what to say of it.
    let plainHTTP: [(server: String, warning: String)]
    let loop: SamplingLoop
    let bounds: PassBounds
    let budget: BudgetFile
    /// Whether it goes on after a pass, also after one that failed.
    let isLoop: Bool
    let rules: PassRules
    let rulesOfReports: RulesOfReports
    let monitor: Monitor
    let isVerbose: Bool

    func run() async throws {
        let lock = try await monitor.preparing(path: path) {
            try RunLock.acquire(warehouse: Warehouse.resolved(path))
        }
        defer { lock.release() }
        Leftovers.remove(beside: Warehouse.resolved(path))
        if let file = monitor.metricsPath { Leftovers.remove(beside: file) }
        await monitor.begin()
        let (directoryReadAt, notes) = await budget.resume(client)
        let memory = RunMemory(notes)
        do {
            try await checkServers(memory)
            let summary = try await collect(directoryReadAt: directoryReadAt, memory)
            if summary.loop.end == .cancelled {
                // Whoever asked for the end knows; nobody has to be told that all is well.
                guard isLoop else {
                    throw Failure(.tryAgain, "Stopped before the end; nothing was stored.")
                }
                return
            }
            await monitor.finish(isWhole: summary.missed == 0 && summary.loop.failures == 0)
            // The pass that met the limit has said when to come back.
            if case .limited = summary.loop.end { throw EarlyExit(code: .tryAgain) }
            if summary.missed > 0 || summary.loop.failures > 0 {
                throw Failure(
                    .partly,
                    "Stored what could be had; "
                        + (summary.missed == 1
                            ? "1 listing was" : "\(summary.missed.counted("listing")) were")
                        + " missing or cut short, "
                        + "\(summary.loop.failures.counted("pass", "passes")) failed.")
            }
        } catch let said as EarlyExit {
            throw said
        } catch let failure as Failure where failure.code == .partly || Task.isCancelled {
            throw failure
        } catch {
            let failure = Failure(error)
            monitor.passFailed(failure, client: client, path: path)
            await monitor.finish(isWhole: false)
            throw failure
        }
    }

    /// - Parameter directoryReadAt: when an earlier run read the directory.
    private func collect(
        directoryReadAt: Timestamp?, _ memory: RunMemory
    ) async throws -> (loop: SamplingLoop.Summary, missed: Int) {
        if !FileManager.default.fileExists(atPath: path) { try checkSpace(ThrottledLog()) }
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: timeZone)
        let known = try warehouse.presentServices()
        let collector = PassCollector(
            source: client, configuration: try configuration(warehouse), services: known,
            activities: try await activities(warehouse),
            membersListedAt: try warehouse.membersListedAt(),
            absenceReasonsListedAt: try warehouse.absenceReasonsListedAt(),
            callbacksListedAt: try warehouse.callbacksListedAt(), directoryReadAt: directoryReadAt)
        var services = known.count
        var plan = BudgetReport()
        var missing = MissingListings()
        let throttled = ThrottledLog()
        var outcome = PassOutcome()
        var tooLate = 0
        var lastPass: ContinuousClock.Instant?
        var lastFailure: Failure?
        var serverWatch = ServerWatch()
        var failures = FailedPasses()
        var logWatch = LogWatch()
        var expectation = ExpectedTraffic()
        if isVerbose {
            if let every = bounds.spacing?.text {
                Log.event("started", ["warehouse": .text(path), "every": .text(every)])
            } else {
                Log.event("started", ["warehouse": .text(path)])
            }
        }
        let begin = ContinuousClock.now
        let summary = try await loop.run(
            collect: {
                try checkSpace(throttled)
                monitor.passBegins(client)
                let waiting = try warehouse.waitingTasks().mapValues(Set.init)
                if bounds.spacing == .auto {
                    try await expectation.tell(collector, from: warehouse, at: client.now())
                }
                var pass: Pass
                do {
                    pass = try await collector.collect(waiting: waiting)
                } catch {
                    await keepBudget(collector, memory, throttled)
                    throw error
                }
                guard !pass.isEmpty else {
                    await keepBudget(collector, memory, throttled)
                    return nil
                }
                do {
                    let correction: Duration
                    (pass, correction) = try memory.dated(
                        pass, after: try warehouse.lastPassAt(), now: client.now())
                    sayMovedClock(by: correction, throttled)
                    let statistics = client.statistics
                    if let behind = memory.noteLocalTimes(statistics, pass) {
                        Log.timesBehind(behind, statistics.latestLocalTime, throttled)
                    }
                    await keepBudget(collector, memory, throttled)
                    outcome = try warehouse.apply(pass, rules: rules)
                } catch {
                    await collector.passWasLost()
                    await keepBudget(collector, memory, throttled)
                    throw error
                }
                return pass
            },
            onPass: { pass in
                lastPass = .now
                try keepRules(after: pass, in: warehouse)
                Log.oddities(of: pass, outcome, throttled)
                sayStatesFromUsers(throttled)
                if isLoop { serverWatch.note(client.serverStatus) }
                failures.passed()
                logWatch.note(try warehouse.shortenLog(), of: path)
                Log.readingProblems(
                    client.statistics, refusedPageSize: await client.refusedPageSize, throttled)
                let notes = missing.note(pass) { try? warehouse.serviceName(of: $0) }
                Log.say(notes)
                // What comes too late to be stored is as good as missing.
                let late = outcome.staleBy > .seconds(2) ? outcome.staleListings : 0
                tooLate += late
                let missed = notes.missing + late
                monitor.passStored(pass, missed: missed, client: client, in: warehouse)
                if isLoop { await monitor.tell(isWhole: missed == 0) }
                services = pass.directory?.services?.rows.count ?? services
                plan.say(bounds.plan(services: services, limits: await client.limits))
                if isVerbose { Log.pass(pass, outcome) }
                if !isLoop { Terminal.stored(pass, in: path) }
            },
            onFailure: { error, _ in
                let failure = failure(of: error)
                // One pass is all there is to do: its failure is the run's.
                guard isLoop, Self.mayPass(error, lastPass: lastPass) else { throw failure }
                lastFailure = failure
                monitor.passFailed(failure, client: client, path: path)
                await monitor.tell(isWhole: false)
                if failures.isDue(error, failure) { Log.failure(failure) }
            },
            nextDue: { await collector.nextDue }, progress: { if isLoop { Terminal.show($0) } })
        Terminal.endProgress()
        if isVerbose {
            Log.event(
                "stopped",
                [
                    "passes": .integer(summary.passes), "failures": .integer(summary.failures),
                    "missing": .integer(missing.count), "skipped": .integer(summary.skipped),
                ])
        }
        await sayEarlyEnd(summary, ran: .now - begin)
        if let lastFailure, summary.passes == 0, summary.end != .cancelled {
            if case .limited = summary.end { return (summary, missing.count + tooLate) }
            throw Failure(
                lastFailure.code,
                summary.failures == 1
                    ? "The only pass failed: \(lastFailure.message)"
                    : "None of \(summary.failures) passes could be made. The last: "
                        + lastFailure.message
            )
        }
        return (summary, missing.count + tooLate)
    }

    /// Says why a run ended before its time, or polled nothing. Without a limit, that a quiet centre is
    /// not polled again within a run of cron's is nothing to report.
    private func sayEarlyEnd(_ summary: SamplingLoop.Summary, ran: Duration) async {
        guard summary.failures == 0 else { return }
        let isIdle = summary.passes == 0
        let next = summary.next.map {
            "The next poll is due at \($0.iso8601.dropFirst(11).prefix(8)) UTC"
        }
        switch summary.end {
        case .passesMade where isIdle:
            Log.message("Nothing was polled: no poll is due yet. A later run polls again.")
        case .durationOver:
            // Less than the spacing of the passes is left at the end of every run.
            let isEarly = loop.duration.map { $0 - ran > loop.every } ?? false
            let isLimited = await client.limits != ClientConfiguration.Limits()
            guard let next, isIdle || isEarly && (isLimited || isVerbose || Terminal.isWatched)
            else { return }
            Log.message(
                (isIdle ? "Nothing was polled. " : "")
                    + "\(next), after the end of this run, which therefore ends now.")
        default: return
        }
    }

    /// Under cron the runs are the passes: what a limit allows is spent over all of them.
    private func configuration(_ warehouse: Warehouse) throws -> PassCollector.Configuration {
        bounds.collector(spacing: try warehouse.typicalSpacing())
    }

    /// What earlier runs saw, where the choice of services depends on it.
    private func activities(_ warehouse: Warehouse) async throws -> [EntityID: ServiceActivity] {
        let limits = await client.limits
        guard bounds.spacing == .auto || limits != ClientConfiguration.Limits() else { return [:] }
        return try warehouse.serviceActivities()
    }

    /// Where nothing was asked, an earlier run is the reason.
    private func failure(of error: any Error) -> Failure {
        let failure = Failure(error)
        guard (error as? APIError)?.retryAt != nil, client.statistics.requests == 0 else {
            return failure
        }
        return Failure(
            failure.code,
            "\(failure.message) What earlier runs spent and were told is in "
                + "\(budget.path).")
    }

    private func keepBudget(
        _ collector: PassCollector, _ memory: RunMemory, _ throttled: ThrottledLog
    ) async {
        do {
            // A server that speaks only v1.0 shows that with the directory.
            let readAt = client.version == .v2 ? await collector.directoryReadAt : nil
            try budget.write(
                BudgetFile.Content(
                    history: await client.history, directoryReadAt: readAt, notes: memory.notes,
                    paging: await client.pagingMemory))
        } catch {
            throttled.say("budget") { Log.warning("budget", Failure(error).line) }
        }
    }

    /// Nothing is asked of LUCS that could not be stored.
    private func checkSpace(_ throttled: ThrottledLog) throws {
        guard let left = try FreeSpace.check(at: path) else { return }
        throttled.say("space") {
            Log.warning(
                "spaceLow", "Only \(FreeSpace.text(left)) are left on the disk that holds \(path).",
                ["freeBytes": .integer(Int(left))])
        }
    }

    private func keepRules(after pass: Pass, in warehouse: Warehouse) throws {
        guard pass.directory != nil else { return }
        let unknown = try rulesOfReports.keep(in: warehouse, now: pass.startedAt)
        for (key, name) in unknown {
            Terminal.message("lucstats: \(key) names no known service: \(name)")
        }
    }
}

extension Collection {
    /// For so long after the last pass, refusals of the key may be the server's own trouble.
    private static let trustInKey = Duration.seconds(3600)

    /// Whether a loop may hope that it goes away by itself.
    ///
    /// - Parameter lastPass: when one was stored the last time, in this run.
    fileprivate static func mayPass(
        _ error: any Error, lastPass: ContinuousClock.Instant?
    ) -> Bool {
        switch error {
        case let error as APIError:
            error.code != .refused || lastPass.map { .now - $0 < trustInKey } == true
        case let error as DatabaseError: [.busy, .full, .inputOutput].contains(error.kind)
        case let error as WarehouseError: error.code == .noSpace
        case let error as CollectorError: error.code == .oddClock
        default: false
        }
    }
}
