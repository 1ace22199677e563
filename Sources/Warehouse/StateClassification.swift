public import LucsModel

/// Which of the server's words mean which state. The words are not documented by the vendor; a
/// server that uses others is met by naming them in the configuration.
///
/// Words are compared without regard to case, blanks and hyphens.
public struct StateClassification: Hashable, Sendable {
    /// The words that come with the program: of `PresenceState`, `NotSelectableReason` and, for
    /// after-call work, `NotReadyReason`.
    public static let standard: [AgentStateKind: [String]] = [
        .offline: ["Offline", "PresenceOffline", "AppearOffline"],
        .offDuty: ["OffDuty"],
        .working: ["Working", "InCall", "InTask", "Task", "Busy"],
        .rona: ["Rona", "Missed", "Declined"],
        .notReady: ["NotReady", "Absent"],
        .afterCallWork: ["AfterCallWork", "ACW"],
    ]

    /// The reason of an agent whom another program keeps from being selected.
    static let blockedReason = "blocked by API"

    private var kinds: [String: AgentStateKind] = [:]

    /// - Parameter own: words beside the usual ones; a usual word named here means what it says
    ///   here.
    public init(own: [AgentStateKind: [String]] = [:]) {
        for table in [Self.standard, own] {
            for (kind, words) in table {
                for word in words { kinds[Self.plain(word)] = kind }
            }
        }
    }

    /// A word as it is compared.
    public static func plain(_ word: String) -> String {
        word.lowercased().filter { $0 != " " && $0 != "-" && $0 != "_" }
    }

    /// Whether a word says that there is no reason.
    static func isNothing(_ word: String) -> Bool {
        ["", "none", "null", "n/a", "notset", "undefined"].contains(plain(word))
    }

    private func kind(of word: String?) -> AgentStateKind? {
        word.flatMap { kinds[Self.plain($0)] }
    }

    /// The state by the precedence offline, off duty, working, RONA, not ready, selectable. What
    /// fits none of them is unknown.
    ///
    /// - Parameters:
    ///   - profileIsOffDuty: what the directory says of the current duty profile, if known.
    ///   - hasAcceptedTask: whether a listed task is connected to the agent.
    public func kind(
        of state: UserState, profileIsOffDuty: Bool?, hasAcceptedTask: Bool
    ) -> AgentStateKind {
        let reason = kind(of: state.notSelectableReason)
        if kind(of: state.presence) == .offline || reason == .offline { return .offline }
        if profileIsOffDuty == true || reason == .offDuty { return .offDuty }
        if hasAcceptedTask || reason == .working { return .working }
        if reason == .rona { return .rona }
        let hasReason = state.notSelectableReason.map { !Self.isNothing($0) } ?? false
        // A reason of being not ready may outlive it: it counts for those who are not.
        let isBlocked = state.isBlockedByAPI == true && state.isSelectable != true
        let isNotReady =
            reason == .notReady || reason == .afterCallWork
            || (state.isSelectable == false && !hasReason
                && !(state.notReadyReason ?? "").isEmpty)
            || (isBlocked && !hasReason)
        if isNotReady {
            let isHandling =
                reason == .afterCallWork || kind(of: state.notReadyReason) == .afterCallWork
            return isHandling ? .afterCallWork : .notReady
        }
        return state.isSelectable == true ? .selectable : .unknown
    }
}
