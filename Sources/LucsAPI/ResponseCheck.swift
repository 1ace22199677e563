import CivilTime
import HTTP
import JSONText

/// Tells answers with data from those without, and puts the latter into words.
struct ResponseCheck {
    let endpoint: Endpoint
    let server: Server
    let key: APIKey

    func error(in response: HTTPResponse) -> APIError? {
        let contentType = response["content-type"]
        let isError = ErrorBody.isError(response.body)
        let isPage =
            !response.body.isEmpty
            && ErrorBody.isWebPage(response.body, contentType: contentType)
        // Accepted for later, or a part: neither is the whole.
        let isWhole =
            (200..<300).contains(response.status) && ![202, 206].contains(response.status)
        if isWhole, !isError, !isPage { return nil }
        let body = ErrorBody(response.body, contentType: contentType, key: key)
        var error = describe(response.status, body)
        error.status = response.status
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
        case (304, _):
            return APIError(
                .badData, "the response says that nothing changed since an earlier request",
                advice: "lucstats never asks for changes only: check any cache or proxy in between."
            )
        case (300..<400, _):
            return APIError(
                .redirected, "the server redirects without saying where to",
                advice: "Use the address at which LUCS itself responds.")
        case (202, _), (206, _):
            return APIError(
                .badData, "the response is not complete",
                advice: "Check the server, and any proxy in between.")
        case (200..<300, _) where body.isWebPage:
            return APIError(
                .badData, "a web page came instead of data",
                advice: "Check the server's address and port.")
        case (200..<300, _):
            return APIError(
                .badData, "the server reported an error instead of data",
                advice: "If this persists, check the LUCS log.")
        default:
            return APIError(.rejected, "the server rejected the request")
        }
    }
}

extension APIError {
    /// - Parameter fault: why no response came. Where a setting of ours helps, the advice names it.
    init(_ fault: HTTPError, _ configuration: ClientConfiguration) {
        switch fault.code {
        case .configuration: self.init(.configuration, fault.problem, advice: fault.advice)
        case .noConnection: self.init(.timedOut, fault.problem, advice: fault.advice)
        case .outOfTime:
            self.init(
                .outOfTime, "the time for this pass was over before the answer was complete",
                advice: "If the server is always this slow, allow more time (deadlines.pass).")
        case .noFirstByte:
            self.init(
                .timedOut, fault.problem,
                advice: "See whether LUCS is overloaded, or allow more time "
                    + "(deadlines.firstByte).")
        case .notFinished:
            self.init(
                .timedOut, fault.problem,
                advice: "If the network is slow, allow more time (deadlines.whole).")
        case .tooLarge:
            self.init(
                .tooLarge, fault.problem, advice: "Ask for smaller pages (paging.size).")
        case .redirected:
            let told = fault.place.flatMap { ErrorBody.shortened($0, configuration.key) }
            self.init(
                .redirected, "the server points to \(told ?? "nowhere"), where the key must not go",
                advice: "If that is the right one, give its address instead.")
        case .unreadable:
            self.init(
                .unreadable, "the answer cannot be read: \(fault.problem)", advice: fault.advice)
        case .cancelled: self.init(.unreachable, fault.problem)
        case .unreachable:
            self.init(
                .unreachable, "the server cannot be reached: \(fault.problem)",
                advice: fault.isUnknownAuthority
                    ? "If a company's own authority signed the certificate, name its file: caFile."
                    : fault.advice)
        }
    }
}
