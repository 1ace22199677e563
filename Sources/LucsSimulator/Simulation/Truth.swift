public import CivilTime
public import Foundation

/// One stay of a task in one service, as it really was.
public struct TaskLeg: Hashable, Sendable {
    /// How a stay ended.
    public enum Outcome: String, Sendable {
        case open = "Open"
        case answered = "Answered"
        case transferred = "Transferred"
        case abandonedInIVR = "AbandonedInIVR"
        case abandonedInQueue = "AbandonedInQueue"
    }

    public let taskID: String
    public let serviceID: String
    public let created: Timestamp
    /// `nil` when the caller never left the menu.
    public let queueStarted: Timestamp?
    public let connected: Timestamp?
    /// `nil` while it lasts.
    public let ended: Timestamp?
    /// Who answered.
    public let agentID: String?
    public let outcome: Outcome
    /// The level of responsibility of who answered.
    public let level: Int?
    /// The duty profile of who answered.
    public let agentProfile: String?
    /// The context parameter `Language`.
    public let language: String
}

/// A callback that was promised, as it really went.
public struct PromisedCallback: Hashable, Sendable {
    public enum Outcome: String, Sendable {
        case open = "Open"
        /// Somebody reached the customer.
        case made = "Made"
        /// Nobody did, and there is no retry left.
        case failed = "Failed"
    }

    public let id: String
    public let serviceID: String
    public let taskID: String
    public let promised: Timestamp
    public let due: Timestamp
    public let retries: Int
    public let ended: Timestamp?
    public let outcome: Outcome
}

/// When an agent began to serve a service, or no longer did.
public struct MembershipChange: Hashable, Sendable {
    public let agentID: String
    public let serviceID: String
    public let at: Timestamp
    public let isAdded: Bool
}

/// The state of an agent as a caller of the API sees it; exactly one at a time.
public enum AgentState: String, Sendable, CaseIterable {
    case offline = "Offline"
    case offDuty = "OffDuty"
    case working = "Working"
    case rona = "Rona"
    case notReady = "NotReady"
    /// Another program keeps the agent from calls through the API.
    case blocked = "Blocked"
    case selectable = "Selectable"
}

/// A time that an agent spent in one state; the spans of an agent follow without gaps.
public struct AgentStateSpan: Hashable, Sendable {
    public let agentID: String
    public let state: AgentState
    /// Why not ready.
    public let reason: String?
    public let from: Timestamp
    /// The instant of asking, for the state that still lasts.
    public let to: Timestamp
}

/// All that happened in a simulation up to an instant, to compare measurements with.
public struct Truth: Sendable {
    public let tasks: [TaskLeg]
    public let agentStates: [AgentStateSpan]
    public let callbacks: [PromisedCallback]
    public let membershipChanges: [MembershipChange]

    /// Writes `tasks.csv` and `agent-states.csv`; times in milliseconds since 1970 UTC.
    public func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var lines =
            "task_id,service_id,created_at,queue_started_at,connected_at,ended_at,agent_id,outcome\n"
        func text(_ instant: Timestamp?) -> String { instant.map { "\($0.milliseconds)" } ?? "" }
        for leg in tasks {
            lines += "\(leg.taskID),\(leg.serviceID),\(leg.created.milliseconds),"
            lines += "\(text(leg.queueStarted)),\(text(leg.connected)),\(text(leg.ended)),"
            lines += "\(leg.agentID ?? ""),\(leg.outcome.rawValue)\n"
        }
        try Data(lines.utf8).write(to: folder.appendingPathComponent("tasks.csv"))
        lines = "agent_id,state,reason,from_at,to_at\n"
        for span in agentStates {
            lines += "\(span.agentID),\(span.state.rawValue),\(span.reason ?? ""),"
            lines += "\(span.from.milliseconds),\(span.to.milliseconds)\n"
        }
        try Data(lines.utf8).write(to: folder.appendingPathComponent("agent-states.csv"))
    }
}
