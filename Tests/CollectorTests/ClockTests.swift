import CivilTime
import LucsModel
import Testing

@testable import Collector

@Suite("Clocks of servers")
struct ClockTests {
    private let services = Dictionary(
        uniqueKeysWithValues: (0..<20).map { ("s\($0)", [String]()) })

    @Test(
        "A listing whose date contradicts the others is missing, and the pass keeps its time",
        arguments: [
            ("tasks s1", 30 * 86_400), ("tasks s1", -86_400), ("tasks s1", 3600),
            ("states", 86_400),
            ("users", 73 * 366 * 86_400), ("services", 7200), ("units", -3600),
        ])
    func oddListing(name: String, seconds: Int) async throws {
        let source = FakeSource(services)
        source.change { $0.ahead[name] = .seconds(seconds) }
        let pass = try await PassCollector(source: source).collect()
        #expect(pass.failures.count == 1)
        let failure = try #require(pass.failures.first)
        #expect(failure.reason.hasPrefix("The response is dated "), "\(failure.reason)")
        #expect(failure.kind == "odd clock")
        #expect(pass.startedAt >= start && pass.finishedAt < start + .seconds(60))
        #expect((pass.userStates == nil) == (name == "states"))
        #expect(pass.tasks.count == (name == "tasks s1" ? 19 : 20))
    }

    @Test("Listings that are seconds or a few minutes apart are all taken")
    func closeEnough() async throws {
        let source = FakeSource(services)
        source.change {
            for number in 0..<20 { $0.ahead["tasks s\(number)"] = .seconds(number * 10 - 95) }
        }
        #expect(try await PassCollector(source: source).collect().failures.isEmpty)
    }

    @Test("Of two listings that contradict each other, the one of the known clock is taken")
    func oneOfTwo() async throws {
        let source = FakeSource(["s1": []])
        source.change { $0.ahead["*"] = .seconds(7200) }
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        source.change { $0.ahead["states"] = .zero }
        let pass = try await collector.collect()
        #expect(pass.failures.map(\.resource) == [.userStates])
        #expect(pass.tasks.count == 1)
    }

    @Test("The time of a single task found by id does not lengthen the pass by a day")
    func finalState() async throws {
        let source = FakeSource(["s1": []])
        let collector = PassCollector(source: source)
        _ = try await collector.collect()
        source.change { $0.tasks[.text("t9")] = LucsTask(id: .text("t9")) }
        source.change { $0.ahead["task t9"] = .seconds(86_400) }
        let pass = try await collector.collect(waiting: [.text("s1"): [.text("t9")]])
        #expect(pass.finalStates.count == 1)
        #expect(pass.finishedAt - pass.startedAt < .seconds(60))
    }

    // MARK: The clock as a whole

    private let now = Timestamp(milliseconds: 1_795_600_000_000)

    /// Which of the passes are believed: each `seconds` after the first, with the server's clock
    /// ahead by `ahead`.
    private func believed(
        _ passes: [(seconds: Int, ahead: Int)], after lastPass: Timestamp?, responses: Int = 5
    ) -> [Bool] {
        var witness = ClockWitness()
        var last = lastPass
        return passes.map { seconds, ahead in
            let local = now + .seconds(seconds)
            let at = local + .seconds(ahead)
            let pass = Pass(startedAt: at, finishedAt: at)
            do {
                let correction = try witness.check(
                    pass, after: last, responses: responses, now: local)
                last = pass.moved(by: correction).startedAt
                return true
            } catch {
                return false
            }
        }
    }

    private static let day = 86_400

    @Test(
        "A jump of the clock needs a second pass that agrees",
        arguments: [
            ([(0, 0), (30, day), (60, 0)], [true, false, true]),
            ([(0, 0), (30, -day), (60, 0)], [true, false, true]),
            ([(0, 0), (30, day), (60, day), (90, day)], [true, false, true, true]),
            ([(0, 0), (30, day), (60, 9 * day), (90, 0)], [true, false, false, true]),
            ([(0, 0), (30, 3600), (60, 0)], [true, false, true]),
            ([(0, 0), (30, 600), (60, 0)], [true, true, true]),
            ([(0, 0), (30, 75 * 366 * day), (60, 75 * 366 * day)], [true, false, false]),
        ] as [([(Int, Int)], [Bool])])
    func jump(passes: [(Int, Int)], expected: [Bool]) {
        #expect(
            believed(passes.map { (seconds: $0.0, ahead: $0.1) }, after: now - .seconds(30))
                == expected)
    }

    @Test("A clock that is always off is that of a recording, or gets its second witness")
    func alwaysOff() {
        let off = -9000 * Self.day
        let passes = [0, 30, 60].map { (seconds: $0, ahead: off) }
        #expect(believed(passes, after: nil) == [true, true, true])
        #expect(believed(passes, after: nil, responses: 1) == [false, true, true])
        #expect(believed(passes, after: now + .seconds(off - 60)) == [true, true, true])
        #expect(believed(passes, after: now - .seconds(60)) == [false, true, true])
    }

    @Test("A simulated clock may run hundreds of times faster")
    func fast() {
        let passes = (0..<8).map { (seconds: $0 * 30, ahead: $0 * 30 * 599) }
        let found = believed(passes, after: nil)
        #expect(found.filter { !$0 }.count <= 2 && found.suffix(4).allSatisfy(\.self), "\(found)")
    }

    @Test("A suspicion that a run left is confirmed by the next one")
    func nextRun() throws {
        var first = ClockWitness()
        let pass = Pass(
            startedAt: now + .seconds(86_400), finishedAt: now + .seconds(86_400))
        #expect(throws: CollectorError.self) {
            try first.check(pass, after: now - .seconds(60), responses: 9, now: now)
        }
        #expect(first.suspect != nil)
        var second = ClockWitness(suspect: first.suspect)
        let later = Pass(
            startedAt: now + .seconds(86_460), finishedAt: now + .seconds(86_460))
        let correction = try second.check(
            later, after: now - .seconds(86_000), responses: 9, now: now + .seconds(60))
        #expect(correction == .zero && second.suspect == nil)
    }

    /// When passes are stored that the server dates so; `nil`: not at all.
    ///
    /// - Parameter isLoop: whether one run makes them all, or each has a run of its own.
    private func stored(
        _ dates: [(seconds: Int, date: Int)], isLoop: Bool
    ) -> [Int?] {
        var witness = ClockWitness()
        var last = now - .seconds(30)
        return dates.map { seconds, date in
            if !isLoop { witness = ClockWitness(suspect: witness.suspect) }
            let at = now + .seconds(date)
            let pass = Pass(startedAt: at, finishedAt: at + .seconds(2))
            guard
                let correction = try? witness.check(
                    pass, after: last, responses: 9, now: now + .seconds(seconds))
            else { return nil }
            last = pass.moved(by: correction).startedAt
            return Int((last - now).inSeconds)
        }
    }

    @Test(
        "A clock that leaves that of the machine is not followed, and believed when it is back",
        arguments: [day, -day, 7200, -40 * day, 300 * day], [true, false])
    func leaves(_ jump: Int, isLoop: Bool) {
        let ahead = [0, jump, jump, jump, 0, 0]
        let dates = ahead.enumerated().map { (seconds: 30 * $0, date: 30 * $0 + $1) }
        #expect(stored(dates, isLoop: isLoop) == [0, nil, 60, 90, 120, 150])
    }

    @Test("The lead that the server's clock had is kept while it is not followed")
    func lead() {
        let dates = [(0, 600), (30, 630), (60, 99_999), (90, 100_029), (120, 720)]
        #expect(stored(dates, isLoop: true) == [600, 630, nil, 690, 720])
    }

    @Test("A time that stands still, as in a stored response, is never believed")
    func standsStill() {
        let dates = [(0, 0), (30, -Self.day), (60, -Self.day), (90, -Self.day), (120, 120)]
        for isLoop in [true, false] {
            #expect(stored(dates, isLoop: isLoop) == [0, nil, nil, nil, 120])
        }
    }

    @Test("A machine whose clock is set goes on by the server's clock", arguments: [day, -day])
    func machine(_ jump: Int) {
        let dates = [(0, 0), (30 + jump, 30), (60 + jump, 60), (90, 90)]
        #expect(stored(dates, isLoop: true) == [0, 30, 60, 90])
    }

    @Test("A pass that is moved takes all its listings along")
    func moved() async throws {
        let source = FakeSource(services)
        let pass = try await PassCollector(source: source).collect()
        let moved = pass.moved(by: .seconds(86_400))
        func instants(_ pass: Pass) -> [Timestamp?] {
            [
                pass.startedAt, pass.finishedAt, pass.userStates?.observedAt,
                pass.directory?.organizationUnits?.observedAt,
                pass.directory?.dutyProfiles?.observedAt, pass.directory?.services?.observedAt,
                pass.directory?.users?.observedAt,
            ] + pass.tasks.map(\.listing.observedAt)
        }
        #expect(instants(pass).compactMap(\.self).count == 27)
        #expect(instants(moved) == instants(pass).map { $0.map { $0 + .seconds(86_400) } })
    }
}
