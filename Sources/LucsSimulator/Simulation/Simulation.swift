import CivilTime
import Locking

/// A contact centre that lives on a clock. What happens until the clock's time is worked out
/// when somebody looks; the same scenario gives the same events however often that is.
public final class Simulation: Sendable {
    public let clock: SimulatedClock
    public let scenario: Scenario
    let directory: Directory
    private let world: Locked<World>

    public init(scenario: Scenario, clock: SimulatedClock) {
        self.scenario = scenario
        self.clock = clock
        directory = Directory(scenario: scenario)
        world = Locked(World(scenario: scenario))
    }

    /// Everything that happened up to the clock's time.
    public var truth: Truth {
        read { $0.truth() }
    }

    /// Looks at the world at the clock's time.
    func read<Result: Sendable, Failure: Error>(
        _ body: (borrowing World) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let now = clock.now.milliseconds
        return try world.withLock { (world) throws(Failure) -> Result in
            world.advance(to: now)
            return try body(world)
        }
    }
}

extension World {
    func truth() -> Truth {
        func instant(_ milliseconds: Int64?) -> Timestamp? {
            milliseconds.map { Timestamp(milliseconds: $0) }
        }
        let legs = legs.map { leg in
            TaskLeg(
                taskID: tasks[leg.task].id, serviceID: scenario.services[leg.service].id,
                created: Timestamp(milliseconds: tasks[leg.task].created),
                queueStarted: instant(leg.queueStarted), connected: instant(leg.connected),
                ended: instant(leg.ended), agentID: leg.agent.map { scenario.agents[$0].id },
                outcome: leg.outcome, level: leg.agent.map { level(of: $0, in: leg.service) },
                agentProfile: leg.agent.map(Self.workProfile),
                language: tasks[leg.task].language)
        }
        var spans: [AgentStateSpan] = []
        for (index, agent) in agents.enumerated() {
            let current = StateRecord(
                state: agent.state, reason: agent.reason, from: agent.since, to: now)
            for record in agent.past + [current] {
                spans.append(
                    AgentStateSpan(
                        agentID: scenario.agents[index].id, state: record.state,
                        reason: record.reason, from: Timestamp(milliseconds: record.from),
                        to: Timestamp(milliseconds: record.to)))
            }
        }
        return Truth(
            tasks: legs, agentStates: spans, callbacks: callbackTruth(),
            membershipChanges: skillChanges.map { change in
                MembershipChange(
                    agentID: scenario.agents[change.agent].id,
                    serviceID: scenario.services[change.service].id,
                    at: Timestamp(milliseconds: change.at), isAdded: change.isAdded)
            })
    }
}

extension World {
    fileprivate func callbackTruth() -> [PromisedCallback] {
        callbacks.map { callback in
            PromisedCallback(
                id: callback.id, serviceID: scenario.services[callback.service].id,
                taskID: tasks[callback.task].id,
                promised: Timestamp(milliseconds: callback.promised),
                due: Timestamp(milliseconds: callback.due), retries: callback.retries,
                ended: callback.ended.map(Timestamp.init(milliseconds:)), outcome: callback.outcome)
        }
    }
}

/// What does not change: how identifiers and SIP URIs lead to the scenario's parts.
struct Directory: Sendable {
    let units: [String: Int]
    let services: [String: Int]
    let agents: [String: Int]

    init(scenario: Scenario) {
        func index(_ keys: some Sequence<(Int, [String])>) -> [String: Int] {
            var result: [String: Int] = [:]
            for (position, names) in keys {
                for name in names { result[name.lowercased()] = position }
            }
            return result
        }
        units = index(scenario.units.enumerated().map { ($0, [$1.id]) })
        services = index(scenario.services.enumerated().map { ($0, [$1.id, $1.sipURI]) })
        agents = index(scenario.agents.enumerated().map { ($0, [$1.id, $1.sipURI]) })
    }
}
