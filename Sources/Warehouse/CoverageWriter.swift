import CivilTime
import SQLite

/// The resources whose coverage is kept.
enum CoveredResource: Int64 {
    case userStates = 1
    case tasks = 2
}

/// Where a listing stands to those before it.
enum Continuity: Equatable {
    /// The first one of the resource, or the first after a gap that began at `since`.
    case begins(since: Timestamp?)
    /// The one before it was at this instant.
    case continues(from: Timestamp)
    /// Not later than the last one: it adds nothing.
    case stale
}

/// Keeps runs of complete listings, none further apart than the gap allowed.
final class CoverageWriter {
    /// What a new run counts until the pass is applied: the row is written wide, so that it can
    /// count in place later. Else the second pass would split every page that the first filled.
    private static let roomForPolls: Int64 = 1_000_000

    private let connection: Connection
    private let stateGap: Duration
    private let taskGap: Duration
    private var hasBegun = false

    /// - Parameters:
    ///   - stateGap: the longest time between polls of user states that is no gap.
    ///   - taskGap: the same for polls of a service's tasks.
    init(connection: Connection, stateGap: Duration, taskGap: Duration) {
        self.connection = connection
        self.stateGap = stateGap
        self.taskGap = taskGap
    }

    /// To be called once all listings of a pass are recorded.
    func finish() throws {
        guard hasBegun else { return }
        try connection.cached("UPDATE coverage SET polls = 1 WHERE polls = ?")
            .run(.integer(Self.roomForPolls))
    }

    func continuity(
        _ resource: CoveredResource, service: Int64, at instant: Timestamp
    ) throws -> Continuity {
        guard let run = try lastRun(resource, service: service) else {
            return .begins(since: nil)
        }
        if instant <= run.to { return .stale }
        let isBroken =
            try instant - run.to > (resource == .tasks ? taskGap : stateGap)
            || (resource == .tasks && hasLeft(service, since: run.from))
        return isBroken ? .begins(since: run.to) : .continues(from: run.to)
    }

    /// When the resource was last listed completely.
    func last(_ resource: CoveredResource, service: Int64) throws -> Timestamp? {
        try lastRun(resource, service: service)?.to
    }

    private func lastRun(
        _ resource: CoveredResource, service: Int64
    ) throws -> (from: Timestamp, to: Timestamp)? {
        var run: (Timestamp, Timestamp)?
        try connection.cached(
            """
            SELECT from_at, to_at FROM coverage WHERE resource = ? AND service_key = ?
            ORDER BY from_at DESC LIMIT 1
            """
        ).forEach(.integer(resource.rawValue), .integer(service)) { row in
            run = (
                Timestamp(milliseconds: try row.requiredInteger(0)),
                Timestamp(milliseconds: try row.requiredInteger(1))
            )
        }
        return run
    }

    /// Whether a service left LUCS since an instant: a run of its polls ends there, even if the
    /// service comes back soon.
    private func hasLeft(_ service: Int64, since instant: Timestamp) throws -> Bool {
        try connection.cached(
            """
            SELECT EXISTS (SELECT 1 FROM service_version AS v
                WHERE v.service_key = ?1 AND v.valid_to_at >= ?2
                    AND NOT EXISTS (SELECT 1 FROM service_version AS n
                        WHERE n.service_key = ?1 AND n.valid_from_at = v.valid_to_at))
            """
        ).scalar(.integer(service), .integer(instant.milliseconds)) == .integer(1)
    }

    /// Counts a complete listing.
    func record(
        _ resource: CoveredResource, service: Int64, at instant: Timestamp, _ how: Continuity
    ) throws {
        switch how {
        case .stale: return
        case .begins:
            try connection.cached(
                """
                INSERT INTO coverage (resource, service_key, from_at, to_at, polls)
                VALUES (?, ?, ?, ?, ?)
                """
            ).run(
                .integer(resource.rawValue), .integer(service), .integer(instant.milliseconds),
                .integer(instant.milliseconds), .integer(Self.roomForPolls))
            hasBegun = true
        case .continues(let previous):
            try connection.cached(
                """
                UPDATE coverage SET to_at = ?, polls = polls + 1
                WHERE resource = ? AND service_key = ? AND to_at = ?
                """
            ).run(
                .integer(instant.milliseconds), .integer(resource.rawValue), .integer(service),
                .integer(previous.milliseconds))
        }
    }
}
