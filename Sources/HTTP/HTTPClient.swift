internal import CCurl
public import Foundation
internal import Locking

/// Sends HTTP requests over connections that it keeps and shares, with deadlines for each.
///
/// One client on the system's libcurl, whose transfers share one thread. Redirects are followed
/// within the origin only, so that no header reaches another server. Proxies are those of the
/// environment (`http_proxy`, `https_proxy`, `no_proxy`), never for this machine. There are no
/// cookies, no stored credentials and no cache.
public final class HTTPClient: Sendable {
    private let settings: TransferSettings
    /// Made with the first request: a client that asks nothing costs no thread.
    private let queue = Locked<TransferQueue?>(nil)

    /// - Parameters:
    ///   - authorities: a file of certificates (PEM) to trust beside the system's.
    ///   - connections: maximum number of idle connections that are kept.
    /// - Throws: ``HTTPError`` with code `configuration`.
    public init(authorities: URL? = nil, connections: Int = 6) throws(HTTPError) {
        settings = TransferSettings(
            authorities: try authorities.map(Authorities.init), connections: max(connections, 1))
    }

    deinit {
        queue.withLock { $0?.close() }
    }

    /// The proxy for plain http that the environment names.
    public static var plainProxy: String? {
        ["http_proxy", "all_proxy", "ALL_PROXY"].lazy
            .compactMap { ProcessInfo.processInfo.environment[$0] }.first { !$0.isEmpty }
    }

    /// Sends the request, and ends at once when the task is cancelled.
    public func response(to request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard let origin = Origin(request.url) else {
            throw HTTPError(.configuration, "this is not an http or https address")
        }
        guard request.origin == nil || request.origin == origin else {
            throw HTTPError(.configuration, "the address leads to another server")
        }
        let pending = PendingRequest(request, to: origin)
        let queue = try open()
        queue.add(pending)
        let outcome = await withTaskCancellationHandler {
            await pending.outcome()
        } onCancel: {
            pending.end(.failure(.cancelled))
            queue.drop()
        }
        return try outcome.get()
    }

    private func open() throws(HTTPError) -> TransferQueue {
        try queue.withLock { queue throws(HTTPError) in
            if let queue { return queue }
            let made = try TransferQueue(settings)
            queue = made
            return made
        }
    }
}

/// What all transfers of a client have in common.
struct TransferSettings: Sendable {
    let authorities: Authorities?
    let connections: Int
}
