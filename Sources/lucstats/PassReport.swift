import CivilTime
import Collector
import Foundation
import Locking
import LucsModel
import Warehouse

/// Says what is missing when it begins to be missing, and once an hour after that: a loop that
/// polls twice a minute must not fill a log with one service that the key may not read, or with one
/// whose list is whole every other time.
struct MissingListings {
    private struct Known {
        /// When a failure of each kind was reported.
        var saidAt: [String: ContinuousClock.Instant] = [:]
        /// When it was reported to be back.
        var backAt: ContinuousClock.Instant?
        var isMissing = true
    }

    private struct Missing {
        var resource: String
        var reason: String
        var kind: String
    }

    private var known: [String: Known] = [:]
    /// Listings that were missing or cut short, over all passes.
    private(set) var count = 0

    /// What is to be said of a pass.
    struct Notes {
        /// How many listings it lacks.
        var missing = 0
        /// What begins to be missing, or still is after an hour.
        var begun: [(resource: String, reason: String, kind: String)] = []
        /// What had been missing and is there again.
        var back: [String] = []
    }

    /// - Parameter name: what a service is called, where that is known.
    mutating func note(
        _ pass: Pass, now: ContinuousClock.Instant = .now,
        name: (EntityID) -> String? = { _ in nil }
    ) -> Notes {
        let missing = Self.missing(in: pass, name)
        count += missing.count
        var notes = Notes(missing: missing.count)
        var still: [String: Known] = [:]
        for one in missing {
            var entry = still[one.resource] ?? known[one.resource] ?? Known()
            if Self.isDue(entry.saidAt[one.kind], now) {
                notes.begun.append((one.resource, one.reason, one.kind))
                entry.saidAt[one.kind] = now
            }
            entry.isMissing = true
            still[one.resource] = entry
        }
        let resources: [ListingFailure.Resource] =
            pass.tasks.map { .tasks(service: $0.service) }
            + pass.members.map { .members(service: $0.service) }
        let asked = Set(resources.map { $0.text(name) })
        for (resource, before) in known.sorted(by: { $0.key < $1.key })
        where still[resource] == nil {
            var entry = before
            // The directory is read now and then: what was not asked for is not back.
            if entry.isMissing, Self.isAsked(resource, in: pass, asked) {
                entry.isMissing = false
                if Self.isDue(entry.backAt, now) {
                    notes.back.append(resource)
                    entry.backAt = now
                }
            }
            // After an hour without it a failure is news.
            let isOver = entry.saidAt.values.allSatisfy { Self.isDue($0, now) }
            if entry.isMissing || !isOver { still[resource] = entry }
        }
        known = still
        return notes
    }

    private static func isDue(
        _ last: ContinuousClock.Instant?, _ now: ContinuousClock.Instant
    ) -> Bool { last.map { now - $0 >= .seconds(3600) } ?? true }

    private static func missing(
        in pass: Pass, _ name: (EntityID) -> String?
    ) -> [Missing] {
        var missing = pass.failures.map {
            Missing(resource: $0.resource.text(name), reason: $0.reason, kind: $0.kind)
        }
        func add(_ shortfall: String?, _ resource: ListingFailure.Resource) {
            guard let shortfall else { return }
            // How many rows are missing varies from pass to pass.
            missing.append(
                Missing(
                    resource: resource.text(name), reason: shortfall,
                    kind: shortfall.filter { !$0.isNumber }))
        }
        for cut in pass.directory?.shortfalls ?? [] { add(cut.reason, cut.resource) }
        add(pass.userStates?.shortfall, .userStates)
        for part in pass.tasks {
            add(part.listing.shortfall, .tasks(service: part.service))
        }
        for part in pass.members {
            add(part.listing.shortfall, .members(service: part.service))
        }
        add(pass.callbacks?.shortfall, .callbacks)
        return missing
    }

    /// - Parameter lists: those of single services that came.
    private static func isAsked(_ resource: String, in pass: Pass, _ lists: Set<String>) -> Bool {
        if resource.hasPrefix("tasks of ") || resource.hasPrefix("service members of ") {
            return lists.contains(resource)
        }
        switch resource {
        case "user states": return true
        case "callbacks": return pass.callbacks != nil
        case "absence reasons": return !pass.absenceReasons.isEmpty
        default: return pass.directory != nil
        }
    }
}

extension MissingListings.Notes {
    /// A warning about a list, or about several that are missing for the same reason.
    struct Line: Hashable {
        var resource: String
        var reason: String
        /// How many lists it is about; `nil` for one.
        var count: Int?
    }

    /// The lists that begin to be missing: one line for all that a rate limit holds back, and for more
    /// than three that are missing for the same reason.
    var lines: [Line] {
        var groups: [(key: String, reason: String, resources: [String], isLimit: Bool)] = []
        for (resource, reason, kind) in begun {
            // These reasons differ only in the list that met the limit first.
            let isLimit =
                kind == ListingFailure.notAskedFor || kind.hasPrefix("rateLimited")
            let key = isLimit ? "limit" : reason
            if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].resources.append(resource)
            } else {
                groups.append((key, reason, [resource], isLimit))
            }
        }
        return groups.flatMap { group -> [Line] in
            let resources = group.resources
            guard resources.count > (group.isLimit ? 1 : 3) else {
                return resources.map { Line(resource: $0, reason: group.reason) }
            }
            let some =
                resources.count > 3
                ? "\(resources[0]), \(resources[1]) and \(resources.count - 2) more"
                : "\(resources.dropLast().joined(separator: ", ")) and \(resources[resources.count - 1])"
            return [Line(resource: some, reason: group.reason, count: resources.count)]
        }
    }
}

extension ListingFailure.Resource {
    fileprivate func text(_ name: (EntityID) -> String?) -> String {
        guard let service else { return self.name }
        let known = name(service).map { "\($0.prefix(100)) (\(service))" }
        return "\(self.name) of \(known ?? "\(service)")"
    }
}

extension Log {
    static func say(_ notes: MissingListings.Notes) {
        for line in notes.lines {
            guard let count = line.count else {
                warning(
                    "missing", "missing \(line.resource): \(line.reason)",
                    ["resource": .text(line.resource)])
                continue
            }
            warning(
                "missing", "missing \(line.resource): \(line.reason)",
                ["resource": .text(line.resource), "count": .integer(count)])
        }
        for resource in notes.back {
            warning("back", "back again: \(resource)", ["resource": .text(resource)])
        }
    }

    static func pass(_ pass: Pass, _ outcome: PassOutcome) {
        event(
            "pass",
            [
                "at": .text(pass.startedAt.iso8601), "requests": .integer(pass.requests),
                "begun": .integer(outcome.tasksBegun), "changed": .integer(outcome.tasksChanged),
                "ended": .integer(outcome.tasksEnded), "states": .integer(outcome.statesChanged),
                "directory": .integer(outcome.dimensionsChanged), "gaps": .integer(outcome.gaps),
                "stale": .integer(outcome.staleListings),
            ])
    }
}

extension Terminal {
    /// A person who looked once wants to know that it worked; cron does not.
    static func stored(_ pass: Pass, in path: String) {
        guard isWatched, Log.format == .text else { return }
        let tasks = pass.tasks.reduce(0) { $0 + $1.listing.rows.count }
        line(
            "Stored in \(path): \((pass.userStates?.rows.count ?? 0).counted("user state")), "
                + "\(tasks.counted("task")) of \(pass.tasks.count.counted("service")) "
                + "(\(pass.requests.counted("request"))).")
    }

    static func show(_ progress: SamplingLoop.Progress) {
        switch progress {
        case .begins(let number): Terminal.progress("pass \(number): polling …")
        case .waits(let until, let skipped):
            let time = until.iso8601.dropFirst(11).prefix(8)
            Terminal.progress(
                "next poll at \(time) UTC" + (skipped > 0 ? " (\(skipped) skipped)" : "")
                    + "; Ctrl-C stops")
        }
    }
}

extension Log {
    /// What the operator should look into, each thing once an hour.
    static func oddities(of pass: Pass, _ outcome: PassOutcome, _ throttled: ThrottledLog) {
        if outcome.staleBy > .seconds(2) {
            throttled.say("stale") {
                warning(
                    "staleClock",
                    "LUCS responses are dated \(pass.startedAt.iso8601), earlier than data already "
                        + "stored: a server clock differs or was set back. They are ignored until "
                        + "the clock catches up.",
                    ["listings": .integer(outcome.staleListings)])
            }
        }
        if let instant = outcome.implausible {
            throttled.say("implausible") {
                warning(
                    "implausibleTime",
                    "Some tasks have impossible times, such as \(instant.iso8601). These times are "
                        + "ignored.",
                    ["instant": .text(instant.iso8601)])
            }
        }
        for word in outcome.unknownStateWords {
            throttled.say("state \(word)") {
                warning(
                    "unknownState",
                    "Unknown agent state \"\(word)\". It counts as unknown until you map it under "
                        + "`states`.",
                    ["word": .text(word)])
            }
        }
        if outcome.hasUnexplainedStates {
            throttled.say("unexplained state") {
                warning(
                    "unexplainedState",
                    "LUCS lists agents who are not selectable, without a reason. Their state counts "
                        + "as unknown.")
            }
        }
    }
}
