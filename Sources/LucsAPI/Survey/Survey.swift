public import Foundation

/// What an installation turned out to be: what a self-check reports, and what of it can be
/// configured.
public struct Survey: Sendable {
    /// One of the servers.
    public struct ServerFinding: Sendable {
        public var address: String
        /// The version that answered; `nil` where none did.
        public var version: APIVersion?
        /// How long the answer took.
        public var answeredIn: Duration?
        public var error: APIError?
    }

    /// A list that sampling needs.
    public struct ResourceFinding: Sendable {
        public var endpoint: Endpoint
        /// How many it names; `nil` where it could not be had.
        public var rows: Int?
        /// Why rows may be missing.
        public var shortfall: String?
        public var error: APIError?
    }

    /// How paging settings were found.
    public enum PagingSource: String, Sendable {
        case configured, contract, tried
        /// Nothing was proven: the usual names are taken.
        case assumed
        /// v1.0 answers whole lists.
        case whole
    }

    public var servers: [ServerFinding] = []
    public var resources: [ResourceFinding] = []
    public var objects: [ObjectFinding] = []
    /// The server's own description, where it publishes one that can be read.
    public var contract: ServerContract?
    public var paging = Paging()
    public var pagingSource = PagingSource.assumed
    /// Whether the number of the first page was seen or described, so that the settings can be
    /// relied on.
    public var isFirstPageKnown = false
    /// Members by other names than the known ones: ``ClientConfiguration/memberNames``.
    public var memberNames: [String: [String]] = [:]
    /// The zone in which the server seems to write times that name none; `nil` if they are UTC,
    /// or if none of the likely zones fits.
    public var serverTimeZone: TimeZone?

    public init() {}
}

/// What one kind of object holds, as seen in a list.
public struct ObjectFinding: Sendable {
    public struct Read: Hashable, Sendable {
        /// As in ``MemberCatalogue/keys``.
        public var field: String
        /// As the server spells it.
        public var member: String
    }

    public struct Missing: Hashable, Sendable {
        public var field: String
        public var consequence: String
        /// Whether sampling makes no sense without it.
        public var isNeeded: Bool
    }

    /// The endpoint whose list it was.
    public var endpoint: String
    /// Objects looked at; 0 where the list was empty and only its description could be read.
    public var sampled = 0
    public var read: [Read] = []
    public var missing: [Missing] = []
    /// Members that are of no use here, as far as is known.
    public var unused: [String] = []
    /// Found under another name than any that is known, by what it says and how it is called.
    public var learned: [Read] = []
    /// Date-times that cannot be read, one a member.
    public var unreadTimes: [Read] = []
    /// A date-time as the server writes it.
    public var timeSample: String?
    /// By how much the latest time without a zone lies ahead of the server's clock.
    public var ahead: Duration?
}
