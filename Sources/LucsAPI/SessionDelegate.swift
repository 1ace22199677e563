import Foundation
import Locking

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Hands what a session reports to the exchange that it belongs to.
final class SessionDelegate: NSObject, URLSessionDataDelegate, Sendable {
    private let exchanges = Locked<[Int: Exchange]>([:])

    func register(_ exchange: Exchange, for task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = exchange }
    }

    func forget(_ task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = nil }
    }

    private func exchange(of task: URLSessionTask) -> Exchange? {
        exchanges.withLock { $0[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        guard let exchange = exchange(of: dataTask), let response = response as? HTTPURLResponse
        else { return completionHandler(.cancel) }
        exchange.begin(response)
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchange(of: dataTask)?.append(data)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        exchange(of: task)?.finish(error.map(Self.fault))
    }

    /// The key travels in a header of ours, which the session would carry along: it goes to the
    /// same scheme, host and port only.
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        let origin = task.originalRequest?.url.flatMap(Origin.init)
        guard let target = request.url, let origin, Origin(target) == origin,
            request.httpMethod == task.originalRequest?.httpMethod
        else {
            let place = request.url.flatMap(Origin.init)?.description ?? "nowhere"
            // The exchange ends when the session has taken the refusal in: to end it now would
            // cancel the task, and a session on Linux traps when the two cross.
            exchange(of: task)?.refuseRedirect(to: place)
            return completionHandler(nil)
        }
        completionHandler(request)
    }

    /// A challenge in an answer (`WWW-Authenticate`) is not for us: the key is all there is. On
    /// Linux a session waits for ever once it was challenged, hence the status is taken as the
    /// answer here, once the session has taken it in. Certificates are checked as the system does.
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler:
            @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        guard let refusal = challenge.failureResponse as? HTTPURLResponse else {
            return completionHandler(.performDefaultHandling, nil)
        }
        exchange(of: task)?.beginChallenged(refusal)
        completionHandler(.cancelAuthenticationChallenge, nil)
    }

    private static func fault(_ error: any Error) -> TransportFault {
        guard let error = error as? URLError else { return .network(error.localizedDescription) }
        switch error.code {
        case .cancelled: return .cancelled
        // The session's own limits are far away: it is the one for the connection.
        case .timedOut: return .noConnection
        case .cannotFindHost, .dnsLookupFailed: return .network("the name is not known")
        case .cannotConnectToHost: return .network("nothing accepts connections there")
        case .networkConnectionLost: return .network("the connection broke")
        case .secureConnectionFailed, .serverCertificateUntrusted,
            .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
            .serverCertificateNotYetValid:
            return .network("its certificate is not trusted, or TLS failed")
        default:
            let text = error.localizedDescription
            return .network(text.isEmpty ? "network error \(error.code.rawValue)" : text)
        }
    }
}
