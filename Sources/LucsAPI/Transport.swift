import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests and guards against all that a server may do instead of answering.
///
/// One session for the process: no cache, no cookies, no stored credentials. The session's own
/// time limits do not hold on every platform, hence each request races deadlines of ours.
final class Transport: Sendable {
    private let session: URLSession
    private let delegate: TransportDelegate
    private let deadlines: ClientConfiguration.Deadlines
    private let largestBody: Int

    init(_ configuration: ClientConfiguration) {
        let settings = URLSessionConfiguration.ephemeral
        settings.httpMaximumConnectionsPerHost = max(configuration.concurrency, 1) + 2
        settings.urlCache = nil
        settings.httpCookieStorage = nil
        settings.httpShouldSetCookies = false
        settings.urlCredentialStorage = nil
        settings.requestCachePolicy = .reloadIgnoringLocalCacheData
        delegate = TransportDelegate()
        session = URLSession(configuration: settings, delegate: delegate, delegateQueue: nil)
        deadlines = configuration.deadlines
        largestBody = configuration.largestBody
    }

    deinit {
        session.invalidateAndCancel()
    }

    /// - Throws: ``TransportFault``.
    func send(_ request: URLRequest) async throws -> HTTPAnswer {
        var request = request
        // Beyond our own deadlines, so that these decide.
        request.timeoutInterval = deadlines.whole.inSecondsForFoundation + 60
        let exchange = Exchange(largestBody: largestBody)
        let task = session.dataTask(with: request)
        delegate.register(exchange, for: task)
        defer {
            delegate.forget(task)
            task.cancel()
        }
        return try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let deadlines = deadlines
                group.addTask {
                    if deadlines.firstByte < deadlines.whole {
                        try await Task.sleep(for: deadlines.firstByte)
                        if !exchange.hasAnswer { exchange.end(.failure(.noFirstByte)) }
                        try await Task.sleep(for: deadlines.whole - deadlines.firstByte)
                    } else {
                        try await Task.sleep(for: deadlines.whole)
                    }
                    exchange.end(.failure(.notFinished))
                }
                defer { group.cancelAll() }
                task.resume()
                return try await exchange.value()
            }
        } onCancel: {
            exchange.end(.failure(.cancelled))
        }
    }
}

extension Duration {
    fileprivate var inSecondsForFoundation: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
