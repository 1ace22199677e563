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

    var names: [String] { services + organizationUnits + agents + shownChannel }

    private var shownChannel: [String] { channel.map { [Channel.title($0)] } ?? [] }

    /// What services the report is about: all, or the names that it is restricted to.
    func services(_ language: Language) -> String {
        let names = services + organizationUnits + shownChannel
        guard !names.isEmpty else { return language("All services", "Alle Services") }
        return names.map { "\u{2068}\($0)\u{2069}" }.joined(separator: ", ")
    }

    /// That none of the chosen agents was on duty; `nil` where no agents were chosen.
    func absence(_ language: Language) -> String? {
        guard let name = agents.first else { return nil }
        return agents.count == 1
            ? language(
                "\u{2068}\(name)\u{2069} was not on duty.",
                "\u{2068}\(name)\u{2069} war nicht im Dienst.")
            : language(
                "None of these agents was on duty.", "Keiner dieser Agents war im Dienst.")
    }

    /// Whether some tasks are left out.
    var hasTasks: Bool { !services.isEmpty || channel != nil }

    /// Services are not restricted by a choice of agents, nor agents by one of services: what is
    /// not restricted is not told under the name of what was chosen.
    func tells(_ subject: Section.Subject) -> Bool {
        switch subject {
        case .services: return agents.isEmpty || hasTasks
        case .agents: return !agents.isEmpty || !hasTasks
        }
    }
}
