public import CivilTime

/// How a pass is to be understood; from configuration.
public struct PassRules: Sendable {
    /// Two complete listings further apart than this have a gap between them. `nil`: three
    /// times the usual spacing, and at least five minutes.
    public var maxGap: Duration?
    /// The same for the tasks of a service, where its polls are planned further apart; `nil`:
    /// ``maxGap``.
    public var taskGap: Duration?
    /// Whether polls are more frequent while tasks wait. Then they do not fall at random within
    /// tasks, and the age at first sight tells nothing of those unseen.
    public var spacingFollowsTraffic = false
    public var classification = StateClassification()
    /// Words of a task's `State` that mean it has ended, in lower case.
    public var terminalStates: Set<String> = ["terminated", "completed", "ended", "closed"]
    /// Words of a task's `State` that mean it is over but for the agent's work after it, in lower
    /// case. Its agent is not at work on it.
    public var afterCallStates: Set<String> = ["inacw", "in acw"]
    /// What is kept of customers' identifiers.
    public var customers = CustomerIdentifiers.dropped

    public init() {}
}

/// What applying a pass did.
public struct PassOutcome: Sendable, Equatable {
    /// `false` when this very pass had been applied before.
    public var isNew = true
    public var tasksBegun = 0
    public var tasksChanged = 0
    public var tasksEnded = 0
    public var statesChanged = 0
    public var dimensionsChanged = 0
    /// Words of agents' states that no known state is meant by, in order.
    public var unknownStateWords: [String] = []
    /// Whether an agent was in a state that LUCS explains by no word at all.
    public var hasUnexplainedStates = false
    /// A time of a task that cannot belong to a task which is listed now; such times count as
    /// missing.
    public var implausible: Timestamp?
    /// Services and resources whose listing came after a gap.
    public var gaps = 0
    /// Listings that were older than what is known already, and so were passed over.
    public var staleListings = 0
    /// By how much the oldest of them was. Dates have whole seconds, so that two polls within one
    /// may well seem of the same instant.
    public var staleBy = Duration.zero

    public init() {}
}
