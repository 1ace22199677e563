import CivilTime
import LucsAPI
import LucsModel
import Testing

@testable import Collector

@Suite("Which services to look at within a limit")
struct ServiceScheduleTests {
    private let services: [EntityID] = (0..<20).map { .text("s\($0)") }
    private let every = Duration.seconds(30)

    /// Looks for a while, `most` services a pass; the first `busy` of them change all the time.
    private func looks(
        most: Int, staleness: Duration, busy: Int, passes: Int = 200
    ) -> [EntityID: [Int]] {
        var schedule = ServiceSchedule()
        var looks: [EntityID: [Int]] = [:]
        for pass in 0..<passes {
            let now = start + every * pass
            let chosen =
                pass == 0
                ? services
                : schedule.choose(
                    most, of: services, now: now, every: every, staleness: staleness)
            #expect(pass == 0 || chosen.count == most)
            #expect(Set(chosen).count == chosen.count)
            for service in chosen {
                looks[service, default: []].append(pass)
                let isBusy = services.prefix(busy).contains(service)
                let tasks = isBusy ? (0..<5).map { LucsTask(id: .text("t\(pass)-\($0)")) } : []
                schedule.note(Listing(rows: tasks, observedAt: now), of: service)
            }
        }
        return looks
    }

    @Test("Busy services are looked at in every pass, idle ones within the staleness")
    func busy() {
        let looks = looks(most: 8, staleness: .seconds(240), busy: 4)
        for service in services.prefix(4) { #expect((looks[service]?.count ?? 0) > 150) }
        for service in services {
            let passes = looks[service] ?? []
            let longest = zip(passes.dropFirst(), passes).map { $0 - $1 }.max() ?? 0
            #expect(every * longest <= .seconds(240), "\(service): \(longest) passes")
        }
    }

    @Test("Where the staleness cannot be kept everybody waits alike")
    func tooTight() {
        let looks = looks(most: 2, staleness: .seconds(60), busy: 4)
        let counts = looks.values.map(\.count)
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 2, "\(counts.sorted())")
    }

    @Test("Room for all is taken for all, in their order")
    func all() {
        let schedule = ServiceSchedule()
        let chosen = schedule.choose(
            20, of: services, now: start, every: every, staleness: .seconds(240))
        #expect(chosen == services)
    }

    @Test(
        "A plan says what a schedule costs, and whether the limit allows it",
        arguments: [
            (nil, "200 services every 30s: about 201 requests a pass, 24120 an hour; no limit"),
            (30_000, "24120 an hour, against a limit of 30000 an hour."),
            (6000, "busy services are asked more often, idle ones at least every 4m."),
            (2400, "each service is asked about every 316s instead of within 4m"),
            (100, "too low for one service a pass. Raise the limit, or sample every 72s at most."),
        ] as [(Int?, String)])
    func plan(limit: Int?, says: String) {
        let plan = RequestPlan(
            services: 200, every: every, limits: ClientConfiguration.Limits(perHour: limit))
        #expect(plan.description.contains(says), "\(plan)")
        #expect(plan.fits == (limit.map { $0 >= 24_120 } ?? true))
    }

    @Test("The nearest limit counts")
    func nearest() {
        let limits = ClientConfiguration.Limits(perSecond: 1, perMinute: 10, perHour: 500)
        #expect(RequestPlan(services: 1, every: every, limits: limits).allowedPerHour == 500)
        let minute = ClientConfiguration.Limits(perSecond: 1, perMinute: 10)
        #expect(RequestPlan(services: 1, every: every, limits: minute).allowedPerHour == 600)
    }

    @Test("What earlier runs saw counts: the stalest come first, and then the busiest")
    func earlierRuns() {
        let looked = { (seconds: Int64) in start - .seconds(seconds) }
        var activities: [EntityID: ServiceActivity] = [:]
        for service in services {
            activities[service] = ServiceActivity(lookedAt: looked(60), rate: 0.001)
        }
        activities[services[3]] = ServiceActivity(lookedAt: looked(500), rate: 0)
        activities[services[7]] = ServiceActivity(lookedAt: looked(60), rate: 0.5)
        activities[services[11]] = nil
        let schedule = ServiceSchedule(activities)
        #expect(schedule.hasLooked(at: services))
        let chosen = schedule.choose(
            3, of: services, now: start, every: .seconds(60), staleness: .seconds(240))
        #expect(chosen.contains(services[3]) && chosen.contains(services[11]))
        #expect(chosen.count == 3)
        let more = schedule.choose(
            8, of: services, now: start, every: .seconds(60), staleness: .seconds(400))
        #expect(more.contains(services[7]))
    }

    @Test("Tasks that left are changes of a service")
    func left() {
        let tasks = (0..<5).map { LucsTask(id: .text($0)) }
        var schedule = ServiceSchedule()
        let (still, moving) = (services[0], services[1])
        for service in [still, moving] {
            schedule.note(Listing(rows: tasks, observedAt: start), of: service)
        }
        let later = start + .seconds(60)
        schedule.note(Listing(rows: tasks, observedAt: later), of: still)
        schedule.note(Listing(rows: [], observedAt: later), of: moving)
        let chosen = schedule.choose(
            1, of: [still, moving], now: later + every, every: every, staleness: .seconds(3600))
        #expect(chosen == [moving])
    }

    @Test("A service that nobody may wait for longer comes before the busiest")
    func stalest() {
        let (stale, busy) = (services[0], services[1])
        let schedule = ServiceSchedule([
            stale: ServiceActivity(lookedAt: start - .seconds(240), rate: 0),
            busy: ServiceActivity(lookedAt: start - .seconds(60), rate: 100),
        ])
        for (staleness, chosen) in [(240, stale), (3600, busy)] {
            #expect(
                schedule.choose(
                    1, of: [stale, busy], now: start, every: every, staleness: .seconds(staleness))
                    == [chosen])
        }
    }
}
