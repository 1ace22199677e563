/// The one state that an agent is in. The raw values are those of the warehouse.
public enum AgentStateKind: Int64, Sendable, CaseIterable {
    case selectable = 1
    case working, afterCallWork, notReady, rona, offDuty, offline, unknown
}
