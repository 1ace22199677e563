import CivilTime
import Foundation
import Locking

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests and guards against all that a server may do instead of answering: each request
/// races deadlines of ours (``DeadlineWatch``).
///
/// Plain http goes over connections of our own, which take a third of the session's time; https
/// goes over Foundation's session.
struct Transport: Sendable {
    private let plain: PlainTransport
    private let hasProxy: Bool
    private let session: SessionHolder
    private let watch: DeadlineWatch
    private let longest: Duration
    private let largestBody: Int

    /// - Throws: ``APIError`` with code `configuration`.
    init(_ configuration: ClientConfiguration) throws(APIError) {
        plain = PlainTransport(connections: configuration.concurrency + 2)
        hasProxy = Self.proxy != nil
        if configuration.servers.contains(where: { $0.scheme?.lowercased() == "https" }),
            let file = configuration.authorities
        {
            try SessionTransfers.trust(file)
        }
        SessionTransfers.connect(within: configuration.deadlines.connect)
        session = SessionHolder(configuration)
        watch = DeadlineWatch(configuration.deadlines)
        longest = configuration.deadlines.whole
        largestBody = configuration.largestBody
    }

    /// The proxy for plain http that the environment names.
    static var proxy: String? {
        ProcessInfo.processInfo.environment["http_proxy"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Parameter end: when the run must be done, whatever the deadlines of the request.
    /// - Throws: ``TransportFault``.
    func send(
        _ request: URLRequest, before end: ContinuousClock.Instant? = nil
    ) async throws -> HTTPAnswer {
        var request = request
        // Beyond our own deadlines, so that these decide.
        request.timeoutInterval = longest.inSeconds + 60
        let exchange = Exchange(largestBody: largestBody)
        watch.add(exchange, before: end)
        let giveUp: @Sendable () -> Void
        if let plainRequest = PlainRequest(request), !hasProxy || plainRequest.origin.isThisMachine
        {
            giveUp = plain.begin(plainRequest, for: exchange)
        } else {
            giveUp = session.transport.begin(request, for: exchange)
        }
        defer {
            watch.remove(exchange)
            giveUp()
        }
        return try await withTaskCancellationHandler {
            try await exchange.value()
        } onCancel: {
            exchange.end(.failure(.cancelled))
        }
    }
}

/// Makes the session when it is first needed: with plain http it never is, and it costs threads.
private final class SessionHolder: Sendable {
    private let configuration: ClientConfiguration
    private let made = Locked<SessionTransport?>(nil)

    init(_ configuration: ClientConfiguration) {
        self.configuration = configuration
    }

    var transport: SessionTransport {
        made.withLock { made in
            let transport = made ?? SessionTransport(configuration)
            made = transport
            return transport
        }
    }
}
