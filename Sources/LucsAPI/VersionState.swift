import Locking

/// Which version of the API to speak, found out once.
final class VersionState: Sendable {
    private struct State {
        var version: APIVersion
        /// Whether v1.0 may still turn out to be all there is.
        var isOpen: Bool
    }

    private let state: Locked<State>
    private let mayFallBackAtAll: Bool

    init(_ choice: ClientConfiguration.VersionChoice) {
        mayFallBackAtAll = choice == .auto
        state = Locked(State(version: choice == .v1 ? .v1 : .v2, isOpen: choice == .auto))
    }

    var current: APIVersion { state.withLock { $0.version } }

    /// Whether a 404 to a request of v2.0 may mean that the server has no v2.0: nothing of it
    /// was ever answered.
    var mayFallBack: Bool {
        state.withLock { $0.isOpen || (mayFallBackAtAll && $0.version == .v1) }
    }

    func settle(_ version: APIVersion) {
        state.withLock { state in
            guard state.isOpen else { return }
            state = State(version: version, isOpen: false)
        }
    }
}
