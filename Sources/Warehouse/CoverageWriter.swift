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
    /// Not later than what is known: it tells nothing new.
    case stale
}

/// Keeps runs of complete listings, none further apart than the gap allowed.
final class CoverageWriter {
    /// What a new run counts until the pass is applied: the row is written wide, so that it can
    /// count in place later. Else the second pass would split every page that the first filled.
    private static let roomForPolls: Int64 = 1_000_000

    private let connection: Connection
    private let maxGap: Duration
    private var hasBegun = false

    init(connection: Connection, maxGap: Duration) {
        self.connection = connection
        self.maxGap = maxGap
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
        guard let to = try last(resource, service: service) else { return .begins(since: nil) }
        if instant <= to { return .stale }
        return instant - to > maxGap ? .begins(since: to) : .continues(from: to)
    }

    /// When the resource was last listed completely.
    func last(_ resource: CoveredResource, service: Int64) throws -> Timestamp? {
        let last = try connection.cached(
            """
            SELECT to_at FROM coverage WHERE resource = ? AND service_key = ?
            ORDER BY from_at DESC LIMIT 1
            """
        ).scalar(.integer(resource.rawValue), .integer(service))
        guard case .integer(let milliseconds)? = last else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    /// Counts a complete listing.
    func record(
        _ resource: CoveredResource, service: Int64, at instant: Timestamp, _ how: Continuity
    ) throws {
        switch how {
        case .stale: return
        case .begins:
            try connection.cached("INSERT INTO coverage VALUES (?, ?, ?, ?, ?)").run(
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
