internal import CivilTime

/// A request that brought no response, described for the person who must act.
///
/// Holds nothing of the request, so that no secret of its headers can appear.
public struct HTTPError: Error, Hashable, Sendable {
    /// What kind of thing went wrong.
    public enum Code: Hashable, Sendable {
        /// The settings or the request are invalid.
        case configuration
        /// The deadlines: no connection, no headers, no end of the body.
        case noConnection, noFirstByte, notFinished
        /// The run's own time was over.
        case outOfTime
        /// The response is larger than the request allows.
        case tooLarge
        /// The server redirects to another origin; see ``HTTPError/place``.
        case redirected
        case cancelled
        /// No connection, or it broke: name, port, network, certificate.
        case unreachable
        /// What came back is not an HTTP response, or is encoded in an unknown way.
        case unreadable
    }

    public var code: Code
    /// What happened: a clause without a full stop.
    public var problem: String
    /// What to do about it: a sentence.
    public var advice: String?
    /// The origin that a redirect leads to, as the server wrote it.
    public var place: String?

    init(_ code: Code, _ problem: String, advice: String? = nil, place: String? = nil) {
        self.code = code
        self.problem = problem
        self.advice = advice
        self.place = place
    }
}

extension HTTPError: CustomStringConvertible {
    public var description: String { problem + (advice.map { ". \($0)" } ?? "") }
}

extension HTTPError {
    private static let checkNetwork = "Check the address, the port and the firewall."

    static let cancelled = HTTPError(.cancelled, "the request was cancelled")
    static let broken = unreachable("the connection broke")
    static let notHTTP = unreadable("what answers does not speak HTTP")
    static let outOfTime = HTTPError(
        .outOfTime, "the time for this run was over before the answer was complete",
        advice: "Allow more time.")

    static func noConnection(_ deadlines: HTTPDeadlines) -> HTTPError {
        HTTPError(
            .noConnection, "no connection within \(deadlines.connect.shortText)",
            advice: checkNetwork)
    }

    static func noFirstByte(_ deadlines: HTTPDeadlines) -> HTTPError {
        HTTPError(
            .noFirstByte, "no answer within \(deadlines.firstByte.shortText)",
            advice: "Check whether the server is overloaded, or allow more time.")
    }

    static func notFinished(_ deadlines: HTTPDeadlines) -> HTTPError {
        HTTPError(
            .notFinished,
            "the answer was not complete within \(deadlines.whole.shortText)",
            advice: "If the network is slow, allow more time.")
    }

    static func tooLarge(_ maximum: Int) -> HTTPError {
        let size = maximum < 1 << 20 ? "\(maximum) bytes" : "\(maximum >> 20) MiB"
        return HTTPError(.tooLarge, "the answer is larger than \(size)")
    }

    static func redirected(to origin: Origin?) -> HTTPError {
        let place = origin?.description
        return HTTPError(
            .redirected, "the server redirects to \(place ?? "an invalid address")",
            advice: "If that is the right address, use it instead.", place: place)
    }

    static func compressed(_ compressions: [String]) -> HTTPError {
        .unreadable(
            "it compresses its answers in a way that cannot be read "
                + "(\(compressions.joined(separator: ", ").prefix(80)))",
            advice: "Let the server, or the proxy in between, send gzip, deflate or plain text.")
    }

    static func unreadable(
        _ words: String, advice: String = "Check the address, the port, and any proxy in between."
    ) -> HTTPError {
        HTTPError(.unreadable, words, advice: advice)
    }

    static func unknownCharset(_ name: String) -> HTTPError {
        .unreadable(
            "its text is encoded as \(name.prefix(40)), which is not supported",
            advice: "Let the server, or the proxy in between, send UTF-8.")
    }

    /// Whether TLS failed for a certificate that may be of an authority which is not trusted.
    public var isUnknownAuthority: Bool {
        code == .unreachable && Self.isUnknownAuthority(problem.lowercased())
    }

    private static func isUnknownAuthority(_ words: String) -> Bool {
        words.contains("certificate")
            && !["subject name", "expired", "not yet valid"].contains { words.contains($0) }
    }

    /// - Parameter words: what the network, or TLS, reported.
    static func unreachable(_ words: String) -> HTTPError {
        let folded = words.lowercased()
        let advice =
            if folded.contains("subject name") {
                "Use the name that the certificate is for."
            } else if folded.contains("expired") || folded.contains("not yet valid") {
                "Check the certificate's dates and this machine's clock."
            } else if isUnknownAuthority(folded) {
                "If a company's own authority signed the certificate, give its file."
            } else {
                checkNetwork
            }
        return HTTPError(.unreachable, words, advice: advice)
    }
}
