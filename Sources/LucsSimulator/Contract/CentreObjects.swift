import CivilTime
import JSONText

extension Scenario {
    func writeUnit(_ index: Int, _ contract: SimulatedContract, to json: inout JSONWriter) {
        let unit = units[index]
        json.object { json in
            contract.write("Id", unit.id, to: &json)
            contract.write("Name", unit.name, to: &json)
            contract.write("ParentId", unit.parent.map { units[$0].id }, to: &json)
        }
    }

    func writeService(_ index: Int, _ contract: SimulatedContract, to json: inout JSONWriter) {
        let service = services[index]
        json.object { json in
            contract.write("Id", service.id, to: &json)
            contract.write("Name", service.name, to: &json)
            contract.write("SipUri", service.sipURI, to: &json)
            contract.write("OrganizationUnitId", units[service.unit].id, to: &json)
            contract.write("OrganizationUnitName", units[service.unit].name, to: &json)
        }
    }
}

extension World {
    func writeCallback(_ index: Int, _ contract: SimulatedContract, to json: inout JSONWriter) {
        let callback = callbacks[index]
        let task = tasks[callback.task]
        let service = scenario.services[callback.service]
        let texts: [(String, String?)] = [
            ("Target", task.customer), ("AlternativeTarget", nil),
            ("RetryType", "Fixed"), ("Creator", "Api"), ("Initiator", nil),
            ("InitiatingSessionId", task.id), ("ExternalTaskId", task.externalID),
            ("CallerId", nil), ("Description", "Call back about \(service.name)"),
            ("Supervisor", nil), ("ContextUrl", nil), ("AppPoolId", nil),
            ("IncomingServiceSipUri", service.sipURI),
        ]
        let waited = callback.promised - (task.queueStarted ?? callback.promised)
        let numbers = [
            ("Priority", 1), ("LeftInQueueTimeInSeconds", Int(waited / 1000)),
            ("MaxRetries", Self.maximumRetries), ("RetryCount", callback.retries),
            ("SecondsBetweenRetries", Int(Self.betweenRetries / 1000)),
        ]
        json.object { json in
            contract.write("Id", callback.id, to: &json)
            contract.write("ServiceId", service.id, to: &json)
            contract.write("ServiceSip", service.sipURI, to: &json)
            contract.write("State", callback.isUnderWay ? "Processing" : "Pending", to: &json)
            contract.write("DueDate", instant: callback.due, to: &json)
            for (name, value) in numbers { contract.write(name, value, to: &json) }
            for (name, value) in texts { contract.write(name, value, to: &json) }
        }
    }
}
