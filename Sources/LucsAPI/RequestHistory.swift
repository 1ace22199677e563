public import CivilTime
import Foundation
import Hashing

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

    /// Whose it is: tells keys and servers apart without telling them.
    public var owner: String
    /// When it was told, by the local clock.
    public var toldAt: Timestamp
    /// Those of the last hour, oldest first.
    public var answered: [Second] = []
    public var perSecond: Learned?
    public var perMinute: Learned?
    public var perHour: Learned?
    /// Until when a server refused everything, for the rate limit of the key.
    public var quietUntil: Timestamp?
    /// Until when single addresses that failed asked to be left alone.
    public var quietAddresses: [String: Timestamp] = [:]
    /// Since when nothing but refusals for the rate limit came.
    public var refusedSince: Timestamp?

    public init(owner: String, toldAt: Timestamp) {
        self.owner = owner
        self.toldAt = toldAt
    }

    /// Whether a limit is known or anybody asked for quiet: else nothing of it matters.
    public var binds: Bool {
        perSecond != nil || perMinute != nil || perHour != nil || quietUntil != nil
            || !quietAddresses.isEmpty || refusedSince != nil
    }
}

extension ClientConfiguration {
    /// What ``RequestHistory/owner`` is for this key and these servers, wherever they stand in the
    /// order.
    var owner: String {
        let servers = servers.map(\.absoluteString).sorted().joined(separator: " ")
        return SHA256.digest(Array("\(key.value) \(servers)".utf8)).prefix(8).hexadecimal
    }
}
