import CivilTime
import Collector
import Testing

@Suite("Local times behind UTC")
struct LocalTimeWatchTests {
    private let start = Timestamp(milliseconds: 1_795_600_000_000)

    /// What is found after passes, each `every` seconds after the one before.
    ///
    /// - Parameter newest: for each pass, the age in seconds of the newest time; `nil`: as before.
    private func behind(
        every: Int = 30, passes: Int, _ newest: (_ pass: Int) -> Int?
    ) -> Duration? {
        var watch = LocalTimeWatch()
        var latest: (time: Timestamp, observedAt: Timestamp)?
        for number in 0..<passes {
            let now = start + .seconds(every * number)
            if let age = newest(number) {
                let time = now - .seconds(age)
                if latest.map({ time > $0.time }) ?? true { latest = (time, now) }
            }
            watch.note(latest?.time, observedAt: latest?.observedAt, pass: now)
        }
        return watch.behind
    }

    @Test(
        "Whatever is new is hours old: that is the zone",
        arguments: [
            (5 * 3600, 5 * 3600), (3 * 3600 + 1800, 3 * 3600 + 1800), (34_200, 34_200),
            (43_200, 43_200),
        ])
    func west(offset: Int, found: Int) {
        #expect(behind(passes: 30) { offset + $0 * 7 % 29 } == .seconds(found))
        // A clock of the server's that is a minute slow.
        #expect(behind(passes: 30) { offset - 60 + $0 * 7 % 29 } == .seconds(found))
    }

    @Test("Fewer than twenty new times are not enough")
    func few() {
        #expect(behind(passes: 20) { 18_000 + $0 % 2 } == nil)
        #expect(behind(passes: 21) { 18_000 + $0 % 2 } == .seconds(18_000))
        #expect(behind(passes: 200) { $0.isMultiple(of: 15) ? 18_000 : nil } == nil)
    }

    @Test("One time that is fresh proves the opposite")
    func fresh() {
        #expect(behind(passes: 40) { $0 == 35 ? 5 : 18_000 + $0 % 2 } == nil)
    }

    @Test("Right clocks raise no alarm, in a busy centre and in a quiet one", arguments: 1...40)
    func quiet(seed: Int) {
        // Every so many passes something happens, seen within the time since the pass before.
        for gap in [1, 2, 10, 60, 120, 240] {
            #expect(behind(passes: 5000) { $0 % gap == seed % gap ? seed * 7 % 30 : nil } == nil)
        }
        // Tasks that are listed only when they are old, of varying age.
        #expect(behind(passes: 5000) { 1500 + ($0 * seed * 7919) % 9000 } == nil)
    }

    @Test("Passes far apart say nothing, since what is new may be old then")
    func seldom() {
        #expect(behind(every: 3600, passes: 200) { 3600 + $0 % 5 } == nil)
    }
}
