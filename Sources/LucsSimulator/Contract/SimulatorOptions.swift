import CivilTime

/// What a key of the API may be allowed to do, under the vendor's names.
public enum SimulatedRole: String, Sendable, CaseIterable {
    case unitsRead = "OU Readonly"
    case servicesRead = "ServiceReadonly"
    case tasksRead = "TasksReadonly"
    case tasksManage = "TasksManage"
    case usersRead = "UserReadonly"
    case usersProvision = "UserProvision"
    case usersControl = "UserControl"
}

/// How many requests a key may send; `nil` is no limit.
public struct SimulatedLimits: Sendable {
    public var perSecond: Int?
    public var perMinute: Int?
    public var perHour: Int?
    /// Whether a refusal tells in `Retry-After` when to come again.
    public var tellsRetryAfter: Bool

    public init(
        perSecond: Int? = nil, perMinute: Int? = nil, perHour: Int? = nil,
        tellsRetryAfter: Bool = false
    ) {
        self.perSecond = perSecond
        self.perMinute = perMinute
        self.perHour = perHour
        self.tellsRetryAfter = tellsRetryAfter
    }
}

/// A key that the server knows.
public struct SimulatedKey: Sendable {
    public var key: String
    public var roles: Set<SimulatedRole>
    public var limits: SimulatedLimits

    public init(
        _ key: String, roles: Set<SimulatedRole> = Set(SimulatedRole.allCases),
        limits: SimulatedLimits = .init()
    ) {
        self.key = key
        self.roles = roles
        self.limits = limits
    }
}

/// How a simulated server behaves, beyond what it tells about.
public struct SimulatorOptions: Sendable {
    /// Known keys; by default `simulator`, which may read everything.
    public var keys: [SimulatedKey] = [SimulatedKey("simulator")]
    public var contract = SimulatedContract()
    /// Whether limits count by the simulation's time rather than real time.
    public var limitsBySimulatedTime = false
    /// By how much this server's clock, told in the `Date` header, is ahead of the simulation's.
    public var clockOffset: Duration = .zero
    /// Asked for every request; what it returns happens instead of, or to, the answer.
    public var fault: (@Sendable (SimulatedRequest) -> Fault?)?

    public init() {}
}

/// What is not public about the API, or known to vary: every member has a likely value.
public struct SimulatedContract: Sendable {
    public enum MemberCase: Sendable {
        /// `SipUri`
        case pascal
        /// `sipUri`
        case camel
        /// `sipuri`
        case lower
    }

    public enum Envelope: Sendable {
        /// `{"Items": […], "TotalCount": n}`
        case items
        /// `{"Data": […], "Total": n}`
        case data
        /// `[…]`
        case bare
        /// `{"Results": […]}`
        case resultsWithoutTotal
    }

    public enum DateStyle: Sendable {
        /// `2019-06-14T08:12:51.366Z`
        case iso8601
        /// `24.06.2019 13:00:56.2732376Z`
        case german
    }

    public struct Paging: Sendable {
        public enum Style: Sendable {
            case page
            case offset
        }

        public var style = Style.page
        /// The parameter that names the page, or the rows to skip.
        public var numberParameter = "page"
        public var sizeParameter = "pageSize"
        /// The number of the first page; of no meaning in offset style.
        public var firstPage = 1
        public var defaultSize = 100
        /// A larger size is cut to this one.
        public var maximumSize = 1000
        /// Whether the server answers with everything, whatever page it is asked for.
        public var isIgnored = false

        public init() {}

        /// `skip` and `take`.
        public static var offset: Paging {
            var paging = Paging()
            paging.style = .offset
            paging.numberParameter = "skip"
            paging.sizeParameter = "take"
            paging.firstPage = 0
            return paging
        }
    }

    public var memberCase = MemberCase.pascal
    /// Members under other names than the documented ones.
    public var renamed: [String: String] = [:]
    public var envelope = Envelope.items
    public var paging = Paging()
    public var dates = DateStyle.iso8601
    /// Whether the server has v2.0 at all.
    public var hasVersion2 = true
    /// Whether user states tell when they began.
    public var tellsStateChanged = true
    /// How long ended tasks stay listed, with the state Terminated.
    public var endedTasksListed: Duration = .zero
    /// How long a task can be asked for by its id after it ended, if that is longer.
    public var endedTasksKnown: Duration = .zero

    public init() {}
}
