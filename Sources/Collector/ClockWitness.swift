public import CivilTime
public import LucsModel

/// Decides whether the time that a server's clock shows is believed.
///
/// The machine's clock is one witness, the passes before are another. A time that fits neither is
/// not believed until a second pass agrees; nor is one that no clock can show.
public struct ClockWitness: Hashable, Sendable {
    /// Both clocks at one instant.
    public struct Reading: Hashable, Sendable {
        public var server: Timestamp
        public var local: Timestamp

        public init(server: Timestamp, local: Timestamp) {
            self.server = server
            self.local = local
        }
    }

    private static let tolerance = Duration.seconds(1800)
    private static let earliest = Timestamp(milliseconds: 631_152_000_000)  // 1990-01-01
    private static let latestAhead = Duration.seconds(366 * 86_400)

    /// The latest one that was believed in this run.
    private var believed: Reading?
    /// One that was not, and that the next pass may confirm.
    public private(set) var suspect: Reading?
    /// Seconds of the server's in one of the machine's: a simulated day may pass faster.
    private var rate: Double

    public init(suspect: Reading? = nil) {
        self.suspect = suspect
        rate = 1
    }

    /// - Parameters:
    ///   - lastPass: when the latest pass in the warehouse began, by the server's clock. Without
    ///     one, any time may be that of a recording.
    ///   - responses: those of the pass, which agree about its time.
    /// - Throws: ``CollectorError`` with code `oddClock` if it is not believed.
    public mutating func check(
        _ pass: Pass, after lastPass: Timestamp?, responses: Int, now: Timestamp
    ) throws(CollectorError) {
        let reading = Reading(server: pass.startedAt, local: now)
        guard reading.server >= Self.earliest, reading.server <= now + Self.latestAhead else {
            throw refusal(reading, "Set the clock of the server.")
        }
        // An earlier run's pass is a witness for the time soon after it.
        let continues = believed == nil && lastPass.map { Self.agree(reading.server, $0) } ?? false
        // In an empty warehouse only a time to come does harm: later passes would lie before it.
        let isFirst =
            lastPass == nil && responses > 1 && reading.server <= now + Self.tolerance
        if Self.agree(reading.server, now) || continues || isFirst {
            believe(reading, rate: 1)
        } else if fits(reading, after: believed, rate: 1) || fits(reading, after: suspect, rate: 1)
        {
            believe(reading, rate: 1)
        } else if let pace = pace, fits(reading, after: suspect, rate: pace) {
            believe(reading, rate: pace)
        } else if fits(reading, after: believed, rate: rate) {
            believe(reading, rate: rate)
        } else {
            suspect = reading
            let isBefore = lastPass.map { reading.server < $0 } ?? false
            throw refusal(
                reading,
                isBefore
                    ? "Passes dated before stored ones are ignored. Check the clock of the server."
                    : "If the next pass has the same time, it is believed. Check the clock of the "
                        + "server.")
        }
    }

    private mutating func believe(_ reading: Reading, rate: Double) {
        believed = reading
        suspect = nil
        self.rate = rate
    }

    /// The rate at which the server's clock ran since the last believed reading.
    private var pace: Double? {
        guard let believed, let suspect, suspect.local - believed.local >= .milliseconds(10) else {
            return nil
        }
        return (suspect.server - believed.server) / (suspect.local - believed.local)
    }

    private func fits(_ reading: Reading, after earlier: Reading?, rate: Double) -> Bool {
        guard let earlier, rate >= 0.5, rate <= 100_000 else { return false }
        let elapsed = max(reading.local - earlier.local, .zero) * rate
        let tolerance = rate > 1 ? max(Self.tolerance, elapsed * 0.5) : Self.tolerance
        let difference = reading.server - (earlier.server + elapsed)
        return difference <= tolerance && difference >= .zero - tolerance
    }

    private static func agree(_ a: Timestamp, _ b: Timestamp) -> Bool {
        a - b <= tolerance && b - a <= tolerance
    }

    private func refusal(_ reading: Reading, _ advice: String) -> CollectorError {
        let before = believed.map { ", and \($0.server.iso8601) at the pass before" } ?? ""
        return CollectorError(
            .oddClock,
            "The clock of the server shows \(reading.server.iso8601), that of this machine "
                + "\(reading.local.iso8601)\(before). Nothing was stored. \(advice)")
    }
}
