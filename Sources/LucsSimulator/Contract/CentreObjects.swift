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

    /// One callback a service waits to be made; they never change.
    func writeCallback(_ index: Int, _ contract: SimulatedContract, to json: inout JSONWriter) {
        let service = services[index]
        let texts: [(String, String?)] = [
            ("Target", "+4144555010\(index % 10)"), ("AlternativeTarget", nil),
            ("RetryType", "Fixed"), ("Creator", "Api"), ("Initiator", nil),
            ("InitiatingSessionId", nil), ("ExternalTaskId", nil), ("CallerId", nil),
            ("Description", "Call back about \(service.name)"), ("Supervisor", nil),
            ("ContextUrl", nil), ("AppPoolId", nil), ("IncomingServiceSipUri", service.sipURI),
        ]
        let numbers = [
            ("Priority", 1), ("LeftInQueueTimeInSeconds", 0), ("MaxRetries", 3),
            ("RetryCount", 0), ("SecondsBetweenRetries", 600),
        ]
        json.object { json in
            contract.write("Id", callbackID(index), to: &json)
            contract.write("ServiceId", service.id, to: &json)
            contract.write("ServiceSip", service.sipURI, to: &json)
            contract.write("State", "Pending", to: &json)
            contract.write(
                "DueDate", instant: start.milliseconds + 32_400_000 + Int64(index) * 61_007,
                to: &json)
            for (name, value) in numbers { contract.write(name, value, to: &json) }
            for (name, value) in texts { contract.write(name, value, to: &json) }
        }
    }

    /// The identifier of a service's callback.
    func callbackID(_ index: Int) -> String {
        "cb" + services[index].id.dropFirst(2)
    }
}
