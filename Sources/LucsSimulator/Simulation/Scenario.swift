public import CivilTime

/// A contact centre to simulate: who is there, what comes in, and how people behave.
public struct Scenario: Sendable {
    /// A node of the organization; the first has no parent.
    public struct Unit: Sendable {
        public var id: String
        public var name: String
        /// An index of ``Scenario/units``, lower than its own.
        public var parent: Int?
    }

    public struct Service: Sendable {
        public var id: String
        public var name: String
        public var sipURI: String
        /// An index of ``Scenario/units``.
        public var unit: Int
        /// Tasks that arrive on a day, on average.
        public var tasksPerDay: Double
        public var meanTalk: Duration
    }

    public struct Agent: Sendable {
        public var id: String
        public var firstName: String
        public var lastName: String
        public var sipURI: String
        public var unit: Int
        /// Indexes of ``Scenario/services``, the main one first.
        public var skills: [Int]
        /// Minutes after local midnight.
        public var shiftStart: Int
        /// A training on every day, minutes after local midnight.
        public var training: Range<Int>?
        /// When another program blocks the agent on every day, minutes after local midnight.
        public var blocked: Range<Int>? = nil
        /// Whether a part of the afternoon is spent in an off-duty profile.
        public var hasBackOffice: Bool
    }

    /// An agent who begins to serve a service during the first day, or no longer does.
    public struct SkillChange: Sendable {
        /// After the start.
        public var minute: Int
        /// Indexes of ``Scenario/agents`` and ``Scenario/services``.
        public var agent: Int
        public var service: Int
        public var isAdded: Bool

        public init(minute: Int, agent: Int, service: Int, isAdded: Bool) {
            self.minute = minute
            self.agent = agent
            self.service = service
            self.isAdded = isAdded
        }
    }

    /// How people behave. Shares are 0 … 1.
    public struct Knobs: Sendable {
        /// Minutes after local midnight in which tasks arrive.
        public var opening = 450..<1110
        public var shiftLength: Duration = .seconds(510 * 60)
        public var meanAfterCallWork: Duration = .seconds(27)
        public var afterCallWorkShare = 0.9
        public var meanPatience: Duration = .seconds(210)
        public var meanRing: Duration = .milliseconds(4300)
        public var ronaShare = 0.018
        public var transferShare = 0.04
        public var chatShare = 0.08
        public var ivrAbandonShare = 0.01
        public var absenceShare = 0.03
        /// Of those who give up waiting.
        public var callbackShare = 0.3

        public init() {}
    }

    /// What there is to happen.
    public enum Content: Sendable {
        /// Days full of events.
        case live
        /// This many tasks at one instant; nothing changes.
        case frozen(tasks: Int)
        /// What was recorded, and nothing else.
        case recorded(Recording)
    }

    public var seed: UInt64
    public var start: Timestamp
    /// IANA name; UTC when the system does not know it.
    public var timeZone: String
    public var units: [Unit]
    public var services: [Service]
    public var agents: [Agent]
    public var knobs = Knobs()
    public var content = Content.live
    public var skillChanges: [SkillChange] = []

    /// The path of a unit as roles name it: `Company/Claims`.
    func path(ofUnit index: Int) -> String {
        let unit = units[index]
        guard let parent = unit.parent, parent < index else { return unit.name }
        return path(ofUnit: parent) + "/" + unit.name
    }
}
