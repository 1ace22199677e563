public import CivilTime
import Foundation
import Hashing

/// What a key has spent of its rate limits, and the pauses that servers asked for: carried from one
/// run to the next, since runs under cron are short and the windows of limits are not.
public struct RequestHistory: Hashable, Sendable {
    /// Requests that were accepted within one second.
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
        /// Requests in one window.
        public var maximum: Int
        /// What refusals showed it to be, before it grew.
        public var shown: Int
        /// The latest value that lasted a step of growth without a refusal.
        public var held: Int
        public var growsAt: Timestamp
        /// Steps of growth since the latest refusal.
        public var steps: Int
        /// The time between two steps.
        public var step: Duration

        public init(
            maximum: Int, shown: Int, held: Int, growsAt: Timestamp, steps: Int, step: Duration
        ) {
            self.maximum = maximum
            self.shown = shown
            self.held = held
            self.growsAt = growsAt
            self.steps = steps
            self.step = step
        }
    }

    /// Refusals for the rate limit that recurred.
    public struct Overrun: Hashable, Sendable {
        public var firstAt: Timestamp
        public var latestAt: Timestamp
        /// Refusals since a request was accepted.
        public var refusalsInARow: Int

        public init(firstAt: Timestamp, latestAt: Timestamp, refusalsInARow: Int) {
            self.firstAt = firstAt
            self.latestAt = latestAt
            self.refusalsInARow = refusalsInARow
        }
    }

    /// A digest that distinguishes keys and servers without revealing them.
    public var owner: String
    /// When it was written, by the local clock.
    public var writtenAt: Timestamp
    /// Those of the last hour, oldest first.
    public var accepted: [Second] = []
    public var perSecond: Learned?
    public var perMinute: Learned?
    public var perHour: Learned?
    /// Until when a server refuses everything, for the rate limit of the key.
    public var pausedUntil: Timestamp?
    /// Until when single addresses that failed asked for no request.
    public var cooldowns: [String: Timestamp] = [:]
    public var overrun: Overrun?

    public init(owner: String, writtenAt: Timestamp) {
        self.owner = owner
        self.writtenAt = writtenAt
    }

    /// Whether a limit is known or a pause was asked for: else nothing of it matters.
    public var binds: Bool {
        perSecond != nil || perMinute != nil || perHour != nil || pausedUntil != nil
            || !cooldowns.isEmpty || overrun != nil
    }
}

extension ClientConfiguration {
    /// What ``RequestHistory/owner`` is for this key and these servers, wherever they stand in the
    /// order.
    func owner(_ key: APIKey) -> String {
        let servers = servers.map(\.absoluteString).sorted().joined(separator: " ")
        return SHA256.digest(Array("\(key.value) \(servers)".utf8)).prefix(8).hexadecimal
    }
}
