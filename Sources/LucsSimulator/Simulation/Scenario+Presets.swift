public import CivilTime
import Statistics
import Foundation

extension Scenario {
    /// A lively day that starts at local midnight, and every day after it alike.
    ///
    /// Claims, Policies, Billing, Medical Hotline, Sales and IT Helpdesk (repeated with a number
    /// when more are asked for); Billing is understaffed from 10 to 11.
    public static func day(
        of date: CivilDate, timeZone: String = "Europe/Zurich", seed: UInt64 = 1,
        services: Int = 6, agents: Int = 60, traffic: Traffic = .even
    ) -> Scenario {
        let calendar = LocalCalendar(identifier: timeZone) ?? LocalCalendar(timeZone: .gmt)
        return centre(
            seed: seed, start: calendar.start(of: date), timeZone: timeZone,
            serviceCount: max(1, services), agentCount: max(1, agents), traffic: traffic)
    }

    /// How the tasks of a day are spread over its services.
    public enum Traffic: Sendable {
        case even
        /// Zipf's law: the second service has half the agents and tasks of the first, the third a
        /// third, and so on.
        case unequal
    }

    /// Everything at one instant and nothing changing, for measuring a client: about 70 % of the
    /// tasks connected with a reserved user, the rest in queue.
    public static func frozen(
        users: Int = 10_000, services: Int = 500, tasks: Int = 100_000, seed: UInt64 = 1,
        start: Timestamp = Timestamp(milliseconds: 1_795_425_137_421)
    ) -> Scenario {
        var scenario = centre(
            seed: seed, start: start, timeZone: "Europe/Zurich",
            serviceCount: max(1, services), agentCount: max(1, users))
        scenario.content = .frozen(tasks: tasks)
        return scenario
    }

    /// Name, unit, share of the agents, load a share, talk seconds.
    private static let models: [(name: String, unit: Int, share: Double, load: Double, talk: Int)] =
        [
            ("Claims", 1, 0.24, 0.95, 215), ("Policies", 1, 0.18, 0.93, 190),
            ("Billing", 2, 0.16, 0.85, 165), ("Medical Hotline", 3, 0.14, 0.93, 260),
            ("Sales", 2, 0.13, 0.95, 230), ("IT Helpdesk", 3, 0.15, 0.95, 205),
        ]

    private static func centre(
        seed: UInt64, start: Timestamp, timeZone: String, serviceCount: Int, agentCount: Int,
        traffic: Traffic = .even
    ) -> Scenario {
        var random = SeededRandom(seed: seed ^ 0x5CE7_A210)
        var units = [Unit(id: random.guid(), name: "Alpenrose Insurance", parent: nil)]
        for name in ["Customer Service", "Finance and Sales", "Specialist Lines"] {
            units.append(Unit(id: random.guid(), name: name, parent: 0))
        }
        let rounds = Double((serviceCount + models.count - 1) / models.count)
        let shares = (0..<serviceCount).map { index in
            switch traffic {
            case .even: models[index % models.count].share / rounds
            case .unequal: 1 / Double(index + 1)
            }
        }
        let whole = shares.reduce(0, +)
        var services: [Service] = []
        for index in 0..<serviceCount {
            let model = models[index % models.count]
            let round = index / models.count
            let name = round == 0 ? model.name : "\(model.name) \(round + 1)"
            let user = name.lowercased().replacing(" ", with: ".")
            let staff = Double(agentCount) * shares[index] / whole
            services.append(
                Service(
                    id: random.guid(), name: name, sipURI: "sip:\(user)@alpenrose.example",
                    unit: model.unit, tasksPerDay: staff * 17_000 * model.load / Double(model.talk),
                    meanTalk: .seconds(model.talk)))
        }
        let staffing = assignments(of: agentCount, by: shares.map { $0 / whole })
        var agents: [Agent] = []
        var taken: Set<String> = []
        var inService = [Int](repeating: 0, count: serviceCount)
        for index in 0..<agentCount {
            let main = staffing[index]
            let (first, last) = PersonNames.pick(&random)
            var user = PersonNames.address(first, last)
            if !taken.insert(user).inserted {
                user += "\(index)"
                taken.insert(user)
            }
            let position = inService[main]
            inService[main] += 1
            agents.append(
                Agent(
                    id: random.guid(), firstName: first, lastName: last,
                    sipURI: "sip:\(user)@alpenrose.example", unit: services[main].unit,
                    skills: skills(main: main, position: position, services: services),
                    shiftStart: shiftStarts[position % shiftStarts.count],
                    training: main % models.count == 2 && position % 2 == 0 ? 598..<660 : nil,
                    hasBackOffice: index % 7 == 3))
        }
        return Scenario(
            seed: seed, start: start, timeZone: timeZone, units: units, services: services,
            agents: agents)
    }

    /// Spread so that every small group covers the whole day.
    private static let shiftStarts = [440, 595, 452, 535, 445, 602, 465, 478, 458, 545]

    /// The service of each agent, interleaved, in proportion to the shares.
    private static func assignments(of count: Int, by shares: [Double]) -> [Int] {
        var owed = [Double](repeating: 0, count: shares.count)
        return (0..<count).map { _ in
            var best = 0
            for index in shares.indices {
                owed[index] += shares[index]
                if owed[index] > owed[best] { best = index }
            }
            owed[best] -= 1
            return best
        }
    }

    /// Every second agent also serves another service of the unit, but nobody helps Billing.
    private static func skills(main: Int, position: Int, services: [Service]) -> [Int] {
        guard position % 2 == 0 else { return [main] }
        let others = services.indices.filter {
            $0 != main && services[$0].unit == services[main].unit && $0 % models.count != 2
        }
        guard !others.isEmpty else { return [main] }
        return [main, others[position / 2 % others.count]]
    }
}
