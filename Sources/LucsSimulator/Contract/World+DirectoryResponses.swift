import JSONText

extension World {
    func writeUnits(_ inquiry: Inquiry, to json: inout JSONWriter) throws(Refusal) {
        let contract = inquiry.contract
        if inquiry.route.operation == .unit {
            scenario.writeUnit(try unit(inquiry), contract, to: &json)
            return
        }
        try list(Array(scenario.units.indices), inquiry, to: &json) { json, index in
            scenario.writeUnit(index, contract, to: &json)
        }
    }

    func writeServices(_ inquiry: Inquiry, to json: inout JSONWriter) throws(Refusal) {
        let contract = inquiry.contract
        var chosen = Array(scenario.services.indices)
        switch inquiry.route.operation {
        case .serviceCount:
            json.integer(chosen.count)
            return
        case .service:
            scenario.writeService(try service(inquiry), contract, to: &json)
            return
        case .serviceContext:
            let index = try service(inquiry)
            json.array { json in
                json.object { json in
                    contract.write("Name", "ServiceName", to: &json)
                    contract.write("Value", scenario.services[index].name, to: &json)
                }
            }
            return
        case .servicesOfUnit:
            let ancestor = try unit(inquiry)
            chosen.removeAll { !isUnit(scenario.services[$0].unit, within: ancestor) }
        case .conversationServices:
            chosen = services(servedBy: try agent(inquiry))
        default: break
        }
        try list(chosen, inquiry, to: &json) { json, index in
            scenario.writeService(index, contract, to: &json)
        }
    }

    func writeUsers(_ inquiry: Inquiry, to json: inout JSONWriter) throws(Refusal) {
        let contract = inquiry.contract
        var details = !inquiry.isVersion2
        if let fields = inquiry.query.first(where: { $0.name.lowercased() == "fieldstoreturn" }) {
            let value = fields.value.lowercased()
            details = details || value.contains("traits") || value.contains("profiles")
        }
        switch inquiry.route.operation {
        case .user:
            writeUser(try agent(inquiry), details: true, contract, to: &json)
        case .userRoles:
            writeRoles(of: scenario.agents[try agent(inquiry)], contract, to: &json)
        case .absenceReasons:
            _ = try agent(inquiry)
            json.array { json in
                for (index, reason) in Self.absenceReasons.enumerated() {
                    json.object { json in
                        contract.write("Id", index + 1, to: &json)
                        contract.write("Name", reason, to: &json)
                    }
                }
            }
        default:
            try list(try chosenAgents(inquiry), inquiry, to: &json) { json, index in
                writeUser(index, details: details, contract, to: &json)
            }
        }
    }

    func writeUserStates(_ inquiry: Inquiry, to json: inout JSONWriter) throws(Refusal) {
        let contract = inquiry.contract
        if inquiry.route.operation == .userState {
            writeUserState(try agent(inquiry), contract, to: &json)
            return
        }
        try list(try chosenAgents(inquiry), inquiry, to: &json) { json, index in
            writeUserState(index, contract, to: &json)
        }
    }

    private func chosenAgents(_ inquiry: Inquiry) throws(Refusal) -> [Int] {
        switch inquiry.route.operation {
        case .usersOfService, .userStatesOfService: return staff[try service(inquiry)]
        case .usersOfUnit, .userStatesOfUnit:
            let ancestor = try unit(inquiry)
            return agents.indices.filter { isUnit(scenario.agents[$0].unit, within: ancestor) }
        default: return Array(agents.indices)
        }
    }
}
