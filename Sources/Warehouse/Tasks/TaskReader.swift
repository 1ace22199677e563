import CivilTime
import LucsModel

/// Turns the tasks of lists into the warehouse's own terms: keys of words and agents, plausible
/// times, and the interval to which a task belongs.
struct TaskReader {
    private let agents: Keys
    private let labels: Keys
    private let rules: PassRules
    private let pseudonyms: Pseudonyms
    private var calendar: CalendarWriter
    private var latest = Latest()
    /// What states mean, by their labels.
    private var meanings: [Int64: StateMeaning] = [:]

    private(set) var times = TaskTimes()

    private struct StateMeaning {
        var isTerminal = false
        var isAfterCall = false
    }

    /// The words of the task before.
    private struct Latest {
        var type: LatestWord?
        var state: LatestWord?
        var modality: LatestWord?
        var origin: LatestWord?
        var customOrigin: LatestWord?
        var algorithm: LatestWord?
        var agentProfile: LatestWord?
    }

    init(
        agents: Keys, labels: Keys, rules: PassRules, pseudonyms: Pseudonyms,
        calendar: CalendarWriter
    ) {
        self.agents = agents
        self.labels = labels
        self.rules = rules
        self.pseudonyms = pseudonyms
        self.calendar = calendar
    }

    mutating func poll(
        _ listing: Listing<LucsTask>, service: Int64, continuity: Continuity
    ) throws -> TaskPoll {
        let observed = listing.observedAt.milliseconds
        var poll = TaskPoll(
            service: service, observed: observed, continuity: continuity,
            isComplete: listing.isComplete, tasks: [])
        if continuity == .stale { return poll }
        poll.tasks.reserveCapacity(listing.rows.count)
        let spacing = rules.spacingFollowsTraffic ? nil : poll.spacing
        try listing.rows.withUnsafeBufferPointer { tasks in
            // By place: a task that is taken out of the array is copied, word by word.
            for index in tasks.indices {
                poll.tasks.append(try read(tasks[index], observed: observed, spacing: spacing))
            }
        }
        return poll
    }

    /// What a final state lookup says of a task.
    mutating func finalState(_ task: LucsTask, observed: Timestamp) throws -> FinalState {
        let observed = observed.milliseconds
        let queueStarted = times.plausible(task.queueStarted, observed: observed)
        let connected = times.plausible(task.connected, observed: observed)
        return FinalState(
            queueStarted: queueStarted?.milliseconds, connected: connected?.milliseconds,
            agent: try agents.key(task.agent))
    }

    private mutating func read(
        _ task: borrowing LucsTask, observed: Int64, spacing: Int64?
    ) throws -> ListedTask {
        let created = times.plausible(task.created, observed: observed)
        let queueStarted = times.plausible(task.queueStarted, observed: observed)
        let connected = times.plausible(task.connected, observed: observed)
        let begin = queueStarted ?? created ?? Timestamp(milliseconds: observed)
        // The calendar has the days of all times.
        if let created { _ = try calendar.interval(of: created) }
        let state = try labels.key(task.state, after: &latest.state)
        let meaning = meaning(of: task.state, key: state)
        let read = OpenTask(
            intervalAt: try calendar.interval(of: begin).milliseconds,
            begunAt: begin.milliseconds,
            type: try labels.key(task.type, after: &latest.type),
            state: state,
            modality: try labels.key(task.initialModality, after: &latest.modality),
            origin: try labels.key(task.origin, after: &latest.origin),
            agent: try agents.key(task.agent),
            customer: pseudonyms.kept(task.customerIdentifier, by: rules.customers),
            created: created?.milliseconds, queueStarted: queueStarted?.milliseconds,
            connected: connected?.milliseconds, observed: observed, spacing: spacing,
            details: try details(of: task))
        return ListedTask(
            id: task.id, task: read, isTerminal: meaning.isTerminal,
            isAfterCall: meaning.isAfterCall)
    }

    private mutating func details(of task: borrowing LucsTask) throws -> TaskDetails {
        var details = TaskDetails()
        details.externalID = task.externalID
        details.customOrigin = try labels.key(task.customOrigin, after: &latest.customOrigin)
        details.algorithm = try labels.key(task.selectionAlgorithm, after: &latest.algorithm)
        details.agentProfile = try labels.key(task.agentProfile, after: &latest.agentProfile)
        details.responsibleLevel = task.responsibleSinceLevel.map { Int64($0) }
        return details
    }

    private mutating func meaning(of state: String?, key: Int64?) -> StateMeaning {
        guard let state, let key else { return StateMeaning() }
        if let known = meanings[key] { return known }
        let folded = state.lowercased()
        let meaning = StateMeaning(
            isTerminal: rules.terminalStates.contains(folded),
            isAfterCall: rules.afterCallStates.contains(folded))
        meanings[key] = meaning
        return meaning
    }
}
