import CivilTime
import LucsAPI
import LucsModel
import Testing

@testable import Collector

@Suite("Which lists to poll, by virtual time")
struct PollPlannerTests {
    private let services: [EntityID] = (0..<20).map { .text("s\($0)") }

    private func task(
        _ id: String, connected: Bool = false, agent: String? = nil
    ) -> LucsTask {
        LucsTask(
            id: .text(id), queueStarted: start, connected: connected ? start : nil,
            agent: agent.map { .text($0) })
    }

    private func list(_ tasks: [LucsTask]) -> Listing<LucsTask> {
        Listing(rows: tasks, observedAt: start)
    }

    private func states(_ ready: [String: Bool]) -> Listing<UserState> {
        Listing(
            rows: ready.map { UserState(user: .text($0.key), isSelectable: $0.value) },
            observedAt: start)
    }

    /// The spacing of one service after a poll that showed these tasks.
    private func spacing(
        _ tasks: [LucsTask], ready: [String: Bool] = [:], expected: Double? = nil
    ) -> Double {
        var planner = PollPlanner(.auto(staleness: .seconds(240)))
        planner.note(states(ready), at: start)
        planner.note(list(tasks), of: services[0], at: start)
        // The service's traffic is that of the hour before, whatever the latest list shows.
        if let expected { planner.expect([services[0]: expected]) }
        return planner.spacings(of: [services[0]], PollBudget())[0]
    }

    @Test("A service with callers waiting is polled more often than one without")
    func waiting() {
        let none = spacing([])
        let one = spacing([task("t")])
        #expect(none > 30 && one < none / 4)
        #expect(spacing([task("t", connected: true)]) > one)
        #expect(spacing((0..<10).map { task("t\($0)") }) == 5, "no list more often than that")
    }

    @Test("A service is polled less often while an agent who serves it is ready")
    func ready() {
        let tasks = [task("t", connected: true, agent: "a"), task("u", connected: true)]
        let (busy, ready) = (
            spacing(tasks, ready: ["a": false]), spacing(tasks, ready: ["a": true])
        )
        #expect(ready > busy * 1.5)
        #expect(spacing(tasks, ready: ["b": true]) == busy, "another agent does not serve it")
    }

    /// The spacings of two services with as many arrivals: every tenth task of the first one is gone
    /// after `life` seconds, all others after five minutes.
    private func spacings(life: Int, signals: Set<PollSignal>) -> [Double] {
        var rules = PollRules.auto(staleness: .seconds(240))
        rules.signals = signals
        var planner = PollPlanner(rules)
        for second in stride(from: 0, through: 7200, by: 10) {
            let at = start + .seconds(second)
            for (service, life) in zip(services, [second / 300 % 10 == 0 ? life : 300, 300]) {
                // One task every 5 minutes.
                let age = second % 300
                let queued = at - .seconds(age)
                let listed = LucsTask(
                    id: .text("\(service) \(second / 300)"), queueStarted: queued,
                    connected: queued)
                planner.note(
                    Listing(rows: age < life ? [listed] : [], observedAt: at), of: service, at: at)
            }
        }
        return planner.spacings(of: Array(services.prefix(2)), PollBudget())
    }

    @Test("Where tasks are gone soon, all services are polled more often, and that one the most")
    func brief() {
        let all = Set(PollSignal.allCases)
        let long = spacings(life: 300, signals: all)
        let brief = spacings(life: 15, signals: all)
        #expect(abs(long[0] - long[1]) < 0.1)
        #expect(brief[0] < brief[1] / 1.5 && brief[1] < long[1] / 1.2)
        #expect(spacings(life: 15, signals: all.subtracting([.brief])) == long)
    }

    @Test("A run that begins knows from the warehouse that tasks are gone soon")
    func briefBefore() {
        func spacing(brief: Int) -> Double {
            let activity = ServiceActivity(
                polledAt: start, arrivals: 0.005, ended: 200, brief: brief)
            let planner = PollPlanner(
                .auto(staleness: .seconds(240)), [services[0]: activity])
            return planner.spacings(of: [services[0]], PollBudget())[0]
        }
        #expect(spacing(brief: 30) < spacing(brief: 0) / 2)
    }

    @Test("An hour that was busy in earlier weeks is polled often before its first call")
    func history() {
        let unknown = spacing([])
        #expect(spacing([], expected: 100.0 / 3600) < unknown / 4)
        #expect(spacing([], expected: 0) > unknown * 3, "an hour known to be quiet")
        #expect(spacing([], expected: 0) <= 240)
    }

    @Test("User states are polled every 10 s while somebody is ready, and every minute else")
    func userStates() {
        var planner = PollPlanner(.auto(staleness: .seconds(240)))
        #expect(planner.areStatesDue(at: start, budget: PollBudget()))
        planner.note(states(["a": true]), at: start)
        let due = { (planner: PollPlanner, seconds: Int, limit: Double?) in
            planner.areStatesDue(
                at: start + .seconds(seconds), budget: PollBudget(perSecond: limit))
        }
        #expect(!due(planner, 5, nil) && due(planner, 10, nil))
        #expect(!due(planner, 50, 1000.0 / 3600) && due(planner, 60, 1000.0 / 3600))
        planner.note(states(["a": false]), at: start)
        #expect(!due(planner, 50, nil) && due(planner, 60, nil))
    }

    @Test("A signal that the rules leave out does not change the spacing")
    func signals() {
        func spacing(_ signals: Set<PollSignal>, waiting: Int) -> Double {
            var rules = PollRules.auto(staleness: .seconds(240))
            rules.signals = signals
            var planner = PollPlanner(rules)
            planner.note(list((0..<waiting).map { task("t\($0)") }), of: services[0], at: start)
            planner.expect([services[0]: 0])
            return planner.spacings(of: [services[0]], PollBudget())[0]
        }
        #expect(spacing([.waiting], waiting: 1) < spacing([], waiting: 1) / 2)
        #expect(spacing([.history], waiting: 0) > spacing([], waiting: 0))
        #expect(spacing([.ready], waiting: 1) == spacing([], waiting: 1))
    }

    @Test("A forecast of a limited key spends the limit, and polls busy services more often")
    func forecast() {
        let activities = Dictionary(
            uniqueKeysWithValues: services.enumerated().map { index, service in
                let arrivals = index == 0 ? 0.1 : 0.001
                return (service, ServiceActivity(polledAt: start, arrivals: arrivals))
            })
        let forecast = PollForecast(
            services: services, activities: activities, expected: [:],
            rules: .auto(staleness: .seconds(900)), politeness: Politeness(),
            limits: .init(perHour: 1000))
        let requests = forecast.spacings.values.reduce(0) { $0 + 3600 / $1.inSeconds }
        #expect((800...1000).contains(requests))
        let (busy, quiet) = (forecast.spacings[services[0]], forecast.spacings[services[1]])
        #expect((busy ?? .zero) * 3 < quiet ?? .zero)
    }

    @Test("Of a key with a limit, a caller who waits brings less forward than of one without")
    func waitingWithinLimit() {
        func ratio(_ requestsAnHour: Double?) -> Double {
            var planner = PollPlanner(.auto(staleness: .seconds(9000)))
            planner.note(list([task("t")]), of: services[0], at: start)
            for service in services.dropFirst() {
                planner.note(list([task("t", connected: true)]), of: service, at: start)
            }
            planner.expect(
                Dictionary(uniqueKeysWithValues: services.map { ($0, 50.0 / 3600) }))
            let rate = requestsAnHour.map { $0 / 3600 }
            let spacings = planner.spacings(
                of: services, PollBudget(perSecond: rate, tasksPerSecond: rate))
            return spacings[1] / spacings[0]
        }
        #expect(ratio(nil) > 2)
        #expect(ratio(500) < 1.2 && ratio(500) > 1)
    }

    @Test("Within a limit the spacings are as the roots of the traffic, and use the limit")
    func roots() {
        var planner = PollPlanner(.auto(staleness: .seconds(9000)))
        for service in services.prefix(2) { planner.note(list([]), of: service, at: start) }
        planner.expect([services[0]: 0.09, services[1]: 0.01])
        let spacings = planner.spacings(
            of: Array(services.prefix(2)), PollBudget(perSecond: 0.05, tasksPerSecond: 0.05))
        #expect(abs(spacings[1] / spacings[0] - 3) < 0.01)
        #expect(abs(1 / spacings[0] + 1 / spacings[1] - 0.05) < 0.001)
    }

    @Test("If the limit does not allow the staleness, all services wait alike")
    func tooTight() {
        var planner = PollPlanner(.auto(staleness: .seconds(60)))
        for service in services { planner.note(list([]), of: service, at: start) }
        planner.expect([services[0]: 1])
        let spacings = planner.spacings(
            of: services, PollBudget(perSecond: 0.1, tasksPerSecond: 0.1))
        #expect(spacings == services.map { _ in 200 })
    }

    @Test("A fixed spacing polls all services in every pass if nothing limits it")
    func fixed() {
        var planner = PollPlanner(.fixed(every: .seconds(30), staleness: .seconds(240)))
        for service in services { planner.note(list([]), of: service, at: start) }
        let later = start + .seconds(30)
        #expect(planner.choose(of: services, at: later, budget: PollBudget()) == services)
        #expect(planner.areStatesDue(at: start, budget: PollBudget()))
        let budget = PollBudget(perSecond: 0.2, tasksPerSecond: 0.1, services: 3)
        let chosen = planner.choose(of: services, at: start + .seconds(3600), budget: budget)
        #expect(chosen.count == 3)
    }

    @Test("Nothing is due before the first list is, and a list is due by its spacing")
    func nextDue() throws {
        var planner = PollPlanner(.auto(staleness: .seconds(240)))
        #expect(planner.nextDue(of: services, budget: PollBudget()) == nil)
        for service in services { planner.note(list([]), of: service, at: start) }
        planner.note(states(["a": false]), at: start)
        let due = try #require(planner.nextDue(of: services, budget: PollBudget()))
        #expect((due - start).inSeconds == 57.5, "user states, on the grid of 5 s")
        #expect(planner.nextDue(of: [.text("new")] + services, budget: PollBudget()) == nil)
    }

    @Test("A slow server is asked less")
    func slow() {
        var politeness = Politeness()
        #expect(politeness.allowed == 5)
        politeness.note(requests: 10, took: .seconds(1))
        #expect(abs(politeness.allowed - 2.5) < 0.01)
        for _ in 0..<100 { politeness.note(requests: 10, took: .seconds(10)) }
        #expect(abs(politeness.allowed - 0.25) < 0.01)
        politeness.note(requests: 0, took: .seconds(100))
        #expect(abs(politeness.allowed - 0.25) < 0.01)
    }
}
