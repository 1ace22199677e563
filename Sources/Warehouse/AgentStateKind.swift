public import LucsModel

/// The one state that an agent is in. The raw values are those of the warehouse.
public enum AgentStateKind: Int64, Sendable, CaseIterable {
    case selectable = 1
    case working, afterCallWork, notReady, rona, offDuty, offline, unknown
}

/// Which of the server's words mean which state. The words are not documented; a server that
/// uses others is met by adding them here, from configuration.
public struct StateClassification: Sendable {
    /// Words of `NotSelectableReason` (and of the presence, for offline), in lower case.
    public var offline: Set<String> = ["offline", "presenceoffline", "appearoffline"]
    public var offDuty: Set<String> = ["offduty", "off duty"]
    public var working: Set<String> = ["working", "incall", "in call", "busy", "intask", "task"]
    public var rona: Set<String> = ["rona", "missed", "declined"]
    public var notReady: Set<String> = ["notready", "not ready", "absent"]
    /// Reasons of being not ready that are handling of the task before.
    public var handling: Set<String> = ["after call work", "aftercallwork", "acw"]

    public init() {}

    /// The state by the precedence offline, off duty, working, RONA, not ready, selectable.
    ///
    /// - Parameters:
    ///   - profileIsOffDuty: what the directory says of the current duty profile, if known.
    ///   - hasAcceptedTask: whether a listed task is connected to the agent.
    public func kind(
        of state: UserState, profileIsOffDuty: Bool?, hasAcceptedTask: Bool
    ) -> AgentStateKind {
        let reason = state.notSelectableReason?.lowercased() ?? ""
        let notReadyReason = state.notReadyReason?.lowercased() ?? ""
        if let presence = state.presence?.lowercased(), offline.contains(presence) {
            return .offline
        }
        if offline.contains(reason) { return .offline }
        if profileIsOffDuty == true || offDuty.contains(reason) { return .offDuty }
        // A reason that outlived its state: who can be selected is not busy.
        if state.isSelectable == true { return .selectable }
        if working.contains(reason) { return .working }
        if rona.contains(reason) { return .rona }
        if notReady.contains(reason) || handling.contains(reason)
            || (state.isSelectable == false && reason.isEmpty && !notReadyReason.isEmpty)
        {
            return handling.contains(notReadyReason) || handling.contains(reason)
                ? .afterCallWork : .notReady
        }
        return state.isSelectable == false && hasAcceptedTask ? .working : .unknown
    }
}
