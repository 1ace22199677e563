/// An agent who began to serve a service, or no longer does.
struct SkillChangeRecord {
    let agent: Int
    let service: Int
    let at: Int64
    let isAdded: Bool
}

extension World {
    mutating func apply(_ change: Scenario.SkillChange) {
        guard agents.indices.contains(change.agent), staff.indices.contains(change.service),
            skills[change.agent].contains(change.service) != change.isAdded
        else { return }
        if change.isAdded {
            skills[change.agent].append(change.service)
            staff[change.service].append(change.agent)
        } else {
            skills[change.agent].removeAll { $0 == change.service }
            staff[change.service].removeAll { $0 == change.agent }
        }
        skillChanges.append(
            SkillChangeRecord(
                agent: change.agent, service: change.service, at: now, isAdded: change.isAdded))
        seekWork(change.agent)
    }

    /// The services that an agent serves, of those that are still there.
    func services(servedBy agent: Int) -> [Int] {
        guard skills.indices.contains(agent) else { return [] }
        return skills[agent].filter { scenario.services.indices.contains($0) }
    }

    /// The level of responsibility from which on an agent gets tasks of a service: those who help
    /// out have the second.
    func level(of agent: Int, in service: Int) -> Int {
        scenario.agents[agent].skills.first == service ? 1 : 2
    }

    /// The duty profile in which an agent works.
    static func workProfile(of agent: Int) -> String {
        agent % 4 == 1 ? "Home Office" : "On Duty"
    }
}

extension TaskRecord {
    /// What the menu noted of the caller.
    var language: String { created % 3 == 0 ? "fr" : "de" }
}
