import CivilTime
import Foundation
import LucsSimulator
import Statistics
import Testing

@Suite struct UnseenAbandonedTests {
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

    /// How an estimate did on many days.
    struct Judgement {
        var shown = 0
        var held = 0
        /// Whether the upper end was high enough, of all days that had an interval.
        var bounded = 0
        var days = 0
        private var errors: [Double] = []

        /// Of the abandoned tasks, seen and estimated together, on the days that showed an estimate.
        var meanError: Double { errors.reduce(0, +) / Double(errors.count) }

        init(_ days: [[TrueTask]], spacing: Double, seed: UInt64) {
            var random = SeededRandom(seed: seed)
            for tasks in days {
                let observed = ObservedTasks(
                    tasks, spacing: spacing, phase: random.uniform(0, spacing))
                guard let estimate = observed.estimate() else { continue }
                self.days += 1
                bounded += observed.unseen <= estimate.high ? 1 : 0
                guard estimate.isTelling else { continue }
                shown += 1
                held += (estimate.low...estimate.high).contains(observed.unseen) ? 1 : 0
                errors.append((estimate.estimate - observed.unseen) / observed.abandoned)
            }
        }
    }

    @Test(
        "On simulated days the interval holds the truth, and nothing is wrong on average",
        arguments: [60.0, 30])
    func simulated(spacing: Double) throws {
        let days = try (1...40).map { try simulatedDay(seed: $0) }
        let judged = Judgement(days, spacing: spacing, seed: 2)
        #expect(judged.days == 40)
        #expect(judged.shown >= 36, "\(judged.shown)")
        #expect(judged.held * 10 >= judged.shown * 9, "\(judged.held) of \(judged.shown)")
        #expect(judged.bounded * 10 >= judged.days * 9, "\(judged.bounded) of \(judged.days)")
        #expect(abs(judged.meanError) < 0.03, "\(judged.meanError)")
    }

    @Test(
        "So it is on the recorded days of January 1999", .needsRecordedCalls, arguments: [60.0, 30])
    func recorded(spacing: Double) throws {
        let days = try RecordedCalls.days()
        #expect(days.count >= 29)
        // Each day with the polls at eight phases: a day alone is off by much more.
        let judged = Judgement(
            (0..<8).flatMap { _ in days }, spacing: spacing, seed: 3)
        #expect(judged.shown >= 60, "\(judged.shown)")
        #expect(judged.held * 10 >= judged.shown * 9, "\(judged.held) of \(judged.shown)")
        #expect(judged.bounded * 10 >= judged.days * 9, "\(judged.bounded) of \(judged.days)")
        #expect(abs(judged.meanError) < 0.03, "\(judged.meanError)")
    }

    @Test func `Lasting tasks are all seen, and none is made up`() throws {
        let tasks = (0..<2000).map { n in
            let queued = Double(n) * 17.3
            return TrueTask(queued: queued, connected: nil, ended: queued + 903)
        }
        let estimate = try #require(ObservedTasks(tasks, spacing: 60, phase: 11).estimate())
        #expect(estimate.estimate < 20)
        #expect(estimate.low == 0 && !estimate.isTelling)
    }

    @Test(
        "Exponential tasks are found again, short ones too",
        arguments: [(mean: 45.0, spacing: 60.0), (10, 30)])
    func exponential(mean: Double, spacing: Double) throws {
        var random = SeededRandom(seed: 4)
        let tasks = (0..<40_000).map { n in
            let queued = Double(n) * 27 + random.uniform(0, 27)
            return TrueTask(
                queued: queued, connected: nil, ended: queued + random.exponential(mean: mean))
        }
        let observed = ObservedTasks(tasks, spacing: spacing, phase: 0)
        let estimate = try #require(observed.estimate())
        #expect(observed.unseen > 10_000)
        #expect(abs(estimate.estimate - observed.unseen) < 0.025 * observed.abandoned)
        #expect((estimate.low...estimate.high).contains(observed.unseen))
    }

    @Test func `Too few tasks, and polls so close that they miss none, give no estimate`() throws {
        let tasks = try simulatedDay(seed: 6).filter { $0.connected == nil }
        #expect(ObservedTasks(Array(tasks.prefix(3)), spacing: 60, phase: 0).estimate() == nil)
        let few = try #require(
            ObservedTasks(Array(tasks.prefix(60)), spacing: 60, phase: 0).estimate())
        #expect(few.high > 0 && !few.isTelling)
        #expect(ObservedTasks(tasks, spacing: 5, phase: 0).estimate() == nil)
        #expect(UnseenAbandoned(Sightings(), seed: 1) == nil)
    }

    @Test func `The same seed gives the same interval`() throws {
        let observed = ObservedTasks(try simulatedDay(seed: 7), spacing: 60, phase: 0)
        #expect(observed.estimate() == observed.estimate())
        #expect(observed.estimate(seed: 2) != observed.estimate())
    }
}

/// The recorded calls of January 1999 at the Technion's "Anonymous Bank", where they are at hand
/// beside the project. They are no part of it.
enum RecordedCalls {
    private static let file = URL(filePath: #filePath)  // Tests/StatisticsTests/…
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data/anonymousbank_1999_01.csv")
    static let areThere = FileManager.default.isReadableFile(atPath: file.path)

    /// The calls that entered a queue, by date.
    static func days() throws -> [[TrueTask]] {
        let calls = try Recording(csv: Array(Data(contentsOf: file))).calls
        let days = Dictionary(grouping: calls.filter { $0.queueStarted != nil }, by: \.day)
        return days.sorted { $0.key < $1.key }.map { _, calls in
            calls.compactMap { call in
                guard let queued = call.queueStarted else { return nil }
                return TrueTask(
                    queued: Double(queued.milliseconds) / 1000,
                    connected: call.connected.map { Double($0.milliseconds) / 1000 },
                    ended: Double(call.ended.milliseconds) / 1000)
            }
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Says that a test was skipped where the recorded calls are not at hand.
    static var needsRecordedCalls: Self {
        .enabled(
            if: RecordedCalls.areThere,
            "the Anonymous Bank's calls are not in ../shared/data: nothing to compare with")
    }
}
