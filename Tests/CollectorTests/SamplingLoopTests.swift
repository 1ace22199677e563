import CivilTime
import Collector
import Locking
import LucsAPI
import LucsModel
import Synchronization
import Testing

/// A clock that moves only when told to.
private final class FakeClock: SamplingClock {
    private let time: Locked<Timestamp>

    init(_ start: Timestamp) {
        time = Locked(start)
    }

    var now: Timestamp { time.withLock { $0 } }
    func move(_ duration: Duration) { time.withLock { $0 = $0 + duration } }

    func sleep(until instant: Timestamp) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, instant) }
    }
}

@Suite("The sampling loop")
struct SamplingLoopTests {
    /// On the grid of any spacing used here.
    private let origin = Timestamp(milliseconds: 1_795_500_000_000)

    private func pass(_ clock: FakeClock) -> Pass {
        Pass(startedAt: clock.now, finishedAt: clock.now)
    }

    private func seconds(_ instants: [Timestamp]) -> [Double] {
        instants.map { ($0 - origin).inSeconds }
    }

    @Test("The first pass is made at once, the others on the grid, not too close to the first")
    func grid() async throws {
        for (offset, expected) in [(0, [0.0, 30, 60]), (5, [5, 30, 60]), (20, [20, 60, 90])] {
            let clock = FakeClock(origin + .seconds(offset))
            let loop = SamplingLoop(every: .seconds(30), passes: 3, clock: clock)
            var begun: [Timestamp] = []
            let summary = try await loop.run(
                collect: {
                    begun.append(clock.now)
                    clock.move(.milliseconds(700))
                    return pass(clock)
                }, onPass: { _ in }, onFailure: { _, _ in })
            #expect(seconds(begun) == expected)
            #expect(summary.passes == 3)
            #expect(summary.end == .passesMade)
        }
    }

    @Test("A pass that is late costs the instants that it overran, and the next is on the grid")
    func late() async throws {
        let clock = FakeClock(origin)
        let loop = SamplingLoop(every: .seconds(10), passes: 4, clock: clock)
        var begun: [Timestamp] = []
        var skips: [Int] = []
        let summary = try await loop.run(
            collect: {
                begun.append(clock.now)
                clock.move(.seconds(begun.count == 2 ? 35 : 1))
                return pass(clock)
            }, onPass: { _ in }, onFailure: { _, _ in },
            progress: { if case .waits(_, let skipped) = $0 { skips.append(skipped) } })
        #expect(seconds(begun) == [0, 10, 50, 60])
        #expect(skips == [0, 3, 0])
        #expect(summary.skipped == 3)
    }

    @Test("No pass begins at or after the end of the duration, and nobody waits for it")
    func duration() async throws {
        let clock = FakeClock(origin)
        let loop = SamplingLoop(every: .seconds(10), duration: .seconds(30), clock: clock)
        let summary = try await loop.run(
            collect: { pass(clock) }, onPass: { _ in }, onFailure: { _, _ in })
        #expect(summary.passes == 3)
        #expect(summary.end == .durationOver)
        #expect(clock.now == origin + .seconds(20))
    }

    @Test("An instant at which nothing is due is no pass")
    func nothingDue() async throws {
        let clock = FakeClock(origin)
        let loop = SamplingLoop(
            every: .seconds(10), passes: 2, duration: .seconds(60), clock: clock)
        var begun: [Timestamp] = []
        var taken = 0
        let summary = try await loop.run(
            collect: {
                begun.append(clock.now)
                return begun.count == 3 ? pass(clock) : nil
            }, onPass: { _ in taken += 1 }, onFailure: { _, _ in })
        #expect(seconds(begun) == [0, 10, 20, 30, 40, 50])
        #expect(taken == 1 && summary.passes == 1 && summary.failures == 0)
        #expect(summary.end == .durationOver && summary.next == origin + .seconds(60))
        let single = try await SamplingLoop(every: .seconds(10), passes: 1, clock: clock).run(
            collect: { nil }, onPass: { _ in taken += 1 }, onFailure: { _, _ in })
        #expect(taken == 1 && single.passes == 0 && single.end == .passesMade)
    }

    @Test("Failures in a row space the passes out, up to a longest pause; a success ends that")
    func failures() async throws {
        let clock = FakeClock(origin)
        let loop = SamplingLoop(
            every: .seconds(10), passes: 9, longestPause: .seconds(60), clock: clock)
        var begun: [Timestamp] = []
        var rows: [Int] = []
        let summary = try await loop.run(
            collect: {
                begun.append(clock.now)
                if begun.count == 7 { return pass(clock) }
                throw APIError(.unreachable, "nobody there")
            }, onPass: { _ in }, onFailure: { _, inARow in rows.append(inARow) })
        #expect(seconds(begun) == [0, 10, 30, 70, 130, 190, 250, 260, 270])
        #expect(rows == [1, 2, 3, 4, 5, 6, 1, 2])
        #expect(summary.failures == 8)
    }

    @Test("A rate limit that names its end is waited for")
    func rateLimit() async throws {
        let clock = FakeClock(origin)
        let loop = SamplingLoop(every: .seconds(10), passes: 2, clock: clock)
        var begun: [Timestamp] = []
        _ = try await loop.run(
            collect: {
                begun.append(clock.now)
                throw APIError(.rateLimited, "later", retryAt: origin + .seconds(95))
            }, onPass: { _ in }, onFailure: { _, _ in })
        #expect(seconds(begun) == [0, 100])
    }

    @Test("An error in taking a pass ends the run")
    func takingFails() async throws {
        struct DiskFull: Error {}
        let clock = FakeClock(origin)
        let loop = SamplingLoop(every: .seconds(10), clock: clock)
        await #expect(throws: DiskFull.self) {
            try await loop.run(
                collect: { pass(clock) }, onPass: { _ in throw DiskFull() },
                onFailure: { _, _ in Issue.record("taking is not collecting") })
        }
    }

    @Test("A clock that is set back does not stop the sampling")
    func setBack() async throws {
        let clock = FakeClock(origin)
        let sleepy = SetBackClock(clock: clock)
        let loop = SamplingLoop(every: .seconds(10), passes: 3, clock: sleepy)
        let summary = try await loop.run(
            collect: { pass(clock) }, onPass: { _ in }, onFailure: { _, _ in })
        #expect(summary.passes == 3)
        #expect(clock.now < origin)
    }

    /// Goes back an hour during the first sleep.
    private final class SetBackClock: SamplingClock {
        let clock: FakeClock
        private let sleeps = Atomic<Int>(0)

        init(clock: FakeClock) {
            self.clock = clock
        }

        var now: Timestamp { clock.now }

        func sleep(until instant: Timestamp) async throws {
            if sleeps.add(1, ordering: .relaxed).oldValue == 0 {
                clock.move(.seconds(-3600))
            } else {
                try await clock.sleep(until: instant)
            }
        }
    }

    @Test("Cancelling ends the run while it waits and while it collects")
    func cancellation() async throws {
        for collectsForEver in [false, true] {
            let task = Task {
                try await SamplingLoop(every: .seconds(3600)).run(
                    collect: {
                        if collectsForEver { try await Task.sleep(for: .seconds(3600)) }
                        return Pass(startedAt: WallClock().now, finishedAt: WallClock().now)
                    }, onPass: { _ in }, onFailure: { _, _ in })
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            let summary = try await task.value
            #expect(summary.end == .cancelled)
            #expect(summary.passes == (collectsForEver ? 0 : 1))
        }
    }
}
