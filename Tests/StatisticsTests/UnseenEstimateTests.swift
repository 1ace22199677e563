import CivilTime
import Foundation
import LucsSimulator
import Statistics
import Testing

@Suite struct UnseenEstimateTests {
    static let date = CivilDate("2026-11-24")

    /// The tasks of a simulated day that entered a queue, each stay for itself.
    func simulatedDay(seed: UInt64) throws -> [TrueTask] {
        let day = try #require(Self.date)
        let scenario = Scenario.day(of: day, seed: seed)
        let end = scenario.start + .seconds(86_400)
        let clock = SimulatedClock.stepped(at: scenario.start)
        let simulation = Simulation(scenario: scenario, clock: clock)
        clock.set(to: end)
        return simulation.truth.tasks.compactMap { leg in
            guard let queued = leg.queueStarted, queued < end, let ended = leg.ended else {
                return nil
            }
            func seconds(_ instant: Timestamp) -> Double { (instant - scenario.start).inSeconds }
            return TrueTask(
                queued: seconds(queued), connected: leg.connected.map(seconds),
                ended: seconds(ended))
        }
    }

    func estimate(_ observed: ObservedTasks) -> UnseenEstimate {
        UnseenEstimate(observed.sightings, seen: observed.seen, seed: 1)
    }

    @Test func `Seen and unseen together are unbiased, and the interval holds the truth`() throws {
        var random = SeededRandom(seed: 2)
        var (truth, estimated, seen) = (0.0, 0.0, 0.0)
        var held = 0
        let days = 24
        for seed in 1...UInt64(days) {
            let tasks = try simulatedDay(seed: seed)
            let observed = ObservedTasks(tasks, spacing: 60, phase: random.uniform(0, 60))
            let estimate = estimate(observed)
            let answered = try #require(estimate.answered)
            let abandoned = try #require(estimate.abandoned)
            truth += observed.answered + observed.abandoned
            seen += observed.seen.answered + observed.seen.abandoned
            estimated +=
                observed.seen.answered + answered.estimate + observed.seen.abandoned
                + abandoned.estimate
            let missed = observed.answered - observed.seen.answered
            if (answered.low...answered.high).contains(missed) { held += 1 }
        }
        #expect(seen / truth < 0.97)
        #expect(abs(estimated / truth - 1) < 0.03)
        #expect(held >= days * 85 / 100)
    }

    @Test func `Lasting tasks are all seen, and none is made up`() {
        let tasks = (0..<2000).map { n in
            let queued = Double(n) * 17.3
            return TrueTask(queued: queued, connected: queued + 3, ended: queued + 903)
        }
        let estimate = estimate(ObservedTasks(tasks, spacing: 60, phase: 11))
        #expect(estimate.answered?.estimate ?? .nan < 20)
        #expect(estimate.answered?.low == 0)
        #expect(estimate.spacingFor95 == 120)
    }

    @Test func `Tasks without a sighting stand for no others`() throws {
        // A day of polls a minute, among many days whose spacing followed the traffic.
        var observed = ObservedTasks(try simulatedDay(seed: 5), spacing: 60, phase: 20)
        let alone = estimate(observed)
        observed.seen.answered += 50_000
        observed.seen.abandoned += 5000
        let among = estimate(observed)
        #expect(alone.answered?.estimate ?? 0 > 50)
        #expect(among.answered?.estimate == alone.answered?.estimate)
        #expect(among.abandoned?.estimate == alone.abandoned?.estimate)
    }

    @Test func `Exponential tasks are found again`() throws {
        var random = SeededRandom(seed: 4)
        var tasks: [TrueTask] = []
        for n in 0..<6000 {
            let queued = Double(n) * 13 + random.uniform(0, 13)
            let connected = queued + random.exponential(mean: 15)
            tasks.append(
                TrueTask(
                    queued: queued, connected: connected,
                    ended: connected + random.exponential(mean: 120)))
        }
        let observed = ObservedTasks(tasks, spacing: 60, phase: 0)
        let answered = try #require(estimate(observed).answered)
        #expect(abs(observed.seen.answered + answered.estimate - 6000) < 0.04 * 6000)
        #expect((answered.low...answered.high).contains(6000 - observed.seen.answered))
        // Without abandoned tasks, those seen waiting were all answered.
        let abandoned = try #require(estimate(observed).abandoned)
        #expect(abandoned.estimate == 0)
        #expect(abandoned.low == 0)
    }

    @Test func `A final state lookup leaves nothing to be guessed about those seen waiting`() throws
    {
        var observed = ObservedTasks(try simulatedDay(seed: 5), spacing: 60, phase: 20)
        let asked = estimate(observed)
        observed.seen.unconfirmed = 0
        let sure = estimate(observed)
        #expect(sure.answered == asked.answered)
        let (a, b) = (try #require(sure.abandoned), try #require(asked.abandoned))
        #expect(a.estimate > b.estimate)
        #expect(a.low >= 0)
    }

    @Test func `Too few tasks, and polls too far apart, give no estimate`() throws {
        let tasks = try simulatedDay(seed: 6)
        let few = estimate(ObservedTasks(Array(tasks.prefix(20)), spacing: 60, phase: 0))
        #expect(few.answered == nil && few.lack == .tooFewTasks)
        let rare = estimate(ObservedTasks(tasks, spacing: 300, phase: 0))
        #expect(rare.answered == nil && rare.lack == .pollsTooFarApart)
        #expect(
            UnseenEstimate(
                Sightings(), seen: .init(answered: 0, abandoned: 0, unconfirmed: 0), seed: 1
            ).lack == .tooFewTasks)
    }

    @Test func `The same seed gives the same interval`() throws {
        let observed = ObservedTasks(try simulatedDay(seed: 7), spacing: 60, phase: 0)
        #expect(estimate(observed) == estimate(observed))
        #expect(
            UnseenEstimate(observed.sightings, seen: observed.seen, seed: 2) != estimate(observed))
    }
}
