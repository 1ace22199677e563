import CivilTime
import LucsModel
import LucsSimulator
import Warehouse

/// The days before the demo's own, read from the simulation without a server.
///
/// They give the last day something to be compared with. A server would answer the same; it would
/// take minutes.
struct EarlierDays {
    /// The day that they lead to.
    let today: Scenario
    let date: CivilDate
    let count: Int
    let rules: PassRules

    private static let spacing = Duration.seconds(120)

    func collect(into warehouse: Warehouse) throws {
        for back in (1..<max(count, 1)).reversed() {
            let day = date.adding(days: -back)
            try collect(day, warehouse)
            if Terminal.isWatched {
                Terminal.message("simulating … \(count - back) of \(count - 1) earlier days")
            }
        }
    }

    /// The same centre with other calls: fewer or more, as weeks and weekdays differ.
    private func scenario(of day: CivilDate, from start: Timestamp) -> Scenario {
        var scenario = today
        scenario.start = start
        scenario.seed = today.seed &* 1_000_003 &+ UInt64(bitPattern: Int64(day.dayNumber))
        let isWeekend = day.weekday >= 6
        // Mondays are busy, Fridays calm; the rest is chance.
        let byWeekday = [1.06, 0.99, 0.97, 0.96, 0.92, 0, 0][day.weekday - 1]
        let chance = Double(scenario.seed % 97) / 97 * 0.14 - 0.07
        for index in scenario.services.indices {
            scenario.services[index].tasksPerDay *= isWeekend ? 0 : byWeekday + chance
        }
        if isWeekend { scenario.knobs.absenceShare = 1 }
        return scenario
    }

    private func collect(_ day: CivilDate, _ warehouse: Warehouse) throws {
        let bounds = warehouse.calendar.start(of: day)..<warehouse.calendar.end(of: day)
        try SimulatedPasses(
            scenario: scenario(of: day, from: bounds.lowerBound), spacing: Self.spacing,
            rules: rules
        ).collect(during: bounds, into: warehouse)
    }
}

/// Passes over a simulated centre without a server, as the collector would make them. Ended tasks
/// stay listed until the next pass, so that none is missed.
struct SimulatedPasses {
    let scenario: Scenario
    /// While anybody is there or a task is open.
    let spacing: Duration
    let rules: PassRules
    /// Nothing is polled then.
    var pause: Range<Timestamp>?

    /// At night, and on days without anybody.
    var idleSpacing = Duration.seconds(290)

    func collect(during bounds: Range<Timestamp>, into warehouse: Warehouse) throws {
        let clock = SimulatedClock.stepped(at: scenario.start)
        let simulation = Simulation(scenario: scenario, clock: clock)
        let lists = SimulatedLists(scenario)
        var passes: [Pass] = []
        var instant = bounds.lowerBound
        while instant < bounds.upperBound {
            if let pause, pause.contains(instant) { instant = pause.upperBound }
            clock.set(to: instant)
            let snapshot = simulation.snapshot(endedListed: spacing)
            var pass = lists.pass(of: snapshot, at: instant)
            if instant == bounds.lowerBound { lists.addDirectory(to: &pass) }
            let isIdle =
                snapshot.tasks.allSatisfy(\.isEmpty)
                && snapshot.agents.allSatisfy { $0.state == .offline }
            passes.append(pass)
            instant = instant + (isIdle ? idleSpacing : spacing)
        }
        try warehouse.apply(passes, rules: rules)
    }
}

/// A simulated centre's lists as the client would read them.
private struct SimulatedLists {
    private let scenario: Scenario
    private let services: [EntityID]
    private let agents: [EntityID]
    private let units: [EntityID]

    init(_ scenario: Scenario) {
        self.scenario = scenario
        services = scenario.services.map { EntityID($0.id) }
        agents = scenario.agents.map { EntityID($0.id) }
        units = scenario.units.map { EntityID($0.id) }
    }

    func task(_ task: Snapshot.ListedTask) -> LucsTask {
        LucsTask(
            id: EntityID(task.id), type: task.isChat ? "Chat" : "Call", state: task.state,
            customerIdentifier: task.customer, created: task.created,
            queueStarted: task.queueStarted, connected: task.connected,
            initialModality: task.isChat ? "InstantMessage" : "Audio",
            origin: task.isChat ? "Web" : "Pstn", agent: task.agent.map { agents[$0] })
    }

    func pass(of snapshot: Snapshot, at instant: Timestamp) -> Pass {
        let states = zip(agents, snapshot.agents).map { agent, now in
            UserState(
                user: agent, isSelectable: now.state == .selectable,
                notSelectableReason: now.state == .selectable ? nil : now.state.rawValue,
                notReadyReason: now.reason, currentProfile: now.profile,
                presence: now.state == .offline ? "Offline" : "Online", changedAt: now.since)
        }
        let tasks = zip(services, snapshot.tasks).map { service, tasks in
            ServiceTasks(
                service: service,
                listing: Listing(rows: tasks.map { task($0) }, observedAt: instant))
        }
        return Pass(
            startedAt: instant, finishedAt: instant,
            userStates: Listing(rows: states, observedAt: instant), tasks: tasks,
            requests: 1 + tasks.count)
    }

    func addDirectory(to pass: inout Pass) {
        let at = pass.startedAt
        func listing<Row>(_ rows: [Row]) -> Listing<Row> { Listing(rows: rows, observedAt: at) }
        pass.directory = LucsModel.Directory(
            organizationUnits: listing(
                zip(units, scenario.units).map { id, unit in
                    OrganizationUnit(
                        id: id, parentID: unit.parent.map { units[$0] }, name: unit.name)
                }),
            dutyProfiles: listing(
                Scenario.dutyProfiles.map { profile in
                    LucsModel.DutyProfile(
                        id: EntityID(profile.id), name: profile.name, isOffDuty: profile.isOffDuty)
                }),
            services: listing(
                zip(services, scenario.services).map { id, service in
                    LucsModel.Service(
                        id: id, name: service.name, sipURI: service.sipURI,
                        organizationUnitID: units[service.unit],
                        organizationUnitName: scenario.units[service.unit].name)
                }),
            users: listing(
                zip(agents, scenario.agents).map { id, agent in
                    User(
                        id: id, sipURI: agent.sipURI, firstName: agent.firstName,
                        lastName: agent.lastName, defaultProfile: "On Duty",
                        organizationUnitName: scenario.units[agent.unit].name)
                }))
        pass.members = services.indices.map { service in
            ServiceMembers(
                service: services[service],
                listing: listing(
                    scenario.agents.indices.filter {
                        scenario.agents[$0].skills.contains(service)
                    }.map { agents[$0] }))
        }
    }
}
