public import CivilTime
public import Foundation

/// Everything that decides how a ``LucsClient`` talks to its servers.
public struct ClientConfiguration: Sendable {
    /// Which version of the API to speak.
    public enum VersionChoice: Hashable, Sendable {
        /// v2.0, and v1.0 where the server has no v2.0.
        case auto
        case v2
        case v1
    }

    /// The most requests in a span of time, over all servers. `nil` is no limit.
    public struct Limits: Hashable, Sendable {
        public var perSecond: Int?
        public var perMinute: Int?
        public var perHour: Int?

        public init(perSecond: Int? = nil, perMinute: Int? = nil, perHour: Int? = nil) {
            self.perSecond = perSecond
            self.perMinute = perMinute
            self.perHour = perHour
        }
    }

    /// How long a request may take.
    public struct Deadlines: Hashable, Sendable {
        /// From sending to a connection that stands, the handshake of https included.
        public var connect: Duration
        /// From sending to the head of the answer, the time to connect included.
        public var firstByte: Duration
        /// From sending to the last byte.
        public var whole: Duration
        /// Everything that one listing may spend on waiting for a better time: retries and rate
        /// limits. A ``RunDeadline`` may be shorter.
        public var patience: Duration

        public init(
            connect: Duration = .seconds(10), firstByte: Duration = .seconds(15),
            whole: Duration = .seconds(60),
            patience: Duration = .seconds(120)
        ) {
            self.connect = connect
            self.firstByte = firstByte
            self.whole = whole
            self.patience = patience
        }
    }

    /// How often a request is sent again after a fault that may pass.
    public struct Retries: Hashable, Sendable {
        /// Beyond the first time.
        public var maximum: Int
        /// The wait before the first one; it doubles with each, and varies by half to either side.
        public var firstDelay: Duration
        public var longestDelay: Duration
        /// How often the rate limit may refuse a request (429) until it is given up.
        public var maximumRefusals: Int

        public init(
            maximum: Int = 3, firstDelay: Duration = .milliseconds(400),
            longestDelay: Duration = .seconds(15), maximumRefusals: Int = 5
        ) {
            self.maximumRefusals = maximumRefusals
            self.maximum = maximum
            self.firstDelay = firstDelay
            self.longestDelay = longestDelay
        }
    }

    /// Addresses that serve the same system side by side: `http://lucs1:4444`. A path in front of
    /// the API's own may follow.
    public var servers: [URL]
    public var key: APIKey
    /// Reads the key again, from where it came; asked after a server refused it (401).
    public var rereadKey: (@Sendable () throws -> APIKey)?
    public var apiVersion: VersionChoice
    /// `nil`: read from the server's Swagger document where that can be had, else assumed.
    public var paging: Paging?
    public var limits: Limits
    public var deadlines: Deadlines
    public var retries: Retries
    /// The most requests under way at once.
    public var concurrency: Int
    /// The largest answer that is taken, in bytes.
    public var largestBody: Int
    /// The most pages, rows and bytes of responses that a listing may have. Beyond any of them it
    /// is incomplete.
    public var maximumPages: Int
    public var maximumRows: Int
    public var maximumListBytes: Int
    /// How long a server that failed is passed over while another one answers.
    public var cooldown: Duration
    /// Names of members that differ from the documented ones: `task.queueStarted` → names to
    /// look for, in place of the usual ones. ``MemberCatalogue/keys`` lists the keys.
    public var memberNames: [String: [String]]
    /// The context parameters of tasks that are read, by name without regard to case. No other one
    /// leaves the response.
    public var contextParameters: [String]
    /// The zone of times that name none; `nil` is UTC.
    public var serverTimeZone: TimeZone?
    /// Zones that a server may write its times in, the likeliest first.
    public var likelyTimeZones: [TimeZone]
    /// A file of certificates (PEM) to trust beside the system's, for https.
    public var authorities: URL?
    /// The local clock.
    public var now: @Sendable () -> Timestamp
    /// The clock that limits are counted by.
    public var instant: @Sendable () -> ContinuousClock.Instant
    /// Waits by that clock until an instant. A simulated clock that stands has to move on.
    public var sleep: @Sendable (ContinuousClock.Instant) async throws -> Void

    public init(servers: [URL], key: APIKey) {
        self.servers = servers
        self.key = key
        rereadKey = nil
        apiVersion = .auto
        paging = nil
        limits = Limits()
        deadlines = Deadlines()
        retries = Retries()
        concurrency = 4
        largestBody = 64 << 20
        maximumPages = 2000
        maximumRows = 500_000
        maximumListBytes = 512 << 20
        cooldown = .seconds(30)
        memberNames = [:]
        contextParameters = []
        serverTimeZone = nil
        likelyTimeZones = [.current]
        authorities = nil
        instant = { .now }
        sleep = { try await Task.sleep(until: $0, clock: .continuous) }
        now = { .now }
    }
}

/// When the run must be done. Waits of the client that would not end before fail at once
/// instead, with the time at which to try again; requests under way then are given up.
public enum RunDeadline {
    @TaskLocal public static var instant: ContinuousClock.Instant?
}
