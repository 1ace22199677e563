import Foundation
import Locking

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What came back for one request.
struct HTTPAnswer: Sendable {
    var status: Int
    var date: String?
    var retryAfter: String?
    var contentType: String?
    var body: [UInt8]
}

/// Why nothing came back.
enum TransportFault: Error, Hashable, Sendable {
    case noConnection
    case noFirstByte
    case notFinished
    /// The run's own time is over.
    case outOfTime
    case tooLarge
    case redirected(to: String)
    case cancelled
    /// A network fault, in words.
    case network(String)
    /// Something answered, but nothing that can be read: in words.
    case unreadable(String)
}

/// One request under way: collects the answer, and ends exactly once, whichever of the answer, a
/// fault, a deadline or a cancellation is first.
final class Exchange: Sendable {
    private struct State {
        var isConnected = false
        var answer: HTTPAnswer?
        var refusedRedirect: String?
        var isChallenged = false
        var outcome: Result<HTTPAnswer, TransportFault>?
        var continuation: CheckedContinuation<HTTPAnswer, any Error>?
    }

    private let state = Locked(State())
    let largestBody: Int

    init(largestBody: Int) {
        self.largestBody = largestBody
    }

    /// Whether what a deadline asks for has not come yet.
    func isOverdue(_ fault: TransportFault) -> Bool {
        state.withLock { state in
            switch fault {
            case .noConnection: !state.isConnected
            case .noFirstByte: state.answer == nil
            default: true
            }
        }
    }

    /// A connection stands. Sessions do not tell: with them it is taken to stand from the start.
    func connect() {
        state.withLock { $0.isConnected = true }
    }

    /// The head of the answer has come, by another way than a session.
    func begin() {
        state.withLock { $0.answer = HTTPAnswer(status: 0, body: []) }
    }

    func begin(_ response: HTTPURLResponse) {
        var answer = HTTPAnswer(
            status: response.statusCode,
            date: response.value(forHTTPHeaderField: "Date"),
            retryAfter: response.value(forHTTPHeaderField: "Retry-After"),
            contentType: response.value(forHTTPHeaderField: "Content-Type"), body: [])
        if response.expectedContentLength > Int64(largestBody) {
            end(.failure(.tooLarge))
        } else {
            let length = Int(response.expectedContentLength)
            if length > 0 { answer.body.reserveCapacity(length) }
            state.withLock { $0.answer = answer }
        }
    }

    func append(_ data: Data) {
        let isTooLarge = state.withLock { state in
            guard state.outcome == nil, state.answer != nil else { return false }
            data.withUnsafeBytes { state.answer?.body.append(contentsOf: $0) }
            return (state.answer?.body.count ?? 0) > largestBody
        }
        if isTooLarge { end(.failure(.tooLarge)) }
    }

    /// The server points elsewhere, and the request does not follow. Takes effect with
    /// ``finish(_:)``.
    func refuseRedirect(to place: String) {
        state.withLock { $0.refusedRedirect = place }
    }

    /// The server asks for credentials of another kind; the answer's head is all there will be.
    /// Takes effect with ``finish(_:)``.
    func beginChallenged(_ response: HTTPURLResponse) {
        begin(response)
        state.withLock { $0.isChallenged = true }
    }

    /// The session is done with the request, for good or with a fault.
    func finish(_ fault: TransportFault?) {
        if let fault, !state.withLock({ $0.isChallenged }) { return end(.failure(fault)) }
        finish()
    }

    /// The whole body has come.
    private func finish() {
        let (answer, redirect) = state.withLock { ($0.answer, $0.refusedRedirect) }
        if let redirect { return end(.failure(.redirected(to: redirect))) }
        end(answer.map { .success($0) } ?? .failure(.network("the answer was empty")))
    }

    func end(_ outcome: Result<HTTPAnswer, TransportFault>) {
        let continuation = state.withLock { state in
            guard state.outcome == nil else {
                return CheckedContinuation<HTTPAnswer, any Error>?.none
            }
            state.outcome = outcome
            state.answer = nil
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: outcome.mapError { $0 as any Error })
    }

    /// Waits for the end; called once.
    func value() async throws -> HTTPAnswer {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.continuation = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(with: outcome.mapError { $0 as any Error }) }
        }
    }
}
