import Locking

/// The key in use, which may be replaced while the client runs.
final class KeyRing: Sendable {
    private struct State {
        var key: APIKey
        var readAt: ContinuousClock.Instant?
    }

    /// Requests that are refused side by side, or for a missing role, read the key only once.
    static let pause = Duration.seconds(5)

    private let state: Locked<State>
    private let read: (@Sendable () throws -> APIKey)?

    init(_ configuration: ClientConfiguration) {
        state = Locked(State(key: configuration.key))
        read = configuration.rereadKey
    }

    var current: APIKey { state.withLock { $0.key } }

    /// The key to use instead of one that a server refused; `nil` if there is no other.
    func replacement(
        for refused: APIKey, now: ContinuousClock.Instant = .now
    ) -> APIKey? {
        state.withLock { state in
            if state.key != refused { return state.key }
            guard let read, state.readAt.map({ now - $0 >= Self.pause }) ?? true else { return nil }
            state.readAt = now
            guard let key = try? read(), key != refused else { return nil }
            state.key = key
            return key
        }
    }
}
