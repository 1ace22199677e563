import Statistics
import CivilTime
import Foundation

/// A task as it stands; its stays in services are legs.
struct TaskRecord {
    enum State: String {
        case inIVR = "InIVR"
        case inQueue = "InQueue"
        case ringing = "Ringing"
        case connected = "Connected"
        case terminated = "Terminated"
    }

    let id: String
    let externalID: String
    let customer: String
    let isChat: Bool
    let created: Int64
    var service: Int
    var state = State.inIVR
    var queueStarted: Int64?
    var connected: Int64?
    /// Ringing at, or connected with.
    var agent: Int?
    var leg: Int
    /// Counts every change, so that events made for an earlier state are known as stale.
    var step = 0
    /// Counts the stays in a queue; RONA does not begin a new one.
    var stay = 0
}

/// One stay of a task in one service.
struct LegRecord {
    let task: Int
    let service: Int
    var queueStarted: Int64?
    var connected: Int64?
    var ended: Int64?
    var agent: Int?
    var outcome = TaskLeg.Outcome.open
}

struct AgentRecord {
    var state = AgentState.offline
    var reason: String?
    var since: Int64
    /// What the agent does when not bound to a task.
    var plan = Plan.offline
    var ringing: Int?
    /// In a call, its after-call work, or RONA: the plan has to wait.
    var isBound = false
    var token = 0
    var past: [StateRecord] = []
}

struct StateRecord {
    let state: AgentState
    let reason: String?
    let from: Int64
    let to: Int64
}

/// Everything in the contact centre at one instant, and the events to come. Times are
/// milliseconds since 1970 UTC.
struct World {
    let scenario: Scenario
    let calendar: LocalCalendar
    let meanIntensity: Double
    /// When the wall clock shows the current day's midnight, as the offset is at noon.
    var midnight: Int64
    var random: SeededRandom
    var events = EventQueue()
    var now: Int64
    /// Counts the events, so that an answer can be kept as long as nothing has happened.
    var version = 0
    var tasks: [TaskRecord] = []
    var legs: [LegRecord] = []
    var agents: [AgentRecord]
    var taskIndex: [String: Int] = [:]
    /// The tasks in each service, in the order of their arrival there.
    var live: [[Int]]
    /// The ended legs of each service, in the order of their ends.
    var ended: [[Int]]
    /// The waiting tasks of each service, the longest waiting first.
    var queues: [[Int]]
    /// The agents who serve each service, and the services that each agent serves.
    var staff: [[Int]]
    var skills: [[Int]]
    var skillChanges: [SkillChangeRecord] = []
    var callbacks: [CallbackRecord] = []
    /// Apart from the other chances, so that callbacks change nothing else.
    var callbackRandom: SeededRandom
    /// What a recording tells, in order; each step calls for the next.
    var steps: [RecordedStep] = []
    var recordedCalls: [RecordedPlace] = []

    init(scenario: Scenario) {
        self.scenario = scenario
        calendar =
            LocalCalendar(identifier: scenario.timeZone) ?? LocalCalendar(timeZone: .gmt)
        random = SeededRandom(seed: scenario.seed)
        let start = scenario.start.milliseconds
        now = start
        midnight = start
        meanIntensity = Self.meanIntensity(over: scenario.knobs.opening)
        agents = scenario.agents.map { _ in AgentRecord(since: start) }
        live = scenario.services.map { _ in [] }
        ended = live
        queues = live
        var staff = live
        for (index, agent) in scenario.agents.enumerated() {
            for service in agent.skills where staff.indices.contains(service) {
                staff[service].append(index)
            }
        }
        self.staff = staff
        skills = scenario.agents.map(\.skills)
        callbackRandom = SeededRandom(seed: scenario.seed ^ 0xCA11_BACC)
        for change in scenario.skillChanges {
            events.add(.skill(change), at: start + Int64(change.minute) * 60_000)
        }
        switch scenario.content {
        case .live:
            let today = calendar.date(at: scenario.start)
            plan(day: today.dayNumber)
        case .frozen(let count):
            freeze(tasks: count)
        case .recorded(let recording):
            record(recording)
        }
    }

    /// Lets everything happen that happens until `instant`; never goes back.
    mutating func advance(to instant: Int64) {
        while let (at, event) = events.next(until: instant) {
            now = at
            version += 1
            handle(event)
        }
        now = max(now, instant)
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .day(let day): plan(day: day)
        case .arrival(let service): arrive(service: service)
        case .ivrEnd(let task, let abandons): leaveMenu(task, abandons: abandons)
        case .patienceEnd(let task, let stay): losePatience(task, stay: stay)
        case .answer(let task, let step): answer(task, step: step)
        case .rona(let task, let step): rona(task, step: step)
        case .talkEnd(let task, let step): endTalk(task, step: step)
        case .release(let agent, let token): release(agent, token: token)
        case .plan(let agent, let plan):
            agents[agent].plan = plan
            enterPlannedState(agent)
        case .callbackAttempt(let callback): attempt(callback)
        case .callbackResult(let callback): endAttempt(callback)
        case .skill(let change): apply(change)
        case .recorded(let step): take(step: step)
        }
    }

    /// Seconds as milliseconds from now, at least one.
    func after(seconds: Double) -> Int64 { now + max(1, Int64((seconds * 1000).rounded())) }

    mutating func setState(_ agent: Int, _ state: AgentState, reason: String? = nil) {
        let record = agents[agent]
        guard record.state != state || record.reason != reason else { return }
        if now > record.since {
            agents[agent].past.append(
                StateRecord(
                    state: record.state, reason: record.reason, from: record.since, to: now))
        }
        agents[agent].state = state
        agents[agent].reason = reason
        agents[agent].since = now
        // A state that lasted no time never was: go on with the one before it.
        if let last = agents[agent].past.last, last.to == now, last.state == state,
            last.reason == reason
        {
            agents[agent].past.removeLast()
            agents[agent].since = last.from
        }
    }
}
