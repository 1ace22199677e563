import CivilTime
import JSONText

/// A duty profile of the simulated centre.
struct DutyProfile: Sendable {
    let id: String
    let name: String
    let isOffDuty: Bool

    static let all = [
        DutyProfile(
            id: "7d0e2c5a-90a4-4c1b-8f9e-0a4b6f3c2d11", name: "On Duty", isOffDuty: false),
        DutyProfile(
            id: "7d0e2c5a-90a4-4c1b-8f9e-0a4b6f3c2d12", name: "Home Office", isOffDuty: false),
        DutyProfile(
            id: "7d0e2c5a-90a4-4c1b-8f9e-0a4b6f3c2d13", name: "Off Duty", isOffDuty: true),
    ]

    func write(_ contract: SimulatedContract, to json: inout JSONWriter) {
        json.object { json in
            contract.write("Id", id, to: &json)
            contract.write("Name", name, to: &json)
            contract.write("OffDuty", isOffDuty, to: &json)
        }
    }
}

extension World {
    static let absenceReasons = ["Break", "Lunch", "Training", "Meeting"]

    func profileName(of agent: Int) -> String {
        switch agents[agent].state {
        case .offDuty, .offline: "Off Duty"
        default: Self.workProfile(of: agent)
        }
    }

    /// The members that a user and a user state have in common.
    private func writeStateFields(
        _ agent: Int, _ contract: SimulatedContract, to json: inout JSONWriter
    ) {
        let record = agents[agent]
        let isSelectable = record.state == .selectable
        contract.write("IsSelectable", isSelectable, to: &json)
        // Of a blocked agent LUCS gives no reason.
        let isBlocked = record.state == .blocked
        contract.write("IsBlockedByLuwareApi", isBlocked, to: &json)
        contract.write(
            "NotSelectableReason", isSelectable || isBlocked ? nil : record.state.rawValue,
            to: &json)
        contract.write("NotReadyReason", record.reason, to: &json)
        contract.write("CurrentProfile", profileName(of: agent), to: &json)
    }

    func writeUserState(_ agent: Int, _ contract: SimulatedContract, to json: inout JSONWriter) {
        let record = agents[agent]
        json.object { json in
            contract.write("Id", scenario.agents[agent].id, to: &json)
            contract.write("SipUri", scenario.agents[agent].sipURI, to: &json)
            writeStateFields(agent, contract, to: &json)
            let presence =
                switch record.state {
                case .offline: "Offline"
                case .working: "Busy"
                case .notReady where record.reason == "Lunch": "Away"
                default: "Online"
                }
            contract.write("PresenceState", presence, to: &json)
            if contract.tellsStateChanged {
                contract.write("StateChanged", instant: record.since, to: &json)
            }
        }
    }

    /// `details` adds traits and profiles.
    func writeUser(
        _ agent: Int, details: Bool, _ contract: SimulatedContract, to json: inout JSONWriter
    ) {
        let spec = scenario.agents[agent]
        json.object { json in
            contract.write("Id", spec.id, to: &json)
            contract.write("SipUri", spec.sipURI, to: &json)
            contract.write("FirstName", spec.firstName, to: &json)
            contract.write("LastName", spec.lastName, to: &json)
            writeStateFields(agent, contract, to: &json)
            contract.write("DefaultProfile", "On Duty", to: &json)
            contract.write("AAConfiguration", "Default", to: &json)
            contract.write("NumberOfSimultaneousIm", 1, to: &json)
            contract.write("ConversationAsService", nil, to: &json)
            for name in [
                "IsBusySelectable", "IsBusyInAMeetingSelectable", "ShowAwayAsOffline",
                "BusyOnBusyInACallEnabled", "CanLoginToRecordingManager",
            ] {
                contract.write(name, false, to: &json)
            }
            contract.write("RetargetType", "None", to: &json)
            contract.write("RetargetSource", nil, to: &json)
            contract.write("RetargetTo", nil, to: &json)
            contract.write("RetargetPrivateNumber", nil, to: &json)
            contract.write("RetargetOnlyIfInDutyProfile", false, to: &json)
            contract.write("RecordingType", "None", to: &json)
            if details { writeTraits(of: agent, contract, to: &json) }
            json.key(contract["Roles"])
            writeRoles(of: spec, contract, to: &json)
        }
    }

    private func writeTraits(
        of agent: Int, _ contract: SimulatedContract, to json: inout JSONWriter
    ) {
        json.key(contract["Traits"])
        json.array { json in
            for skill in services(servedBy: agent) {
                json.object { json in
                    let name = scenario.services[skill].name
                    contract.write("TraitNode", "Skills/\(name)", to: &json)
                    contract.write(
                        "Attribute", level(of: agent, in: skill) == 1 ? "Expert" : "Basic",
                        to: &json)
                }
            }
        }
        json.key(contract["Profiles"])
        json.array { json in
            for profile in DutyProfile.all {
                json.object { json in
                    contract.write("Name", profile.name, to: &json)
                    json.key(contract["Responsibilities"])
                    if profile.isOffDuty {
                        json.null()
                    } else {
                        json.array { json in
                            for skill in services(servedBy: agent) {
                                json.object { json in
                                    let name = scenario.services[skill].name
                                    contract.write("TraitNode", "Skills/\(name)", to: &json)
                                    contract.write(
                                        "Responsibility",
                                        level(of: agent, in: skill) == 1 ? "Immediate" : "Second",
                                        to: &json)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    func writeRoles(
        of spec: Scenario.Agent, _ contract: SimulatedContract, to json: inout JSONWriter
    ) {
        json.array { json in
            json.object { json in
                contract.write("OrganizationUnit", scenario.path(ofUnit: spec.unit), to: &json)
                contract.write("Role", "Agent", to: &json)
                contract.write("Permission", "Allow", to: &json)
            }
        }
    }
}
