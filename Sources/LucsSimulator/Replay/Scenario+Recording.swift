import CivilTime

extension Scenario {
    /// The contact centre of a recording, which tells it call by call.
    ///
    /// Services and agents are those that the calls name, with identifiers made of the names.
    public static func replay(of recording: Recording) -> Scenario {
        let services = recording.services
        let unit = Unit(
            id: RecordedCall.identifier(of: "unit"), name: "Recorded Calls", parent: nil)
        var answered: [String: [String: Int]] = [:]
        for call in recording.calls {
            if let agent = call.agent {
                answered[agent, default: [:]][call.service, default: 0] += 1
            }
        }
        let agents = recording.agents.map { name in
            let counts = answered[name] ?? [:]
            return Agent(
                id: RecordedCall.identifier(of: "agent \(name)"), firstName: name, lastName: "",
                sipURI: address(name), unit: 0,
                skills: services.indices.filter { counts[services[$0]] != nil }
                    .sorted { (counts[services[$1]] ?? 0) < (counts[services[$0]] ?? 0) },
                shiftStart: 0, training: nil, hasBackOffice: false)
        }
        var scenario = Scenario(
            seed: 0, start: recording.start, timeZone: recording.timeZone, units: [unit],
            services: services.map { name in
                Service(
                    id: RecordedCall.identifier(of: "service \(name)"), name: name,
                    sipURI: address("service-\(name)"), unit: 0, tasksPerDay: 0, meanTalk: .zero)
            }, agents: agents)
        scenario.content = .recorded(recording)
        return scenario
    }

    /// A SIP URI in which whatever is not a letter or digit of ASCII is a hyphen.
    private static func address(_ name: String) -> String {
        let user = name.lowercased().map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        return "sip:\(String(user))@recorded.invalid"
    }
}
