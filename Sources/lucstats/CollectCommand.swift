import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import SQLite
import Warehouse

let collectCommand = Command(
    name: "collect", summary: "Look at LUCS once, or all day long, and store what changed.",
    options: [
        .server, .apiVersion, .warehouse, .config,
        Option(
            name: "every", value: "30s", help: "sample on a grid; without it: one pass (for cron)"),
        Option(name: "for", value: "24h", help: "with --every: end after this long"),
        Option(name: "passes", value: "N", help: "with --every: end after so many passes"),
        Option(
            name: "time-zone", value: "ZONE",
            help: "of a new warehouse: IANA name (default: the machine's)"),
        Option(name: "max-gap", value: "5m", help: "longest pause that is no gap"),
        Option(name: "verbose", value: nil, help: "say what each pass did"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let path = try arguments.warehousePath(configuration)
        let client = try arguments.client(configuration)
        var every = try arguments.duration("every", or: configuration.every)
        let duration = try arguments.duration("for")
        let passes = try arguments.count("passes") ?? (every == nil ? 1 : nil)
        var rules = PassRules()
        rules.maxGap = try arguments.duration("max-gap", or: configuration.maxGap)
        let lock = try RunLock.acquire(warehouse: path)
        defer { lock.release() }
        let warehouse = try Warehouse.openOrCreate(
            path: path,
            timeZone: arguments.value("time-zone") ?? configuration.timeZone
                ?? TimeZone.current.identifier)
        var bounds = PassBounds(configuration, every: every, maxGap: rules.maxGap)
        let known = try warehouse.presentServices()
        var budget = BudgetReport()
        if let plan = bounds.plan(services: known.count, others: 1, limits: await client.limits) {
            if plan.leastSpacing > plan.every {
                Terminal.message(
                    "lucstats: plan: the rate limit does not allow a pass every "
                        + "\(plan.every.shortText); sampling every \(plan.leastSpacing.shortText)")
                every = plan.leastSpacing
                bounds.every = every
            }
        }
        func sayPlan(_ services: Int) async {
            let plan = bounds.plan(services: services, others: 1, limits: await client.limits)
            if let line = budget.line(plan) { Terminal.message("lucstats: \(line)") }
        }
        var serviceCount = known.count
        let collector = PassCollector(
            source: client, configuration: bounds.collector, services: known)
        let isVerbose = arguments.has("verbose")
        var missed = 0
        let summary = try await SamplingLoop(
            every: every ?? .seconds(60), passes: passes, duration: duration
        ).run(
            collect: {
                let waiting = try warehouse.waitingTasks().mapValues(Set.init)
                return try await collector.collect(waiting: waiting)
            },
            onPass: { pass in
                let outcome = try warehouse.apply(pass, rules: rules)
                if let level = configuration.serviceLevel, pass.directory != nil {
                    for name in try warehouse.keep(level.rules()) {
                        Terminal.message("lucstats: serviceLevel names no known service: \(name)")
                    }
                }
                missed += Report.shortfalls(of: pass)
                serviceCount = pass.directory?.services?.rows.count ?? serviceCount
                await sayPlan(serviceCount)
                if isVerbose { Terminal.message(Report.line(pass, outcome)) }
            },
            onFailure: { error, _ in
                // One pass is all there is to do: its failure is the run's.
                let failure = Failure(error)
                if every == nil || failure.code == .refused { throw failure }
                Terminal.message("lucstats: \(failure.line)")
            })
        if case .limited = summary.end { throw Examined(code: .tryAgain) }
        if missed > 0 || summary.failures > 0 {
            throw Failure(
                .partly,
                "Stored what could be had; \(missed) listings were missing or cut short, "
                    + "\(summary.failures) passes failed.")
        }
    })

/// What is said of a pass.
private enum Report {
    /// Names the listings that are missing or cut short, a line for each reason, and counts
    /// them.
    static func shortfalls(of pass: Pass) -> Int {
        var missing = pass.failures.map { (what: $0.resource.text, why: $0.reason) }
        if let shortfall = pass.userStates?.shortfall { missing.append(("user states", shortfall)) }
        for part in pass.tasks {
            if let shortfall = part.listing.shortfall {
                missing.append(("tasks of \(part.service)", shortfall))
            }
        }
        var reasons: [String] = []
        for (_, why) in missing where !reasons.contains(why) { reasons.append(why) }
        for reason in reasons {
            let all = missing.filter { $0.why == reason }.map(\.what)
            let more = all.count > 3 ? " and \(all.count - 2) more" : ""
            let named = all.prefix(more.isEmpty ? 3 : 2).joined(separator: ", ")
            Terminal.message("lucstats: missing \(named)\(more): \(reason)")
        }
        return missing.count
    }

    static func line(_ pass: Pass, _ outcome: PassOutcome) -> String {
        "pass at=\(pass.startedAt.iso8601) requests=\(pass.requests) begun=\(outcome.tasksBegun) "
            + "changed=\(outcome.tasksChanged) ended=\(outcome.tasksEnded) "
            + "states=\(outcome.statesChanged) directory=\(outcome.dimensionsChanged) "
            + "gaps=\(outcome.gaps) stale=\(outcome.staleListings)"
    }
}

extension ListingFailure.Resource {
    fileprivate var text: String {
        switch self {
        case .organizationUnits: "organization units"
        case .dutyProfiles: "duty profiles"
        case .services: "services"
        case .users: "users"
        case .userStates: "user states"
        case .tasks(let service): "tasks of \(service)"
        }
    }
}

extension Arguments {
    /// The duration given by an option, else the one in the configuration.
    func duration(_ name: String, or configured: String? = nil) throws -> Duration? {
        guard let text = value(name) ?? configured else { return nil }
        guard let duration = Duration(text), duration > .zero else {
            throw Failure(
                .usage, "--\(name) takes a duration such as 500ms, 30s, 5m or 24h, not \(text).")
        }
        return duration
    }

    func count(_ name: String) throws -> Int? {
        guard let text = value(name) else { return nil }
        guard let count = Int(text), count > 0 else {
            throw Failure(.usage, "--\(name) takes a whole number above 0, not \(text).")
        }
        return count
    }
}
