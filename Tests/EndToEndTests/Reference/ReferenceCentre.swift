import CivilTime
import LucsModel

/// A contact centre whose random days are long known, so that passes can show any instant of them:
/// calls that are answered, abandoned or flow out, agents that change state, gaps, moves and
/// departures. The same seed gives the same days.
struct ReferenceCentre {
    struct Stay {
        var task: EntityID
        var service: Int
        var queued: Timestamp
        var connected: Timestamp?
        /// When it left the list of the service.
        var left: Timestamp
        var agent: Int
        var isChat = false
    }

    struct Change {
        var at: Timestamp
        var state: UserState
    }

    let calendar: LocalCalendar
    let start: Timestamp
    let end: Timestamp
    var services = ["Claims", "Policies", "Sales", "Hotline"]
    var agentCount = 8
    /// Spans in which no pass is made.
    var gaps: [Range<Timestamp>] = []
    /// Spans in which the list of one service cannot be had.
    var failures: [(service: Int, span: Range<Timestamp>)] = []
    /// When the odd agents move from North to South; even ones stay in South.
    var moveAt: Timestamp?
    var spacing = Duration.seconds(60)
    private(set) var stays: [Stay] = []
    private(set) var changes: [[Change]] = []

    /// - Parameters:
    ///   - perHour: calls in an hour of the day, over all services.
    ///   - flowOuts: share of the calls that leave their first queue for another.
    ///   - chats: share of the tasks that are chats.
    init(
        zone: String = "Europe/Zurich", _ dates: Range<CivilDate>, seed: UInt64,
        perHour: Double = 25, flowOuts: Double = 0, chats: Double = 0
    ) throws {
        guard let calendar = LocalCalendar(identifier: zone) else {
            throw PeriodError(.malformed, "There is no time zone \(zone).")
        }
        self.calendar = calendar
        start = calendar.start(of: dates.lowerBound)
        end = calendar.start(of: dates.upperBound)
        var random = Numbers(state: seed)
        // No two days share a task.
        makeStays(perHour, flowOuts, chats, first: Int(seed) * 1_000_000, &random)
        makeChanges(&random)
    }

    private mutating func makeStays(
        _ perHour: Double, _ flowOuts: Double, _ chats: Double, first: Int,
        _ random: inout Numbers
    ) {
        var at = start
        var number = 0
        while true {
            at = at + .milliseconds(Int64(random.exponential(3_600_000 / perHour)) + 1)
            guard at < end else { return }
            number += 1
            let task = Self.id(first + number, kind: 2)
            var service = random.below(services.count)
            let isChat = random.unit() < chats
            var queued = at
            while random.unit() < flowOuts {
                // It moves on, sometimes to another place in the same queue.
                let moved = queued + .milliseconds(Int64(random.exponential(90_000)) + 1)
                stays.append(
                    Stay(
                        task: task, service: service, queued: queued, left: moved, agent: 0,
                        isChat: isChat))
                service = random.below(services.count)
                queued = moved
            }
            let isAnswered = random.unit() < 0.85
            let left = queued + .milliseconds(Int64(random.exponential(25_000)) + 1)
            let talk = Int64(random.exponential(random.unit() < 0.05 ? 5_000_000 : 180_000)) + 1000
            stays.append(
                Stay(
                    task: task, service: service, queued: queued,
                    connected: isAnswered ? left : nil,
                    left: isAnswered ? left + .milliseconds(talk) : left,
                    agent: random.below(agentCount), isChat: isChat))
        }
    }

    private mutating func makeChanges(_ random: inout Numbers) {
        for agent in 0..<agentCount {
            var changes: [Change] = []
            var at = start
            while at < end {
                changes.append(Change(at: at, state: Self.state(of: agent, random.below(8))))
                // Mostly minutes, now and then for a day.
                let mean = random.unit() < 0.02 ? 40_000_000.0 : 1_200_000
                at = at + .milliseconds(Int64(random.exponential(mean)) + 1)
            }
            self.changes.append(changes)
        }
    }

    private static func state(of agent: Int, _ kind: Int) -> UserState {
        var state = UserState(user: id(agent, kind: 3), isSelectable: false)
        switch kind {
        case 0, 1: state.isSelectable = true
        case 2, 3: state.notSelectableReason = "Working"
        case 4:
            state.notSelectableReason = "NotReady"
            state.notReadyReason = "After Call Work"
        case 5:
            state.notSelectableReason = "NotReady"
            state.notReadyReason = "Lunch"
        case 6: state.notSelectableReason = "Rona"
        default: state.notSelectableReason = "Offline"
        }
        return state
    }

    static func id(_ number: Int, kind: Int) -> EntityID {
        EntityID(
            "\(kind)0000000-0000-0000-0000-"
                + String(String(number + 1_000_000_000_000).dropFirst(1)))
    }
}

/// SplitMix64, with the distributions that the days need.
private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func unit() -> Double { Double(next() >> 11) / Double(UInt64(1) << 53) }

    mutating func below(_ count: Int) -> Int { Int(unit() * Double(count)) }

    /// By von Neumann's comparison of uniform numbers, which needs no logarithm.
    mutating func exponential(_ mean: Double) -> Double {
        var whole = 0.0
        while true {
            let first = unit()
            var smallest = first
            var length = 1
            while true {
                let next = unit()
                guard next < smallest else { break }
                smallest = next
                length += 1
            }
            if length % 2 == 1 { return (whole + first) * mean }
            whole += 1
        }
    }
}
