internal import CCurl

/// One request under way on the loop's thread: collects the response, over redirects.
final class Transfer {
    static let maximumRedirects = 8

    let pending: PendingRequest
    var origin: Origin { pending.origin }
    /// A new one for each request, also after a redirect.
    var handle: EasyHandle
    private let sockets: OpenSockets

    private(set) var url: String
    /// Whether libcurl uncompresses the body: not where a server names what is no compression,
    /// which libcurl would refuse.
    private(set) var decodes: Bool
    private(set) var needsNewConnection: Bool
    /// Whether the server sends no more than it is asked for, so that its connections are kept.
    private(set) var keepsConnection: Bool

    private(set) var head = ResponseHead()
    private var body: [UInt8] = []
    private var isConnected = false
    /// Whether the connection that libcurl chose was not fit to be used again.
    private var isUnfit = false
    /// Why the transfer was ended by a callback.
    private var fault: HTTPError?
    private var redirects = 0
    /// How often the same address was asked again.
    private var repeats = 0

    init(
        _ pending: PendingRequest, handle: EasyHandle, sockets: OpenSockets, decodes: Bool,
        keepsConnection: Bool
    ) {
        self.pending = pending
        self.decodes = decodes
        self.keepsConnection = keepsConnection
        needsNewConnection = !keepsConnection
        self.handle = handle
        self.sockets = sockets
        url = pending.request.url
    }

    // MARK: Deadlines

    private var deadlines: HTTPDeadlines { pending.request.deadlines }

    /// The deadline that has passed, if any.
    func overdue(at now: ContinuousClock.Instant) -> HTTPError? {
        let age = now - pending.begunAt
        if !isConnected, age >= deadlines.connect { return .noConnection(deadlines) }
        if !head.isComplete, age >= deadlines.firstByte { return .noFirstByte(deadlines) }
        if age >= deadlines.whole { return .notFinished(deadlines) }
        if let end = deadlines.runEnd, now >= end { return .outOfTime }
        return nil
    }

    /// The next deadline that may pass.
    var nextDeadline: ContinuousClock.Instant {
        var age = deadlines.whole
        if !isConnected { age = min(age, deadlines.connect) }
        if !head.isComplete { age = min(age, deadlines.firstByte) }
        let own = pending.begunAt + age
        return deadlines.runEnd.map { min($0, own) } ?? own
    }

    // MARK: What libcurl calls

    /// The connection is established, and the request is about to be sent.
    fileprivate func begin(localPort: Int32) -> Bool {
        isConnected = true
        let fitness = sockets.begin(handle.pointer, localPort: localPort)
        isUnfit = fitness != .fit
        if fitness == .leftovers { keepsConnection = false }
        return !isUnfit
    }

    fileprivate func take(header line: UnsafeRawBufferPointer) -> Bool {
        do throws(HTTPError) {
            let wasComplete = head.isComplete
            try head.take(line)
            if head.isComplete, !wasComplete { try headIsComplete() }
            return true
        } catch {
            fault = error
            return false
        }
    }

    private func headIsComplete() throws(HTTPError) {
        if head.rulesOutBody {
            // A server that sends a body all the same would have it read as the next response.
            handle.forbidReuse()
        } else if let length = head.contentLength {
            guard length <= pending.request.maximumBody else {
                throw .tooLarge(pending.request.maximumBody)
            }
            if pending.request.wantsBody { body.reserveCapacity(length) }
        }
        if (200..<300).contains(head.status), head.contentLength != 0, !head.canBeUncompressed {
            throw .compressed(head.compressions)
        }
        if !pending.request.wantsBody {
            pending.end(.success(response))
        }
    }

    fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard pending.request.wantsBody else { return false }
        guard body.count + bytes.count <= pending.request.maximumBody else {
            fault = .tooLarge(pending.request.maximumBody)
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    // MARK: The end

    /// What follows the end of a transfer.
    enum Verdict {
        case end(PendingRequest.Outcome)
        /// It has to be sent again, perhaps to another address of the same origin.
        case again
    }

    func verdict(_ code: CURLcode) -> Verdict {
        if let fault { return .end(.failure(fault)) }
        if isUnfit, code != CURLE_OK {
            needsNewConnection = true
            return again()
        }
        if isMisjudged(code) {
            decodes.toggle()
            return again()
        }
        if code == CURLE_BAD_CONTENT_ENCODING, head.isComplete, head.status >= 300 {
            // The status says more than a body that cannot be read.
            body = []
        } else if code != CURLE_OK {
            return .end(.failure(TransferFailure(code, of: self, isConnected: isConnected).error))
        }
        guard head.isComplete else { return .end(.failure(.broken)) }
        if head.status == 408, repeats == 0 {
            // The farewell of a connection that was idle for too long: asked again on a new one.
            needsNewConnection = true
            return again()
        }
        if (300..<400).contains(head.status), head.headers["location"] != nil {
            return redirected()
        }
        return .end(Result { () throws(HTTPError) in try decoded() })
    }

    /// Whether the body was uncompressed although it was not compressed, or not although it was.
    private func isMisjudged(_ code: CURLcode) -> Bool {
        decodes
            ? code == CURLE_BAD_CONTENT_ENCODING && head.compressions.isEmpty
            : code == CURLE_OK && !head.compressions.isEmpty
    }

    private func again() -> Verdict {
        repeats += 1
        guard repeats <= 2 else { return .end(.failure(.notHTTP)) }
        reset()
        return .again
    }

    private func reset() {
        head = ResponseHead()
        body = []
        isUnfit = false
    }

    /// The secrets of the headers go to the same scheme, host and port only, by the same method.
    private func redirected() -> Verdict {
        let keepsMethod = pending.request.method == "GET" || [307, 308].contains(head.status)
        let place = handle.redirectURL
        let target = place.flatMap(Origin.init)
        guard let place, target == origin, keepsMethod else {
            return .end(.failure(.redirected(to: target)))
        }
        redirects += 1
        guard redirects <= Self.maximumRedirects else {
            return .end(.failure(.unreadable("it redirects without end")))
        }
        url = place
        reset()
        return .again
    }

    private var response: HTTPResponse {
        HTTPResponse(status: head.status, headers: head.headers, body: body)
    }

    /// The response with its text in UTF-8.
    private func decoded() throws(HTTPError) -> HTTPResponse {
        var response = response
        guard let name = Charset.name(in: head.headers["content-type"]), !body.isEmpty else {
            return response
        }
        if let charset = Charset(name) {
            response.body = charset.utf8(body)
        } else if (200..<300).contains(head.status) {
            throw .unknownCharset(name)
        }
        return response
    }
}

/// `CURLOPT_HEADERFUNCTION`
let headerReceived: curl_write_callback = { bytes, size, count, owner in
    pass(bytes, size * count, to: owner) { $0.take(header: $1) }
}

/// `CURLOPT_WRITEFUNCTION`
let bodyReceived: curl_write_callback = { bytes, size, count, owner in
    pass(bytes, size * count, to: owner) { $0.take(body: $1) }
}

/// - Returns: the number of bytes if they were taken; anything else ends the transfer.
private func pass(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, to owner: UnsafeMutableRawPointer?,
    _ take: (Transfer, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let owner else { return Int(CURL_WRITEFUNC_ERROR) }
    let transfer = Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    let isTaken = take(transfer, UnsafeRawBufferPointer(start: bytes, count: count))
    return isTaken ? count : Int(CURL_WRITEFUNC_ERROR)
}

/// `CURLOPT_PREREQFUNCTION`
let requestBegins: curl_prereq_callback = { owner, _, _, _, localPort in
    guard let owner else { return CURL_PREREQFUNC_ABORT }
    let transfer = Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    return transfer.begin(localPort: localPort) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
