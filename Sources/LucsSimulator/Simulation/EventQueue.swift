/// What happens next to an agent by plan: a shift's begin and end, breaks, off-duty work.
enum Plan {
    case offline
    case offDuty
    case pause(String)
    case blocked
    case ready
}

/// Something that will happen. `step`, `stay` and `token` tell whether it still may: what they
/// counted when the event was made must be what they count when its time comes.
enum Event {
    case day(Int)
    case arrival(service: Int)
    case ivrEnd(task: Int, abandons: Bool)
    case patienceEnd(task: Int, stay: Int)
    case answer(task: Int, step: Int)
    case rona(task: Int, step: Int)
    case talkEnd(task: Int, step: Int)
    case release(agent: Int, token: Int)
    case plan(agent: Int, Plan)
    /// Somebody calls back, and finds out whether the customer answers.
    case callbackAttempt(Int)
    case callbackResult(Int)
    /// An agent begins to serve a service, or no longer does.
    case skill(Scenario.SkillChange)
    /// The next thing that a recording tells.
    case recorded(step: Int)
}

/// Events in order of time; of the same instant, in the order in which they were added.
struct EventQueue {
    private struct Entry {
        let at: Int64
        let sequence: Int
        let event: Event

        func precedes(_ other: Entry) -> Bool {
            at != other.at ? at < other.at : sequence < other.sequence
        }
    }

    private var heap: [Entry] = []
    private var sequence = 0

    mutating func add(_ event: Event, at: Int64) {
        heap.append(Entry(at: at, sequence: sequence, event: event))
        sequence += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes the first event when its time is not after `limit`.
    mutating func next(until limit: Int64) -> (at: Int64, event: Event)? {
        guard let first = heap.first, first.at <= limit else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.at, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}
