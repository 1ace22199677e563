internal import Locking

/// One request as its task sees it. It ends exactly once, whichever of the response, a fault, a
/// deadline or a cancellation comes first.
final class PendingRequest: Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPError>

    private struct State {
        var outcome: Outcome?
        var continuation: CheckedContinuation<Outcome, Never>?
    }

    let request: HTTPRequest
    let origin: Origin
    let begunAt = ContinuousClock.now
    private let state = Locked(State())

    init(_ request: HTTPRequest, to origin: Origin) {
        self.request = request
        self.origin = origin
    }

    var isEnded: Bool { state.withLock { $0.outcome != nil } }

    /// The first end counts.
    func end(_ outcome: Outcome) {
        let continuation = state.withLock { state in
            guard state.outcome == nil else { return CheckedContinuation<Outcome, Never>?.none }
            state.outcome = outcome
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: outcome)
    }

    /// Waits for the end; called once.
    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.continuation = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
