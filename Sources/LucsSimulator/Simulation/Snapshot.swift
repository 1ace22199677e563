public import CivilTime

/// What the lists of a simulated centre would name at one instant, without a server.
public struct Snapshot: Sendable {
    /// A task as one of its stays shows it.
    public struct ListedTask: Sendable {
        public let id: String
        public let isChat: Bool
        public let state: String
        public let customer: String
        public let created: Timestamp
        public let queueStarted: Timestamp?
        public let connected: Timestamp?
        /// An index of ``Scenario/agents``.
        public let agent: Int?
    }

    public struct AgentNow: Sendable {
        public let state: AgentState
        public let reason: String?
        public let profile: String
        public let since: Timestamp
    }

    /// The tasks of each service, in the order of ``Scenario/services``.
    public let tasks: [[ListedTask]]
    /// In the order of ``Scenario/agents``.
    public let agents: [AgentNow]
}

extension Simulation {
    /// Everything that is listed at the clock's time.
    ///
    /// - Parameter span: how long ended tasks stay listed, with the state Terminated.
    public func snapshot(endedListed span: Duration = .zero) -> Snapshot {
        read { $0.snapshot(endedSince: $0.now - span.wholeMilliseconds) }
    }
}

extension World {
    func snapshot(endedSince since: Int64) -> Snapshot {
        Snapshot(
            tasks: live.indices.map { service in
                // A task that went on to another service is listed there.
                let recent = ended[service].reversed().prefix { legs[$0].ended ?? now > since }
                    .filter { legs[$0].outcome != .transferred }
                return (live[service].map { tasks[$0].leg } + recent).map { listedTask($0) }
            },
            agents: agents.indices.map { agent in
                Snapshot.AgentNow(
                    state: agents[agent].state, reason: agents[agent].reason,
                    profile: profileName(of: agent),
                    since: Timestamp(milliseconds: agents[agent].since))
            })
    }

    func listedTask(_ leg: Int) -> Snapshot.ListedTask {
        let leg = legs[leg]
        let task = tasks[leg.task]
        let hasEnded = leg.ended != nil
        return Snapshot.ListedTask(
            id: task.id, isChat: task.isChat,
            state: (hasEnded ? TaskRecord.State.terminated : task.state).rawValue,
            customer: task.customer, created: Timestamp(milliseconds: task.created),
            queueStarted: leg.queueStarted.map { Timestamp(milliseconds: $0) },
            connected: leg.connected.map { Timestamp(milliseconds: $0) },
            agent: hasEnded ? leg.agent : task.agent)
    }
}

extension Scenario {
    /// The duty profiles of every simulated centre.
    public static var dutyProfiles: [(id: String, name: String, isOffDuty: Bool)] {
        DutyProfile.all.map { ($0.id, $0.name, $0.isOffDuty) }
    }
}
