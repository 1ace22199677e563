/// What a report is restricted to. Nothing that a page says may go beyond it.
public struct ReportScope: Hashable, Sendable {
    /// Names of services.
    public var services: [String]
    /// Names of organization units; they restrict services and agents alike.
    public var organizationUnits: [String]
    /// Names of agents.
    public var agents: [String]
    /// A channel of tasks.
    public var channel: String?

    /// Nothing is left out by default.
    public init(
        services: [String] = [], organizationUnits: [String] = [], agents: [String] = [],
        channel: String? = nil
    ) {
        self.services = services
        self.organizationUnits = organizationUnits
        self.agents = agents
        self.channel = channel
    }

    var isEverything: Bool { names.isEmpty }

    var names: [String] { services + organizationUnits + agents + [channel].compactMap(\.self) }

    /// Services are not restricted by a choice of agents, nor agents by one of services: what is
    /// not restricted is not told under the name of what was chosen.
    func tells(_ subject: Section.Subject) -> Bool {
        let hasTasks = !services.isEmpty || channel != nil
        switch subject {
        case .services: return agents.isEmpty || hasTasks
        case .agents: return !agents.isEmpty || !hasTasks
        }
    }
}
