import CivilTime
import JSONText

/// Tells answers with data from those without, and puts the latter into words.
struct AnswerCheck {
    let endpoint: Endpoint
    let server: Server
    let key: APIKey

    func error(in answer: HTTPAnswer) -> APIError? {
        let isError = ErrorBody.isError(answer.body)
        let isPage =
            !answer.body.isEmpty
            && ErrorBody.isWebPage(answer.body, contentType: answer.contentType)
        if (200..<300).contains(answer.status), !isError, !isPage { return nil }
        let body = ErrorBody(answer.body, contentType: answer.contentType, key: key)
        var error = describe(answer.status, body)
        error.status = answer.status
        error.serverCode = body.code
        error.serverMessage = body.message
        error.isWebPage = body.isWebPage
        return error
    }

    /// The error that a response reports beside rows, or in their place.
    func reported(in body: [UInt8]) -> APIError {
        let body = ErrorBody(body, contentType: nil, key: key)
        var error = describe(200, body)
        error.status = 200
        error.serverCode = body.code
        error.serverMessage = body.message
        error.endpoint = endpoint.name
        error.server = server.origin.description
        return error
    }

    private func describe(_ status: Int, _ body: ErrorBody) -> APIError {
        switch (status, body.code?.lowercased()) {
        case (_, "notinitialized"):
            return APIError(
                .notReady, "the server is still starting", advice: "Try again in a minute.")
        case (401, _), (403, _), (200..<300, "unauthorized"), (200..<300, "forbidden"):
            return APIError(
                .refused, "the server refused the key",
                advice: "Check that the key is right, not expired, and has the role "
                    + "\(endpoint.roles.joined(separator: " or ")).")
        case (404, _):
            return APIError(
                .notFound,
                endpoint.subject.map { "the server knows no such \($0.rawValue)" }
                    ?? "the server has nothing at this address",
                advice: endpoint.subject == nil
                    ? "Check the address, and whether the server speaks this version of the API."
                    : nil)
        case (429, _):
            return APIError(.rateLimited, "the server's rate limit for this key is reached")
        case (500..., _):
            return APIError(
                .serverFault,
                body.isWebPage
                    ? "a web server in front of LUCS answered with an error page"
                    : "the server failed",
                advice: "If it stays so, see the server's own log.")
        case (300..<400, _):
            return APIError(
                .redirected, "the server points elsewhere",
                advice: "Give the address at which it answers itself.")
        case (200..<300, _) where body.isWebPage:
            return APIError(
                .badData, "a web page came instead of data",
                advice: "Check the server's address and port.")
        case (200..<300, _):
            return APIError(.badData, "the server reported an error instead of data")
        default:
            return APIError(.rejected, "the server rejected the request")
        }
    }
}

extension APIError {
    init(_ fault: TransportFault, _ configuration: ClientConfiguration) {
        switch fault {
        case .noConnection:
            self.init(
                .timedOut, "no connection within \(configuration.deadlines.connect.shortText)",
                advice: "Check the address, the port and the firewall.")
        case .outOfTime:
            self.init(
                .outOfTime, "the time for this pass was over before the answer was complete",
                advice: "If the server is always this slow, allow more time (deadlines.pass).")
        case .noFirstByte:
            self.init(
                .timedOut,
                "no answer within \(configuration.deadlines.firstByte.shortText)",
                advice: "See whether LUCS is overloaded, or allow more time "
                    + "(deadlines.firstByte).")
        case .notFinished:
            self.init(
                .timedOut,
                "the answer was not complete within \(configuration.deadlines.whole.shortText)",
                advice: "If the network is slow, allow more time (deadlines.whole).")
        case .tooLarge:
            self.init(
                .tooLarge, "the answer is larger than \(configuration.largestBody >> 20) MiB",
                advice: "Ask for smaller pages (paging.size).")
        case .redirected(let place):
            let told = ErrorBody.shortened(place, configuration.key) ?? "nowhere"
            self.init(
                .redirected, "the server points to \(told), where the key must not go",
                advice: "If that is the right one, give its address instead.")
        case .unreadable(let words):
            self.init(
                .unreadable, "the answer cannot be read: \(words)",
                advice: "Check the address and the port, and what stands between.")
        case .cancelled:
            self.init(.unreachable, "the request was cancelled")
        case .network(let words):
            self.init(
                .unreachable, "the server cannot be reached: \(words)",
                advice: Self.advice(words.lowercased()))
        }
    }

    /// - Parameter words: what the network, or TLS, had to say.
    private static func advice(_ words: String) -> String {
        if words.contains("subject name") {
            return "Use the name that the certificate is for."
        }
        if words.contains("expired") || words.contains("not yet valid") {
            return "Check the certificate's dates and this machine's clock."
        }
        return words.contains("certificate")
            ? "If a company's own authority signed the certificate, name its file: caFile."
            : "Check the address, the port and the firewall."
    }
}
