import CivilTime
import JSONText

extension World {
    /// Writes a task as it stands in one of its stays.
    func writeTask(_ leg: Int, _ contract: SimulatedContract, to json: inout JSONWriter) {
        let leg = legs[leg]
        let task = tasks[leg.task]
        let hasEnded = leg.ended != nil
        let state = hasEnded ? TaskRecord.State.terminated : task.state
        json.object { json in
            contract.write("Id", task.id, to: &json)
            contract.write("ExternalTaskId", task.externalID, to: &json)
            contract.write("Type", task.isChat ? "Chat" : "Call", to: &json)
            contract.write("State", state.rawValue, to: &json)
            contract.write("CustomerIdentifier", task.customer, to: &json)
            contract.write("Created", instant: task.created, to: &json)
            contract.write("QueueStarted", instant: leg.queueStarted, to: &json)
            contract.write("Connected", instant: leg.connected, to: &json)
            contract.write(
                "InitialModalityType", task.isChat ? "InstantMessage" : "Audio", to: &json)
            contract.write("OriginType", task.isChat ? "Web" : "Pstn", to: &json)
            contract.write("OriginTypeCustom", nil, to: &json)
            json.key(contract["ContextParameters"])
            json.array { json in
                json.object { json in
                    contract.write("Name", "Language", to: &json)
                    contract.write("Value", task.language, to: &json)
                }
            }
            json.key(contract["ReservedUserObject"])
            if let agent = hasEnded ? leg.agent : task.agent {
                writeReservedUser(agent, of: leg.service, contract, to: &json)
            } else {
                json.null()
            }
        }
    }

    private func writeReservedUser(
        _ agent: Int, of service: Int, _ contract: SimulatedContract, to json: inout JSONWriter
    ) {
        let spec = scenario.agents[agent]
        json.object { json in
            contract.write("Id", spec.id, to: &json)
            contract.write("DisplayName", spec.displayName, to: &json)
            contract.write("OrganizationUnitName", scenario.units[spec.unit].name, to: &json)
            contract.write("SipUri", spec.sipURI, to: &json)
            contract.write("UserPrincipalName", spec.accountName, to: &json)
            contract.write("SecurityIdentifier", "S-1-5-21-1004336348-\(1100 + agent)", to: &json)
            contract.write("SamAccountName", "a\(1000 + agent)", to: &json)
            contract.write("AgentProfileName", Self.workProfile(of: agent), to: &json)
            contract.write("ResponsibleSinceLevel", level(of: agent, in: service), to: &json)
            contract.write("SelectionAlgorithm", "LongestIdle", to: &json)
        }
    }
}

extension Scenario.Agent {
    var displayName: String {
        lastName.isEmpty ? firstName : "\(firstName) \(lastName)"
    }

    /// The SIP URI without its scheme.
    var accountName: String {
        sipURI.hasPrefix("sip:") ? String(sipURI.dropFirst(4)) : sipURI
    }
}
