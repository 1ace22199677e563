import Locking

/// Which version of the API to speak, found out once.
final class VersionState: Sendable {
    private struct State {
        var version: APIVersion
        /// Whether v1.0 may still turn out to be all there is.
        var isOpen: Bool
        /// Until when the list of users stands in for that of states.
        var statesFromUsersUntil: ContinuousClock.Instant?
        /// Whether the key is to blame for that, and not the server.
        var lacksRole = false
        /// Whether users are asked for with their skills and profiles.
        var asksFields = true
    }

    /// After this long the list of states is tried again: the key may have got its role.
    private static let statesTriedAgain = Duration.seconds(900)

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

    func decide(_ version: APIVersion) {
        state.withLock { state in
            guard state.isOpen else { return }
            state.version = version
            state.isOpen = false
        }
    }

    func statesComeFromUsers(now: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.statesFromUsersUntil.map { now < $0 } ?? false }
    }

    /// Whether the list of users stands in because the key lacks a role.
    var lacksRole: Bool { state.withLock { $0.lacksRole } }

    /// Whether the server may show skills and profiles with the users of v2.0.
    var mayAskFields: Bool { state.withLock { $0.asksFields } }

    func stopAskingFields() { state.withLock { $0.asksFields = false } }

    func takeStatesFromUsers(now: ContinuousClock.Instant, lacksRole: Bool) {
        state.withLock { state in
            state.statesFromUsersUntil = now + Self.statesTriedAgain
            state.lacksRole = lacksRole
        }
    }
}
