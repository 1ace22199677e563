/// How long a request may take. All of them run from the moment when the request is made.
public struct HTTPDeadlines: Hashable, Sendable {
    /// Until a connection is established, the TLS handshake included.
    public var connect: Duration
    /// Until the status and headers of the response are complete.
    public var firstByte: Duration
    /// Until the last byte of the response.
    public var whole: Duration
    /// When the run must be done, whatever the request may take.
    public var runEnd: ContinuousClock.Instant?

    public init(
        connect: Duration = .seconds(10), firstByte: Duration = .seconds(15),
        whole: Duration = .seconds(60), runEnd: ContinuousClock.Instant? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.whole = whole
        self.runEnd = runEnd
    }
}

/// A request that only reads: it may be sent again when a kept connection turns out to be closed.
public struct HTTPRequest: Sendable {
    public var method: String
    /// An absolute http or https address.
    public var url: String
    /// Where the address has to lead; `nil` if anywhere will do.
    public var origin: Origin?
    public var headers: [(name: String, value: String)]
    /// Sent by methods that have one.
    public var body: [UInt8]?
    public var deadlines: HTTPDeadlines
    /// Maximum bytes of the body of the response, uncompressed.
    public var maximumBody: Int
    /// Whether the body of the response is wanted. If not, the request ends with the headers.
    public var wantsBody: Bool

    public init(
        _ url: String, method: String = "GET", headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil, deadlines: HTTPDeadlines = HTTPDeadlines(),
        maximumBody: Int = 64 << 20, wantsBody: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadlines = deadlines
        self.maximumBody = maximumBody
        self.wantsBody = wantsBody
    }
}

/// What came back for a request.
public struct HTTPResponse: Sendable {
    public var status: Int
    /// By name in lower case; several with one name are joined by commas.
    public var headers: [String: String]
    /// Uncompressed. Text in one of the usual encodings has become UTF-8.
    public var body: [UInt8]

    /// The header of that name, which is in lower case.
    public subscript(name: String) -> String? { headers[name] }
}
