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
        return Pass(
            startedAt: poll, finishedAt: poll, directory: try directory(services, poll),
            userStates: Listing(rows: try states(at: poll), observedAt: poll),
            tasks: try services.map { service in
                ServiceTasks(
                    service: EntityID(service),
                    listing: Listing(rows: try tasks(of: service, at: poll), observedAt: poll))
            }, requests: 2 + services.count)
    }

    private static func tasks(of service: String, at poll: Timestamp) throws -> [LucsTask] {
        try stays.compactMap { stay in
            let queued = try instant(stay.queued)
            guard stay.service == service, queued <= poll, try instant(stay.left) > poll else {
                return nil
            }
            let connected = try stay.connected.map(instant).flatMap { $0 <= poll ? $0 : nil }
            return LucsTask(
                id: EntityID(stay.task), type: "AudioCall",
                state: connected == nil ? "InQueue" : "Connected",
                customerIdentifier: stay.customer, created: queued - .seconds(1),
                queueStarted: queued, connected: connected, initialModality: "Audio",
                origin: "Pstn", agent: connected == nil ? nil : stay.agent.map { EntityID($0) })
        }
    }

    private static func states(at poll: Timestamp) throws -> [UserState] {
        var last: [String: (AgentStateKind, String?)] = [:]
        for state in states where try instant(state.from) <= poll {
            last[state.agent] = (state.kind, state.reason)
        }
        return last.sorted { $0.key < $1.key }.map { agent, state in
            userState(agent, state.0, state.1)
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
                    User(id: EntityID($0.0), displayName: $0.1, organizationUnitName: $0.2)
                }, observedAt: poll))
    }
}
