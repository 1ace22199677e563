public import CivilTime
import Foundation
import SQLite

/// What pruning did.
public struct PruneOutcome: Sendable, Equatable {
    /// Local days that are gone.
    public var days = 0
    public var tasks = 0
    public var states = 0
    public var passes = 0
    public var agents = 0
    /// The file and what lies beside it.
    public var bytesBefore: Int64 = 0
    public var bytesAfter: Int64 = 0
    /// Why space was not given back that should have been, in plain words.
    public var spaceKept: String?
}

extension Warehouse {
    /// Forgets everything before a local day. Reports of that day and later ones stay the same.
    ///
    /// A day at a time, each in one transaction, so that a collector may go on meanwhile, and so
    /// that an end halfway leaves a good warehouse. Where a tenth of the file is empty then, the
    /// file is packed and the space given back; less is left for the days to come.
    public func prune(before first: CivilDate) throws -> PruneOutcome {
        var outcome = PruneOutcome()
        outcome.bytesBefore = bytesOnDisk
        let cut = calendar.start(of: first)
        let steps = try daysPruned(before: cut)
        // Each reference is taken care of; to look for it row by row would take hours.
        try connection.execute("PRAGMA foreign_keys = OFF")
        defer { try? connection.execute("PRAGMA foreign_keys = ON") }
        var pruning = Pruning(connection)
        for step in steps {
            try connection.transaction { try pruning.forget(before: step) }
        }
        try connection.transaction {
            try pruning.forget(before: cut)
            try pruning.forgetAgents(goneBefore: cut)
            try pruning.shortenCalendar(before: cut)
            if let now = try lastPassAt() {
                try Rollups(connection).refresh(now: now, maxGap: .seconds(300))
            }
        }
        outcome.days = steps.count
        outcome.tasks = pruning.tasks
        outcome.states = pruning.states
        outcome.passes = pruning.passes
        outcome.agents = pruning.agents
        outcome.spaceKept = try giveSpaceBack()
        outcome.bytesAfter = bytesOnDisk
        return outcome
    }

    /// Returns what ``prune(before:)`` would delete, and changes nothing. Agents are not counted.
    public func pruning(before first: CivilDate) throws -> PruneOutcome {
        let cut = calendar.start(of: first)
        var pruning = Pruning(connection)
        try pruning.count(before: cut)
        return PruneOutcome(
            days: try daysPruned(before: cut).count, tasks: pruning.tasks, states: pruning.states,
            passes: pruning.passes, bytesBefore: bytesOnDisk)
    }

    /// The ends of the local days that are collected and lie before an instant.
    private func daysPruned(before cut: Timestamp) throws -> [Timestamp] {
        var ends: [Timestamp] = []
        try connection.prepare(
            """
            SELECT DISTINCT day_end_at FROM calendar
            WHERE day_end_at <= ? AND day_end_at > (SELECT min(started_at) FROM pass)
            ORDER BY day_end_at
            """
        ).forEach(.integer(cut.milliseconds)) { row in
            ends.append(Timestamp(milliseconds: try row.requiredInteger(0)))
        }
        return ends
    }

    /// Packs the file where that is worth the while.
    ///
    /// - Returns: why not, where it was and could not be done.
    private func giveSpaceBack() throws -> String? {
        connection.forgetStatements()
        let isWorthIt = try pragmaNumber("freelist_count") * 10 >= pragmaNumber("page_count")
        let problem = isWorthIt ? try pack() : nil
        _ = try connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        return problem
    }

    func pack() throws -> String? {
        // Once for the packed copy, once for the log that takes it in.
        let needed = 2 * (try usedBytes()) + FreeSpace.minimum
        if let left = FreeSpace.bytes(at: path), left < needed {
            return "To give space back, \(FreeSpace.text(needed)) have to be free meanwhile, "
                + "and only \(FreeSpace.text(left)) are. The pages stay for the days to come."
        }
        do {
            try connection.execute("VACUUM")
            return nil
        } catch {
            guard error.kind == .busy || error.kind == .full else { throw error }
            return "No space was given back now (\(error.message)). The pages stay for the "
                + "days to come."
        }
    }

    /// Bytes of the file and of what is not yet in it.
    public var bytesOnDisk: Int64 {
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
            return sum + (attributes?[.size] as? Int64 ?? Int64(attributes?[.size] as? Int ?? 0))
        }
    }
}
