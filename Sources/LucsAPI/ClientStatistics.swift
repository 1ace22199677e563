public import CivilTime
import HTTP
public import JSONText
import Locking

/// What a client has done and noticed so far.
public struct ClientStatistics: Sendable {
    /// Requests sent, those that were sent again included.
    public var requests = 0
    /// Requests sent again after a fault or for the rate limit.
    public var retries = 0
    /// Bytes of bodies received.
    public var bytes = 0
    /// The servers' common clock at the latest response that had a believable date.
    public var serverTime: Timestamp?
    /// How far the clock of each server is ahead of the local one (origin → difference). HTTP
    /// dates count whole seconds, so that less than a second means nothing.
    public internal(set) var clockSkew: [String: Duration] = [:]
    var clocks = ServerClocks()
    /// Members that the servers send and the client does not know, by kind of object.
    public var unknownMembers = UnknownMembers()
    /// Values that the servers send and the client cannot read.
    public var unreadableValues = UnreadableValues()
    /// The time farthest ahead of the clock of the server that sent it.
    public var timeAhead: TimeAhead?

    /// The latest time without a zone that was not ahead of the server's clock.
    public var latestLocalTime: LocalTime?

    /// A time that names no zone.
    public struct LocalTime: Hashable, Sendable {
        /// The object and the member: `task.Created`.
        public var member: String
        public var text: String
        public var instant: Timestamp
        /// The server's clock when a list had it for the first time.
        public var observedAt: Timestamp
    }

    /// A time ahead of the clock of the server that sent it.
    public struct TimeAhead: Hashable, Sendable {
        /// The object and the member: `task.Created`.
        public var member: String
        public var text: String
        public var ahead: Duration
        /// Whether the text names its zone; if not, it is probably local time.
        public var hasZone: Bool
    }

    public init() {}
}

/// Counts for ``ClientStatistics``.
final class StatisticsKeeper: Sendable {
    private let state = Locked(ClientStatistics())

    var snapshot: ClientStatistics { state.withLock { $0 } }

    func countRequest(again: Bool) {
        state.withLock { state in
            state.requests += 1
            if again { state.retries += 1 }
        }
    }

    /// - Parameters:
    ///   - date: the answer's `Date`.
    ///   - sent, received: the local clock before and after.
    /// - Returns: when the answer was given, by the clock that all servers are brought to; `nil`
    ///   where the answer has no date and none came before.
    func countResponse(
        from server: Server, bytes: Int, date: Timestamp?, sent: Timestamp, received: Timestamp
    ) -> Timestamp? {
        state.withLock { state in
            state.bytes += bytes
            let middle = sent + .milliseconds((received - sent).wholeMilliseconds / 2)
            guard let date else { return state.clocks.reference.map { middle + $0 } }
            let (common, isBelieved) = state.clocks.common(
                date, from: server.origin.description, local: middle)
            state.clockSkew = state.clocks.skews
            if isBelieved { state.serverTime = common }
            return common
        }
    }

    func note(_ members: UnknownMembers, _ values: UnreadableValues) {
        guard !members.isEmpty || !values.isEmpty else { return }
        state.withLock { state in
            state.unknownMembers.merge(members)
            state.unreadableValues.merge(values)
        }
    }

    /// Keeps the latest time without a zone, with the clock of the server that first sent it.
    func noteLocal(_ time: UnreadableValues.ReadTime?, observedAt: Timestamp) {
        guard let time, let text = time.textWithoutZone else { return }
        let instant = Timestamp(milliseconds: time.milliseconds)
        guard instant - observedAt <= Self.tolerance else { return }
        state.withLock { state in
            if let known = state.latestLocalTime, known.instant >= instant { return }
            state.latestLocalTime = ClientStatistics.LocalTime(
                member: "\(time.object).\(time.member)", text: text, instant: instant,
                observedAt: observedAt)
        }
    }

    /// Compares the latest time with the clock of the server that sent it.
    func note(_ time: UnreadableValues.ReadTime?, observedAt: Timestamp) {
        guard let time else { return }
        let instant = Timestamp(milliseconds: time.milliseconds)
        let ahead = instant - observedAt
        let hasZone = time.textWithoutZone == nil
        // Farther ahead than any zone is not local time; a month ahead is not believed at all.
        let farthest = Duration.seconds(hasZone ? 31 * 86_400 : 16 * 3600)
        guard ahead > Self.tolerance, ahead <= farthest else { return }
        state.withLock { state in
            if let known = state.timeAhead, known.ahead >= ahead { return }
            state.timeAhead = ClientStatistics.TimeAhead(
                member: "\(time.object).\(time.member)",
                text: time.textWithoutZone ?? instant.iso8601, ahead: ahead, hasZone: hasZone)
        }
    }

    /// How far the clocks of one system's machines may differ.
    private static let tolerance = Duration.seconds(120)
}
