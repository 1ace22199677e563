public import CivilTime

/// Why something could not be had from LUCS, in words for the person who must mend it.
///
/// Never holds the key.
public struct APIError: Error, Hashable, Sendable {
    /// What kind of thing went wrong. Kinds may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case unreachable, timedOut, serverFault, notReady, refused, notFound, rejected
            case outOfTime, rateLimited, badData, unreadable, tooLarge, redirected, paging,
                configuration, unsupported
        }

        private let kind: Kind

        public var description: String { kind.rawValue }

        /// No connection, or it broke: name, port, network, certificate.
        public static let unreachable = Code(kind: .unreachable)
        /// Connected, perhaps, but no answer within the deadline.
        public static let timedOut = Code(kind: .timedOut)
        /// The run's own time was over: ``RunDeadline``.
        public static let outOfTime = Code(kind: .outOfTime)
        /// The server answered 5xx.
        public static let serverFault = Code(kind: .serverFault)
        /// The server is starting (`NotInitialized`).
        public static let notReady = Code(kind: .notReady)
        /// 401 or 403: a wrong or expired key, or a role that it lacks.
        public static let refused = Code(kind: .refused)
        /// 404.
        public static let notFound = Code(kind: .notFound)
        /// Another 4xx.
        public static let rejected = Code(kind: .rejected)
        /// 429, or the client's own budget: see ``APIError/retryAt``.
        public static let rateLimited = Code(kind: .rateLimited)
        /// The answer is not what the endpoint should say.
        public static let badData = Code(kind: .badData)
        /// What came back is no HTTP answer, or one of a kind that was not asked for.
        public static let unreadable = Code(kind: .unreadable)
        /// The answer is larger than the configuration allows.
        public static let tooLarge = Code(kind: .tooLarge)
        /// The server points to another one, where the key must not go.
        public static let redirected = Code(kind: .redirected)
        /// The paging settings do not fit the server.
        public static let paging = Code(kind: .paging)
        /// The client's configuration makes no sense.
        public static let configuration = Code(kind: .configuration)
        /// The API version in use has no such endpoint.
        public static let unsupported = Code(kind: .unsupported)
    }

    public var code: Code
    /// Scheme, host and port of the server; `nil` where none is to blame.
    public var server: String?
    /// The endpoint's name in the catalogue.
    public var endpoint: String?
    /// The HTTP status, where there was an answer.
    public var status: Int?
    /// The server's own error code and message, shortened.
    public var serverCode: String?
    public var serverMessage: String?
    /// What happened: a clause without a full stop.
    public var problem: String
    /// What to do about it: a sentence.
    public var advice: String?
    /// When to try again, by the local clock, where that is known.
    public var retryAt: Timestamp?
    /// Whether the answer was a page for people, so that LUCS itself may never have seen the
    /// request.
    var isWebPage = false

    public init(
        _ code: Code, _ problem: String, advice: String? = nil, server: String? = nil,
        endpoint: String? = nil, status: Int? = nil, serverCode: String? = nil,
        serverMessage: String? = nil, retryAt: Timestamp? = nil
    ) {
        self.code = code
        self.problem = problem
        self.advice = advice
        self.server = server
        self.endpoint = endpoint
        self.status = status
        self.serverCode = serverCode
        self.serverMessage = serverMessage
        self.retryAt = retryAt
    }
}

extension APIError: CustomStringConvertible {
    /// `user-states from http://lucs:4444: the server refused (401, Unauthorized: …). Check …`
    public var description: String {
        var text = ""
        switch (endpoint, server) {
        case (let endpoint?, let server?): text = "\(endpoint) from \(server): "
        case (let place?, nil), (nil, let place?): text = "\(place): "
        case (nil, nil): break
        }
        text += problem
        var details: [String] = []
        if let status { details.append("HTTP \(status)") }
        switch (serverCode, serverMessage) {
        case (let code?, let message?): details.append("\(code): \(message)")
        case (let word?, nil), (nil, let word?): details.append(word)
        case (nil, nil): break
        }
        if !details.isEmpty { text += " (\(details.joined(separator: ", ")))" }
        if let advice { text += ". \(advice)" }
        return text
    }
}

extension APIError {
    /// Whether the fault is the one server's and may pass: the same one may do better in a while.
    public var isServerFault: Bool {
        switch code {
        case .unreachable, .timedOut, .unreadable, .serverFault, .notReady: true
        default: false
        }
    }

    /// Whether another server may do better: this one failed, or something answered in its place,
    /// such as the web server in front of it.
    public var isOneServers: Bool {
        switch code {
        case .redirected: true
        case .refused, .rateLimited: false
        default: isServerFault || isWebPage
        }
    }
}
