import CivilTime

/// Where in the scenario a recorded call belongs.
struct RecordedPlace {
    let id: String
    let service: Int
    let agent: Int?
}

/// Something that a recording tells to happen, at an instant in milliseconds since 1970 UTC.
struct RecordedStep {
    enum Change {
        case begins(call: Int)
        case queues(call: Int)
        case connects(call: Int)
        case ends(call: Int)
        case agent(Int, AgentState)
    }

    let at: Int64
    let change: Change

    /// All steps in the order in which they happen; of one call at the same instant, in the order
    /// of its life.
    static func all(of recording: Recording, agents: [String: Int]) -> [RecordedStep] {
        var steps: [RecordedStep] = []
        steps.reserveCapacity(recording.calls.count * 6)
        func add(_ instant: Timestamp?, _ change: Change) {
            if let instant { steps.append(RecordedStep(at: instant.milliseconds, change: change)) }
        }
        for (index, call) in recording.calls.enumerated() {
            add(call.created, .begins(call: index))
            add(call.queueStarted, .queues(call: index))
            add(call.connected, .connects(call: index))
            add(call.ended, .ends(call: index))
        }
        steps += states(of: recording, agents: agents)
        return steps.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    /// What agents do, as far as calls tell: working while in one, selectable between the first
    /// and the last one of a date, offline else.
    private static func states(
        of recording: Recording, agents: [String: Int]
    ) -> [RecordedStep] {
        /// By how many calls and dates more an agent is in from an instant on.
        struct Turn {
            var calls = 0
            var dates = 0
        }
        var turns: [Int: [Int64: Turn]] = [:]
        var dates: [Int: [CivilDate: (first: Int64, last: Int64)]] = [:]
        for call in recording.calls {
            guard let agent = call.agent.flatMap({ agents[$0] }), let connected = call.connected
            else { continue }
            let (start, end) = (connected.milliseconds, call.ended.milliseconds)
            turns[agent, default: [:]][start, default: Turn()].calls += 1
            turns[agent, default: [:]][end, default: Turn()].calls -= 1
            let known = dates[agent]?[call.day] ?? (start, end)
            dates[agent, default: [:]][call.day] = (min(known.first, start), max(known.last, end))
        }
        for (agent, spans) in dates {
            for span in spans.values {
                turns[agent, default: [:]][span.first, default: Turn()].dates += 1
                turns[agent, default: [:]][span.last, default: Turn()].dates -= 1
            }
        }
        var steps: [RecordedStep] = []
        for (agent, turns) in turns.sorted(by: { $0.key < $1.key }) {
            var now = Turn()
            for (at, turn) in turns.sorted(by: { $0.key < $1.key }) {
                now.calls += turn.calls
                now.dates += turn.dates
                let state: AgentState =
                    now.calls > 0 ? .working : now.dates > 0 ? .selectable : .offline
                steps.append(RecordedStep(at: at, change: .agent(agent, state)))
            }
        }
        return steps
    }
}
