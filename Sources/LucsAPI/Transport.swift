import CivilTime
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests and guards against all that a server may do instead of answering: each request
/// races deadlines of ours.
///
/// Plain http goes over connections of our own, which take a third of the session's time; https
/// goes over Foundation's session.
struct Transport: Sendable {
    private let plain: PlainTransport?
    /// `nil` where no server needs it: it takes its time to begin.
    private let session: SessionTransport?
    private let deadlines: ClientConfiguration.Deadlines
    private let largestBody: Int

    /// - Throws: ``APIError`` with code `configuration`.
    init(_ configuration: ClientConfiguration) throws(APIError) {
        let proxy = ProcessInfo.processInfo.environment["http_proxy"] ?? ""
        plain = proxy.isEmpty ? PlainTransport(connections: configuration.concurrency + 2) : nil
        let isPlain = configuration.servers.allSatisfy { $0.scheme?.lowercased() == "http" }
        if !isPlain, let file = configuration.authorities { try TrustedAuthorities.use(file) }
        session = isPlain && plain != nil ? nil : SessionTransport(configuration)
        deadlines = configuration.deadlines
        largestBody = configuration.largestBody
    }

    /// - Parameter end: when the run must be done, whatever the deadlines of the request.
    /// - Throws: ``TransportFault``.
    func send(
        _ request: URLRequest, before end: ContinuousClock.Instant?
    ) async throws -> HTTPAnswer {
        var request = request
        // Beyond our own deadlines, so that these decide.
        request.timeoutInterval = deadlines.whole.inSeconds + 60
        let exchange = Exchange(largestBody: largestBody)
        var giveUp: (@Sendable () -> Void)?
        if let plain, let plainRequest = PlainRequest(request) {
            giveUp = plain.begin(plainRequest, for: exchange)
        } else {
            giveUp = session?.begin(request, for: exchange)
        }
        defer { giveUp?() }
        let limits = Self.limits(deadlines, end)
        return try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for (instant, fault) in limits {
                        try await Task.sleep(until: instant, clock: .continuous)
                        if exchange.isOverdue(fault) { exchange.end(.failure(fault)) }
                    }
                }
                defer { group.cancelAll() }
                return try await exchange.value()
            }
        } onCancel: {
            exchange.end(.failure(.cancelled))
        }
    }

    /// What must have come by when, in that order.
    private static func limits(
        _ deadlines: ClientConfiguration.Deadlines, _ end: ContinuousClock.Instant?
    ) -> [(ContinuousClock.Instant, TransportFault)] {
        let now = ContinuousClock.now
        var limits: [(ContinuousClock.Instant, TransportFault)] = [
            (now + deadlines.connect, .noConnection), (now + deadlines.firstByte, .noFirstByte),
            (now + deadlines.whole, .notFinished),
        ]
        if let end { limits.append((end, .outOfTime)) }
        return limits.sorted { $0.0 < $1.0 }
    }
}
