public import CivilTime

/// What a key has spent of its rate limits, and what it was told to wait for: to be carried from
/// one run to the next, since runs under cron are short and the windows of limits are not.
public struct RequestHistory: Hashable, Sendable {
    /// Requests that were answered within one second.
    public struct Second: Hashable, Sendable {
        /// The end of the second, by the local clock.
        public var end: Timestamp
        public var requests: Int

        public init(end: Timestamp, requests: Int) {
            self.end = end
            self.requests = requests
        }
    }

    /// A limit that was learned from refusals.
    public struct Learned: Hashable, Sendable {
        public var most: Int
        /// When it is to be tried again whether it still holds.
        public var until: Timestamp

        public init(most: Int, until: Timestamp) {
            self.most = most
            self.until = until
        }
    }

    /// Those of the last hour, oldest first.
    public var answered: [Second] = []
    public var perSecond: Learned?
    public var perMinute: Learned?
    public var perHour: Learned?
    /// Until when a server refused everything, for the rate limit of the key.
    public var quietUntil: Timestamp?
    /// Until when single servers asked to be left alone, by their addresses.
    public var quietServers: [String: Timestamp] = [:]

    public init() {}

    /// Whether a limit is known or anybody asked for quiet: else nothing of it matters.
    public var binds: Bool {
        perSecond != nil || perMinute != nil || perHour != nil || quietUntil != nil
            || !quietServers.isEmpty
    }
}
