import CivilTime

/// A sign that a service has to be polled soon, beside the arrivals that its lists showed.
///
/// `scripts/accuracy` measures what each is worth.
public enum PollSignal: String, CaseIterable, Sendable {
    /// Arrivals in this hour of earlier weeks.
    case history
    /// Tasks that no agent has answered yet.
    case waiting
    /// Whether an agent who serves it is ready.
    case ready
    /// How many of its tasks were gone soon.
    case brief
}

/// Within which bounds a planner chooses the spacing of polls, and how much one is worth.
public struct PollRules: Hashable, Sendable {
    /// The spacing of the passes: no list is polled more often.
    public var grid: Duration
    /// The longest time between two polls of a service, if the rate limit allows.
    public var staleness: Duration
    /// The spacing that a service with one change a second at risk would have, in seconds. Others
    /// have it divided by the square root of their changes; 0 polls all of them on the grid.
    public var scale: Double
    /// The spacing of user states while somebody is ready or a task is open, and else.
    public var states: Duration
    public var idleStates: Duration
    /// What is considered of a service beside its recent arrivals.
    public var signals = Set(PollSignal.allCases)

    /// All lists at every instant of the grid, as far as the rate limit allows.
    public static func fixed(every: Duration, staleness: Duration) -> PollRules {
        PollRules(
            grid: every, staleness: staleness, scale: 0, states: every, idleStates: every)
    }

    /// Each service as often as its traffic needs.
    public static func auto(staleness: Duration) -> PollRules {
        PollRules(
            grid: shortest, staleness: staleness, scale: 0.75, states: .seconds(10),
            idleStates: .seconds(60))
    }

    /// The shortest spacing of ``auto(staleness:)``.
    public static let shortest = Duration.seconds(5)

    /// Whether the spacing follows the traffic.
    public var isAuto: Bool { scale > 0 }
}
