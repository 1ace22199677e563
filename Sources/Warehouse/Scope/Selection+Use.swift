extension Selection {
    /// What this selection asks for that would change nothing in the rows of a query, as options
    /// are called: `service`, `organization-unit`, `agent`, `channel`.
    ///
    /// A query is restricted by what it reads: some relations have a restricted one in their place
    /// (``Warehouse/Warehouse/read(only:during:tellingServices:)``), others never do.
    public func unused(by sql: String) -> [String] {
        let read = Self.words(of: sql)
        let isScoped = !read.isDisjoint(with: ["scope_service", "scope_agent"])
        let isWhole = !isScoped && !read.isDisjoint(with: Self.neverRestricted)
        let ofAgents = !isWhole && !read.isDisjoint(with: Self.byAgent)
        let hasAnswers = ofAgents && !read.isDisjoint(with: Self.answers)
        let ofTasks = !isWhole && (hasAnswers || !read.isDisjoint(with: Self.byChannel))
        let ofServices = ofTasks || !isWhole && !read.isDisjoint(with: Self.byService)
        let asked: [(option: String, isAsked: Bool, isUsed: Bool)] = [
            ("service", !services.isEmpty, ofServices),
            ("organization-unit", !organizationUnits.isEmpty, ofServices || ofAgents),
            ("agent", !agents.isEmpty, ofAgents), ("channel", channel != nil, ofTasks),
        ]
        return asked.filter { $0.isAsked && !$0.isUsed }.map(\.option)
    }

    /// Restricted by service and by channel.
    private static let byChannel: Set<Substring> = [
        "task", "task_outcome", "stay_day_sum", "sighting_day_sum", "task_sighting", "subject_part",
        "wait_part", "service_interval_sum", "service_day_sum", "subject_member",
    ]
    private static let byService: Set<Substring> = [
        "answer_day_sum", "callback_version", "context_value", "coverage", "scope_service",
        "spacing_day_sum", "task_spacing",
    ]
    private static let byAgent: Set<Substring> = [
        "agent_day_sum", "agent_interval_sum", "agent_part", "agent_profile_version",
        "agent_skill_version", "scope_agent", "state_day_sum",
    ]
    /// Columns of agents' sums that are of the selected tasks alone.
    private static let answers: Set<Substring> = ["answered", "handle_ms", "handled", "longest_ms"]
    private static let neverRestricted: Set<Substring> = [
        "agent_day", "agent_interval", "agent_presence", "agent_profile", "agent_skill",
        "agent_state", "agent_state_day", "callback", "coverage_gap", "coverage_run",
        "queue_length", "service_day", "service_interval", "service_member",
    ]

    /// The names and key words of a text, without its comments.
    private static func words(of sql: String) -> Set<Substring> {
        var words: Set<Substring> = []
        for line in sql.split(whereSeparator: \.isNewline) {
            let code = line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line
            words.formUnion(
                code.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        }
        return words
    }
}
