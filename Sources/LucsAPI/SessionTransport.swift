import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests over Foundation's session: for https, and where a proxy is set.
///
/// One session for the process: no cache, no cookies, no stored credentials. The session's own
/// time limits do not hold on every platform; see ``Transport`` for those that do.
final class SessionTransport: Sendable {
    private let session: URLSession
    private let delegate: SessionDelegate

    init(_ configuration: ClientConfiguration) {
        let settings = URLSessionConfiguration.ephemeral
        settings.httpMaximumConnectionsPerHost = max(configuration.concurrency, 1) + 2
        settings.urlCache = nil
        settings.httpCookieStorage = nil
        settings.httpShouldSetCookies = false
        settings.urlCredentialStorage = nil
        settings.requestCachePolicy = .reloadIgnoringLocalCacheData
        delegate = SessionDelegate()
        session = URLSession(configuration: settings, delegate: delegate, delegateQueue: nil)
    }

    deinit {
        session.invalidateAndCancel()
    }

    /// Begins to send; the exchange is told what comes back. Returns what gives the request up.
    func begin(_ request: URLRequest, for exchange: Exchange) -> @Sendable () -> Void {
        exchange.connect()
        let task = session.dataTask(with: request)
        delegate.register(exchange, for: task)
        task.resume()
        return { [delegate] in
            delegate.forget(task)
            task.cancel()
        }
    }
}
