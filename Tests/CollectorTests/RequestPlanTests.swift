import CivilTime
import LucsAPI
import Testing

@testable import Collector

@Suite("What sampling costs")
struct RequestPlanTests {
    private let every = Duration.seconds(30)

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

    @Test("A plan by traffic says its bounds: politeness, or the limit of the key")
    func automatic() {
        var plan = RequestPlan(services: 6, every: .seconds(5))
        plan.politeness = Politeness(requestsPerSecond: 2, waitingShare: 0.1)
        #expect(plan.description.contains("every 5s to 4m as its traffic needs: at most 7200"))
        #expect(plan.description.contains("10 % of the time at most"))
        plan.limits.perHour = 1000
        #expect(plan.description.contains("at most 1000 requests an hour by its limit"))
        #expect(plan.keepsStaleness)
        plan.services = 100
        #expect(!plan.keepsStaleness, "1000 an hour, less an eighth, for 100 services")
    }
}
