import Statistics
import CivilTime
import Glibc

extension World {
    /// Lays out a local day: the first arrivals, the agents' shifts, and the day after.
    mutating func plan(day: Int) {
        let date = CivilDate(dayNumber: day)
        events.add(.day(day + 1), at: calendar.end(of: date).milliseconds)
        midnight = clock(day, 0)
        for service in scenario.services.indices { scheduleArrival(service: service) }
        for agent in scenario.agents.indices {
            planShift(agent)
        }
    }

    /// The instant at which a wall clock shows `minutes` after midnight, as the offset is at noon.
    func clock(_ day: Int, _ minutes: Int) -> Int64 {
        let noon = Int64(day) * 86_400_000 + 43_200_000
        let offset = calendar.offsetSeconds(at: Timestamp(milliseconds: noon))
        return Int64(day) * 86_400_000 + Int64(minutes) * 60_000 - Int64(offset) * 1000
    }

    /// The relative intensity of arrivals; peaks at 10:00 and 14:00, at most 1.
    static func intensity(minute: Double) -> Double {
        func peak(_ centre: Double, _ width: Double) -> Double {
            let distance = (minute - centre) / width
            return exp(-distance * distance / 2)
        }
        let evening = minute > 960 ? max(0.28, 1 - (minute - 960) / 130) : 1
        let morning = minute < 570 ? 0.4 + (minute - 450) / 200 : 1
        return min(1, (0.5 + 0.44 * peak(605, 62) + 0.36 * peak(840, 75)) * evening * morning)
    }

    /// The mean of the intensity over the opening hours, which the busiest rate is scaled by.
    static func meanIntensity(over opening: Range<Int>) -> Double {
        guard !opening.isEmpty else { return 1 }
        return opening.reduce(0.0) { $0 + intensity(minute: Double($1)) } / Double(opening.count)
    }

    /// Thinning (Lewis and Shedler 1979): candidates at the highest rate, kept in proportion.
    mutating func scheduleArrival(service: Int) {
        let opening = scenario.knobs.opening
        let perDay = scenario.services[service].tasksPerDay
        guard perDay > 0, !opening.isEmpty else { return }
        let meanGap = Double(opening.count) * 60_000 / perDay * meanIntensity
        let opens = midnight + Int64(opening.lowerBound) * 60_000
        let closes = midnight + Int64(opening.upperBound) * 60_000
        var at = Double(max(now, opens))
        while true {
            at += random.exponential(mean: meanGap)
            guard at < Double(closes) else { return }
            if random.chance(Self.intensity(minute: (at - Double(midnight)) / 60_000)) { break }
        }
        events.add(.arrival(service: service), at: max(now, Int64(at)))
    }

    /// Log-in, breaks, training, blocked times, off-duty work and log-off of an agent on a day.
    private mutating func planShift(_ agent: Int) {
        guard !random.chance(scenario.knobs.absenceShare) else { return }
        let spec = scenario.agents[agent]
        let begins = Double(spec.shiftStart) + random.uniform(-6, 4)
        let ends =
            Double(spec.shiftStart) + scenario.knobs.shiftLength.inSeconds / 60
            + random.uniform(-2, 7)
        var breaks: [(from: Double, to: Double, plan: Plan)] = []
        func isFree(_ from: Double, _ to: Double) -> Bool {
            from > begins + 20 && to < ends - 15
                && breaks.allSatisfy { to + 10 < $0.from || from > $0.to + 10 }
        }
        if let training = spec.training {
            breaks.append(
                (
                    Double(training.lowerBound) + random.uniform(0, 3),
                    Double(training.upperBound) - random.uniform(0, 3), .pause("Training")
                ))
        }
        if let blocked = spec.blocked {
            breaks.append((Double(blocked.lowerBound), Double(blocked.upperBound), .blocked))
        }
        let lunch = Double(spec.shiftStart) + random.uniform(220, 310)
        let lunchEnd = lunch + random.uniform(33, 50)
        if isFree(lunch, lunchEnd) { breaks.append((lunch, lunchEnd, .pause("Lunch"))) }
        for middle in [75.0, 420.0] {
            let from = Double(spec.shiftStart) + middle + random.uniform(-25, 25)
            let to = from + random.uniform(9, 17)
            if isFree(from, to) { breaks.append((from, to, .pause("Break"))) }
        }
        if spec.hasBackOffice {
            let from = Double(spec.shiftStart) + random.uniform(290, 440)
            let to = from + random.uniform(20, 45)
            if isFree(from, to) { breaks.append((from, to, .offDuty)) }
        }
        let midnight = midnight
        func add(_ plan: Plan, at minute: Double) {
            let at = midnight + Int64(minute * 60_000)
            if at >= now { events.add(.plan(agent: agent, plan), at: at) }
        }
        add(.offDuty, at: begins)
        add(.ready, at: begins + random.uniform(0.4, 2.5))
        for pause in breaks {
            add(pause.plan, at: pause.from)
            add(.ready, at: pause.to)
        }
        add(.offline, at: ends)
    }
}
