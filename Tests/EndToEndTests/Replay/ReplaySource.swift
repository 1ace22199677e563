import CivilTime
import Collector
import LucsAPI
import LucsModel
import Synchronization

@testable import LucsSimulator

/// A simulation as a collector's source without HTTP between, for days at one poll a second.
///
/// Tells what ``LucsAPI/LucsClient`` reads from a server of the same simulation; a test holds it
/// to that.
final class ReplaySource: LucsSource {
    private let simulation: Simulation
    private let requests = Atomic(0)
    private let agentIDs: [EntityID]
    private let serviceIndexes: [EntityID: Int]

    init(_ simulation: Simulation) {
        self.simulation = simulation
        // Read once: a debug build takes its time for them.
        agentIDs = simulation.scenario.agents.map { EntityID($0.id) }
        serviceIndexes = Dictionary(
            simulation.scenario.services.enumerated().map { (EntityID($1.id), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    var version: APIVersion { .v2 }
    var requestsSent: Int { requests.load(ordering: .relaxed) }
    func now() -> Timestamp { simulation.clock.now }

    private func listing<Row: Sendable>(_ rows: (borrowing World) -> [Row]) -> Listing<Row> {
        requests.add(1, ordering: .relaxed)
        return simulation.read { world in
            Listing(rows: rows(world), observedAt: Timestamp(milliseconds: world.now))
        }
    }

    func organizationUnits() -> Listing<OrganizationUnit> {
        listing { world in
            world.scenario.units.map { unit in
                OrganizationUnit(
                    id: EntityID(unit.id),
                    parentID: unit.parent.map { EntityID(simulation.scenario.units[$0].id) },
                    name: unit.name)
            }
        }
    }

    func dutyProfiles() -> Listing<LucsModel.DutyProfile>? {
        listing { _ in
            LucsSimulator.DutyProfile.all.map {
                LucsModel.DutyProfile(id: EntityID($0.id), name: $0.name, isOffDuty: $0.isOffDuty)
            }
        }
    }

    func services() -> Listing<Service> {
        listing { world in
            let units = world.scenario.units
            return world.scenario.services.map { service in
                Service(
                    id: EntityID(service.id), name: service.name, sipURI: service.sipURI,
                    organizationUnitID: EntityID(units[service.unit].id),
                    organizationUnitName: units[service.unit].name)
            }
        }
    }

    func users() -> Listing<User> {
        listing { world in
            world.agents.indices.map { index in
                let agent = simulation.scenario.agents[index]
                var state = state(index, world)
                // Only the states' own list tells these.
                state.presence = nil
                state.changedAt = nil
                let skills = world.services(servedBy: index).map {
                    (
                        name: "Skills/\(world.scenario.services[$0].name)",
                        isFirst: world.level(of: index, in: $0) == 1
                    )
                }
                let responsibilities = skills.map {
                    Skill(name: $0.name, level: $0.isFirst ? "Immediate" : "Second")
                }
                return User(
                    id: agentIDs[index], sipURI: agent.sipURI, firstName: agent.firstName,
                    lastName: agent.lastName.isEmpty ? nil : agent.lastName,
                    defaultProfile: "On Duty",
                    organizationUnitName: simulation.scenario.units[agent.unit].name, state: state,
                    skills: skills.map {
                        Skill(name: $0.name, level: $0.isFirst ? "Expert" : "Basic")
                    },
                    profiles: LucsSimulator.DutyProfile.all.map {
                        AgentProfile(
                            name: $0.name, responsibilities: $0.isOffDuty ? [] : responsibilities)
                    })
            }
        }
    }

    func userStates() -> Listing<UserState> {
        listing { world in world.agents.indices.map { state($0, world) } }
    }

    private func state(_ index: Int, _ world: borrowing World) -> UserState {
        let agent = world.agents[index]
        return UserState(
            user: agentIDs[index],
            isSelectable: agent.state == .selectable,
            notSelectableReason: agent.state == .selectable ? nil : agent.state.rawValue,
            notReadyReason: agent.reason, currentProfile: world.profileName(of: index),
            presence: agent.state == .offline
                ? "Offline" : agent.state == .working ? "Busy" : "Online",
            isBlockedByAPI: false, changedAt: Timestamp(milliseconds: agent.since))
    }

    func tasks(ofService service: EntityID) throws -> Listing<LucsTask> {
        let index = serviceIndexes[service]
        return listing { world in
            guard let index else { return [] }
            return world.live[index].map { task($0, world) }
        }
    }

    func callbacks() async throws -> Listing<Callback> {
        Listing(rows: [], observedAt: now())
    }

    func task(id: EntityID) -> (task: LucsTask?, observedAt: Timestamp) {
        let found = listing { world in
            guard let index = world.taskIndex[id.description],
                world.legs[world.tasks[index].leg].ended == nil
            else { return [LucsTask]() }
            return [task(index, world)]
        }
        return (found.rows.first, found.observedAt)
    }

    private func task(_ index: Int, _ world: borrowing World) -> LucsTask {
        let task = world.tasks[index]
        let leg = world.legs[task.leg]
        func instant(_ milliseconds: Int64?) -> Timestamp? {
            milliseconds.map { Timestamp(milliseconds: $0) }
        }
        var told = LucsTask(
            id: EntityID(task.id), type: task.isChat ? "Chat" : "Call",
            state: task.state.rawValue, customerIdentifier: task.customer,
            created: instant(task.created), queueStarted: instant(leg.queueStarted),
            connected: instant(leg.connected),
            initialModality: task.isChat ? "InstantMessage" : "Audio",
            origin: task.isChat ? "Web" : "Pstn", agent: task.agent.map { agentIDs[$0] })
        told.externalID = EntityID(task.externalID)
        if let agent = task.agent {
            told.agentProfile = World.workProfile(of: agent)
            told.responsibleSinceLevel = world.level(of: agent, in: leg.service)
            told.selectionAlgorithm = "LongestIdle"
        }
        return told
    }
}
