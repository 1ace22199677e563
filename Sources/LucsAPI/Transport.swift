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
    private let session: SessionTransport
    private let deadlines: ClientConfiguration.Deadlines
    private let largestBody: Int

    init(_ configuration: ClientConfiguration) {
        let proxy = ProcessInfo.processInfo.environment["http_proxy"] ?? ""
        plain = proxy.isEmpty ? PlainTransport(connections: configuration.concurrency + 2) : nil
        session = SessionTransport(configuration)
        deadlines = configuration.deadlines
        largestBody = configuration.largestBody
    }

    /// - Throws: ``TransportFault``.
    func send(_ request: URLRequest) async throws -> HTTPAnswer {
        var request = request
        // Beyond our own deadlines, so that these decide.
        request.timeoutInterval = deadlines.whole.inSeconds + 60
        let exchange = Exchange(largestBody: largestBody)
        let giveUp: @Sendable () -> Void
        if let plain, let plainRequest = PlainRequest(request) {
            giveUp = plain.begin(plainRequest, for: exchange)
        } else {
            giveUp = session.begin(request, for: exchange)
        }
        defer { giveUp() }
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
                return try await exchange.value()
            }
        } onCancel: {
            exchange.end(.failure(.cancelled))
        }
    }
}
