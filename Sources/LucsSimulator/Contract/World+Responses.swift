import CivilTime
import JSONText

/// One read of the world: what, of whom, and how to say it.
struct Inquiry {
    let route: Route
    /// The identifier or SIP URI in the path, in lower case.
    let name: String
    let query: [(name: String, value: String)]
    let isVersion2: Bool
    let contract: SimulatedContract
    let directory: Directory
}

extension World {
    /// The body of the answer.
    func answer(_ inquiry: Inquiry) throws(Refusal) -> [UInt8] {
        var json = JSONWriter()
        let contract = inquiry.contract
        switch inquiry.route.operation {
        case .units, .unit:
            try writeUnits(inquiry, to: &json)
        case .services, .service, .serviceCount, .serviceContext, .servicesOfUnit,
            .conversationServices:
            try writeServices(inquiry, to: &json)
        case .users, .user, .userRoles, .usersOfService, .usersOfUnit, .absenceReasons:
            try writeUsers(inquiry, to: &json)
        case .userStates, .userState, .userStatesOfUnit, .userStatesOfService:
            try writeUserStates(inquiry, to: &json)
        case .profiles:
            try list(DutyProfile.all, inquiry, to: &json) { json, profile in
                profile.write(contract, to: &json)
            }
        case .tasks, .longestWaitingTask, .task, .tasksOfUser, .consultationCall,
            .consultativeCalls:
            try writeTasks(inquiry, to: &json)
        case .callbackSearch:
            try list(openCallbacks, inquiry, to: &json) { json, index in
                writeCallback(index, contract, to: &json)
            }
        case .callback:
            guard
                let index = openCallbacks.first(where: {
                    callbacks[$0].id.lowercased() == inquiry.name
                })
            else { throw .notFound("Callback '\(inquiry.name)' was not found.") }
            writeCallback(index, contract, to: &json)
        }
        return json.bytes
    }

    func list<Element>(
        _ elements: [Element], _ inquiry: Inquiry, to json: inout JSONWriter,
        element: (inout JSONWriter, Element) -> Void
    ) throws(Refusal) {
        let isPaged = inquiry.isVersion2 && inquiry.route.isPaged
        let page = try PageRequest(
            query: inquiry.query, count: elements.count,
            paging: isPaged ? inquiry.contract.paging : nil)
        inquiry.contract.writeList(
            page.range, of: elements.count, inEnvelope: isPaged, to: &json
        ) { json, index in
            element(&json, elements[index])
        }
    }

    func unit(_ inquiry: Inquiry) throws(Refusal) -> Int {
        guard let index = inquiry.directory.units[inquiry.name] else {
            throw .notFound("Organization unit '\(inquiry.name)' was not found.")
        }
        return index
    }

    func service(_ inquiry: Inquiry) throws(Refusal) -> Int {
        guard let index = inquiry.directory.services[inquiry.name] else {
            throw .notFound("Service '\(inquiry.name)' was not found.")
        }
        return index
    }

    func agent(_ inquiry: Inquiry) throws(Refusal) -> Int {
        guard let index = inquiry.directory.agents[inquiry.name] else {
            throw .notFound("User '\(inquiry.name)' was not found.")
        }
        return index
    }

    /// Whether a unit is `ancestor` or below it.
    func isUnit(_ unit: Int, within ancestor: Int) -> Bool {
        if unit == ancestor { return true }
        guard let parent = scenario.units[unit].parent, parent < unit else { return false }
        return isUnit(parent, within: ancestor)
    }
}
