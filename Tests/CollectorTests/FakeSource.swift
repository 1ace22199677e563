import CivilTime
import Collector
import Locking
import LucsAPI
import LucsModel

/// A contact centre made up for a test: what it has, what fails, and what was asked.
final class FakeSource: LucsSource {
    struct State: Sendable {
        var version = APIVersion.v2
        var services: [EntityID: [LucsTask]] = [:]
        var order: [EntityID] = []
        /// Tasks that are known by id, whether or not a list names them.
        var tasks: [EntityID: LucsTask] = [:]
        /// What to throw, by the name of what is asked for: `users`, `tasks s1`, `task t1`, or
        /// `*` for all.
        var errors: [String: APIError] = [:]
        /// Who serves each service; `nil`: the server does not show it.
        var members: [EntityID: [EntityID]]?
        /// Which reasons of being not ready a user may choose; `nil`: they are not shown.
        var reasons: [String]?
        var shortfalls: [String: String] = [:]
        /// By how much the date of a response is ahead, by the same names, or `*` for all.
        var ahead: [String: Duration] = [:]
        /// How long a response takes, by the same names.
        var delays: [String: Duration] = [:]
        var asked: [String] = []
        var now = start
        /// Requests that the rate limit leaves for a pass.
        var allowance: Double?
        var underWay = 0
        var maximumUnderWay = 0
    }

    let state: Locked<State>

    init(_ services: [String: [String]] = ["s1": ["t1"], "s2": []]) {
        var state = State()
        state.order = services.keys.sorted().map { .text($0) }
        for (service, tasks) in services {
            state.services[.text(service)] = tasks.map { LucsTask(id: .text($0)) }
        }
        self.state = Locked(state)
    }

    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }
    var asked: [String] { state.withLock { $0.asked } }
    var maximumUnderWay: Int { state.withLock { $0.maximumUnderWay } }
    func forgetAsked() { change { $0.asked = [] } }

    var version: APIVersion { state.withLock { $0.version } }
    var requestsSent: Int { state.withLock { $0.asked.count } }
    func now() -> Timestamp { state.withLock { $0.now } }
    func allowance(for span: Duration) async -> Double? { state.withLock { $0.allowance } }

    /// Every answer takes a second of the server's time.
    private func ask<Value: Sendable>(
        _ name: String, _ answer: @Sendable (inout State) -> Value
    ) async throws -> Value {
        state.withLock { state in
            state.asked.append(name)
            state.underWay += 1
            state.maximumUnderWay = max(state.maximumUnderWay, state.underWay)
        }
        await Task.yield()
        if let delay = state.withLock({ $0.delays[name] }) { try await Task.sleep(for: delay) }
        return try state.withLock { state in
            state.underWay -= 1
            if let error = state.errors[name] ?? state.errors["*"] { throw error }
            state.now = state.now + .seconds(1)
            return answer(&state)
        }
    }

    private func listing<Row: Sendable>(
        _ name: String, _ rows: @escaping @Sendable (State) -> [Row]
    ) async throws -> Listing<Row> {
        try await ask(name) { state in
            let ahead = state.ahead[name] ?? state.ahead["*"] ?? .zero
            return Listing(
                rows: rows(state), observedAt: state.now + ahead,
                shortfall: state.shortfalls[name])
        }
    }

    func organizationUnits() async throws -> Listing<OrganizationUnit> {
        try await listing("units") { _ in [OrganizationUnit(id: .text("u"))] }
    }

    func dutyProfiles() async throws -> Listing<DutyProfile>? {
        try await listing("profiles") { _ in [DutyProfile(id: .text("p"))] }
    }

    func services() async throws -> Listing<Service> {
        try await listing("services") { $0.order.map { Service(id: $0) } }
    }

    func users() async throws -> Listing<User> {
        try await listing("users") { _ in
            [User(id: .text("a"), state: UserState(user: .text("a"), isSelectable: true))]
        }
    }

    func userStates() async throws -> Listing<UserState> {
        try await listing("states") { _ in [UserState(user: .text("a"))] }
    }

    func tasks(ofService service: EntityID) async throws -> Listing<LucsTask> {
        try await listing("tasks \(service)") { $0.services[service] ?? [] }
    }

    func members(ofService service: EntityID) async throws -> Listing<EntityID>? {
        let isShown = state.withLock { $0.members != nil }
        let listing = try await listing("members \(service)") { $0.members?[service] ?? [] }
        return isShown ? listing : nil
    }

    func absenceReasons(ofUser user: EntityID) async throws -> Listing<String>? {
        guard let reasons = state.withLock({ $0.reasons }) else { return nil }
        return try await listing("reasons \(user)") { _ in reasons }
    }

    func callbacks() async throws -> Listing<Callback> {
        try await listing("callbacks") { _ in [Callback(id: .text("cb1"))] }
    }

    func task(id: EntityID) async throws -> (task: LucsTask?, observedAt: Timestamp) {
        try await ask("task \(id)") {
            ($0.tasks[id], $0.now + ($0.ahead["task \(id)"] ?? .zero))
        }
    }
}

let start = Timestamp(milliseconds: 1_795_500_000_000)

extension EntityID {
    static func text(_ number: Int) -> EntityID { .text("\(number)") }
}
