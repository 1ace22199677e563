import CivilTime
import Foundation
import LucsModel
import Warehouse

extension FixedCentre {
    /// Makes the warehouse `w.db` in a folder, and sets its targets.
    static func makeWarehouse(in folder: URL) async throws {
        let path = folder.appending(path: "w.db").path
        do {
            let warehouse = try Warehouse.openOrCreate(path: path, timeZone: "Europe/Zurich")
            var rules = PassRules()
            rules.customers = .whole
            for poll in try polls() { _ = try warehouse.apply(pass(at: poll), rules: rules) }
        }
        for words in [
            [
                "--service", "Gold", "--from", "beginning", "--threshold", "10s", "--short-abandon",
                "3s", "--target", "0.95",
            ],
            ["--service", "Gold", "--from", tuesday, "--threshold", "30s"],
            [
                "--service", "Desk", "--from", "beginning", "--threshold", "60s", "--short-abandon",
                "5s", "--target", "0.5",
            ],
        ] {
            let outcome = try await Program.run(
                ["warehouse", "targets", "--warehouse", "w.db"] + words, in: folder, key: nil)
            guard outcome.code == 0 else { throw Refused(errors: outcome.errors) }
        }
    }

    struct Refused: Error { let errors: String }

    private static func pass(at poll: Timestamp) throws -> Pass {
        let departure = try instant("\(monday)T08:40:00")
        let services = poll < departure ? ["gold", "desk", "fax"] : ["gold", "desk"]
        let isMidnight = try poll == instant("\(tuesday)T00:00:00")
        func listing<Row>(_ rows: [Row]) -> Listing<Row> {
            Listing(rows: rows, observedAt: poll)
        }
        return Pass(
            startedAt: poll, finishedAt: poll, directory: try directory(services, poll),
            userStates: Listing(rows: try states(at: poll), observedAt: poll),
            tasks: try services.map { service in
                ServiceTasks(
                    service: EntityID(service),
                    listing: listing(try tasks(of: service, at: poll)))
            },
            members: isMidnight
                ? members.map {
                    ServiceMembers(
                        service: EntityID($0.service),
                        listing: listing($0.agents.map { EntityID($0) }))
                } : [],
            absenceReasons: isMidnight ? [listing(["Lunch", "Meeting"])] : [],
            callbacks: poll.milliseconds % 300_000 == 0
                ? listing(try callbacks(at: poll)) : nil, requests: 2 + services.count)
    }

    private static func tasks(of service: String, at poll: Timestamp) throws -> [LucsTask] {
        try stays.compactMap { stay in
            let queued = try instant(stay.queued)
            guard stay.service == service, queued <= poll, try instant(stay.left) > poll else {
                return nil
            }
            let connected = try stay.connected.map(instant).flatMap { $0 <= poll ? $0 : nil }
            var task = LucsTask(
                id: EntityID(stay.task), type: "AudioCall",
                state: connected == nil ? "InQueue" : "Connected",
                customerIdentifier: stay.customer, created: queued - .seconds(1),
                queueStarted: queued, connected: connected, initialModality: "Audio",
                origin: "Pstn", agent: connected == nil ? nil : stay.agent.map { EntityID($0) })
            task.externalID = EntityID("x-\(stay.task)")
            task.customOrigin = stay.task == "d2" ? "Webshop" : nil
            task.context =
                languages[stay.task].map {
                    [ContextParameter(name: "Language", value: $0)]
                } ?? []
            if connected != nil {
                task.agentProfile = stay.agent == "bob" ? "Home Office" : "On Duty"
                task.responsibleSinceLevel = stay.agent == "bob" ? 2 : 1
                task.selectionAlgorithm = "LongestIdle"
            }
            return task
        }
    }

    private static func callbacks(at poll: Timestamp) throws -> [Callback] {
        try callbacks.filter { try instant($0.from) <= poll && poll < instant($0.left) }
            .map { step in
                Callback(
                    id: EntityID(step.callback), service: EntityID(step.service),
                    state: "Pending", priority: 1, due: try instant(step.due),
                    leftInQueue: .seconds(3), retryCount: step.retries, maxRetries: 2,
                    externalTaskID: step.task.map { EntityID("x-\($0)") })
            }
    }

    private static func states(at poll: Timestamp) throws -> [UserState] {
        var last: [String: (AgentStateKind, String?)] = [:]
        let lunchEnd = try instant("\(monday)T08:40:00")
        for state in states where try instant(state.from) <= poll {
            last[state.agent] = (state.kind, state.reason)
        }
        return last.sorted { $0.key < $1.key }.map { agent, state in
            var told = userState(agent, state.0, state.1)
            if state.1 == "Lunch" {
                let isBack = poll.milliseconds >= lunchEnd.milliseconds
                told.presence = isBack ? "Online" : "Away"
            }
            return told
        }
    }

    private static func userState(
        _ agent: String, _ kind: AgentStateKind, _ reason: String?
    ) -> UserState {
        var state = UserState(user: EntityID(agent), isSelectable: kind == .selectable)
        switch kind {
        case .selectable: break
        case .working: state.notSelectableReason = "Working"
        case .rona: state.notSelectableReason = "Rona"
        case .offline: state.notSelectableReason = "Offline"
        case .offDuty: state.notSelectableReason = "OffDuty"
        default:
            state.notSelectableReason = "NotReady"
            state.notReadyReason = reason
        }
        return state
    }

    /// Ann moves from North to South at the second Monday's midnight; Dee comes that evening.
    private static func directory(_ services: [String], _ poll: Timestamp) throws -> Directory {
        let isEarlier = try poll < instant("\(monday)T00:00:00")
        let isEvening = try poll >= instant("\(monday)T12:00:00")
        let isTuesday = try poll >= instant("\(tuesday)T00:00:00")
        let names = ["gold": "Gold", "desk": isEarlier ? "Help desk" : "Desk", "fax": "Fax"]
        let people = [
            ("ann", "Ann", isTuesday ? "South" : "North"), ("bob", "Bob", "South"),
            ("cid", "Cid", "North"), ("dee", "Dee", "South"),
        ]
        return Directory(
            services: Listing(
                rows: services.map {
                    Service(
                        id: EntityID($0), name: names[$0],
                        organizationUnitName: $0 == "gold" ? "North" : "South")
                }, observedAt: poll),
            users: Listing(
                rows: people.filter { $0.0 != "dee" || isEvening }.map {
                    User(
                        id: EntityID($0.0), displayName: $0.1, organizationUnitName: $0.2,
                        skills: skills($0.0, isTuesday: isTuesday), profiles: profiles($0.0))
                }, observedAt: poll))
    }

    /// Ann no longer has the skill for Desk from the second Monday's midnight on.
    private static func skills(_ agent: String, isTuesday: Bool) -> [Skill] {
        let gold = Skill(name: "Skills/Gold", level: "Expert")
        switch agent {
        case "ann": return isTuesday ? [gold] : [gold, Skill(name: "Skills/Desk", level: "Basic")]
        case "bob": return [gold]
        case "cid": return [Skill(name: "Skills/Desk", level: "Expert")]
        default: return []
        }
    }

    /// What Cid may choose is not shown.
    private static func profiles(_ agent: String) -> [AgentProfile]? {
        let gold = Skill(name: "Skills/Gold", level: "Immediate")
        switch agent {
        case "ann":
            return [
                AgentProfile(name: "On Duty", responsibilities: [gold]),
                AgentProfile(name: "Off Duty"),
            ]
        case "bob": return [AgentProfile(name: "Home Office", responsibilities: [gold])]
        case "cid": return nil
        default: return []
        }
    }
}
