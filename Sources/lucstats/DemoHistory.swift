import CivilTime
import LucsModel
import LucsSimulator

/// The arrivals of a simulated day by hour, which stand for those of the same weekday a week before.
struct DemoHistory {
    private let start: Timestamp
    /// By hour of the day: tasks in a second.
    private let hours: [[EntityID: Double]]

    /// - Parameters:
    ///   - earlier: the day whose arrivals are known.
    ///   - day: the day that is collected; its services are those of the other, in order.
    init(_ earlier: Scenario, of day: Scenario) {
        start = day.start
        let clock = SimulatedClock.stepped(at: earlier.start)
        let simulation = Simulation(scenario: earlier, clock: clock)
        clock.set(to: earlier.start + .seconds(86_400))
        let none = Dictionary(
            day.services.map { (EntityID($0.id), 0.0) }, uniquingKeysWith: { first, _ in first })
        let names = Dictionary(
            zip(earlier.services, day.services).map { ($0.id, EntityID($1.id)) },
            uniquingKeysWith: { first, _ in first })
        var hours = Array(repeating: none, count: 24)
        for leg in simulation.truth.tasks {
            guard let name = names[leg.serviceID] else { continue }
            let hour = Int((leg.created - earlier.start).inSeconds) / 3600
            guard hours.indices.contains(hour) else { continue }
            hours[hour][name, default: 0] += 1.0 / 3600
        }
        self.hours = hours
    }

    func arrivals(at instant: Timestamp) -> [EntityID: Double] {
        hours[min(max(Int((instant - start).inSeconds) / 3600, 0), 23)]
    }
}
