extension TestServer {
    /// What the server does about a request, step by step.
    public struct Reply: Sendable {
        /// One thing that the server does.
        public enum Step: Sendable {
            /// Sends bytes, which leave the machine before the next step.
            case send([UInt8])
            case pause(Duration)
            /// Sends the bytes again and again, until the client has had enough.
            case endless([UInt8], every: Duration)
            /// Waits for the client to close the connection.
            case silence
            /// Closes the connection. Without it, the connection stays open for another request.
            case close
        }

        public var steps: [Step]

        public init(_ steps: [Step]) {
            self.steps = steps
        }
    }
}

extension TestServer.Reply {
    /// A proper response, with a `Date` unless the headers have one; the connection closes.
    public static func json(
        _ body: String, status: Int = 200, headers: [String: String] = [:]
    ) -> Self {
        var headers = headers
        if headers["Date"] == nil { headers["Date"] = "Tue, 24 Nov 2026 08:00:00 GMT" }
        headers["Content-Type"] = headers["Content-Type"] ?? "application/json"
        return response(status, headers, Array(body.utf8))
    }

    public static func html(_ body: String, status: Int) -> Self {
        response(status, ["Content-Type": "text/html"], Array(body.utf8))
    }

    /// A response with its length; the connection closes.
    public static func response(
        _ status: Int, _ headers: [String: String], _ body: [UInt8]
    ) -> Self {
        let head =
            "HTTP/1.1 \(status) Status\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
            + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return Self([.send(Array("\(head)\r\n".utf8) + body), .close])
    }

    /// These bytes, then the connection closes.
    public static func bytes(_ text: String) -> Self {
        Self([.send(Array(text.utf8)), .close])
    }

    /// These bytes; the connection stays open for another request.
    public static func open(_ text: String) -> Self {
        Self([.send(Array(text.utf8))])
    }

    /// Nothing, while the client waits.
    public static var silence: Self { Self([.silence]) }

    /// A proper head, then a byte now and then, forever.
    public static var drip: Self {
        Self([
            .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[".utf8)),
            .endless([0x20], every: .milliseconds(20)),
        ])
    }

    /// A proper head, then bytes without end, as fast as they are taken.
    public static var endless: Self {
        Self([
            .send(Array("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".utf8)),
            .endless([UInt8](repeating: 0x78, count: 65_536), every: .zero),
        ])
    }
}
