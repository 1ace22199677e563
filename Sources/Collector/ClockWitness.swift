public import CivilTime
public import LucsModel

/// Decides whether the time that a server's clock shows is believed.
///
/// The machine's clock is one witness, the passes before are another. A time that fits neither is
/// not believed until a second pass agrees; nor is one that no clock can show. Where the server's
/// clock was in step with the machine's and then leaves it, passes that agree only with each other
/// do not outweigh both: they are dated as if the server's clock had stayed where it was.
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
    /// One that was not, and that the next pass may confirm. It stays while the server's clock shows
    /// another time than the machine's and its own before.
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
    /// - Returns: what to add to the times of the pass: nothing, unless the server's clock left the
    ///   machine's.
    /// - Throws: ``CollectorError`` with code `oddClock` if it is not believed.
    public mutating func check(
        _ pass: Pass, after lastPass: Timestamp?, responses: Int, now: Timestamp
    ) throws(CollectorError) -> Duration {
        let reading = Reading(server: pass.startedAt, local: now)
        guard reading.server >= Self.earliest, reading.server <= now + Self.latestAhead else {
            throw refusal(reading, "Set the clock of the server.")
        }
        // The pass before is a witness for the time soon after it, also when the machine's clock is
        // set.
        let continues = lastPass.map { Self.agree(reading.server, $0) } ?? false
        // In an empty warehouse only a time to come does harm: later passes would lie before it.
        let isFirst =
            lastPass == nil && responses > 1 && reading.server <= now + Self.tolerance
        if Self.agree(reading.server, now) || continues || isFirst {
            believe(reading, rate: 1)
        } else if let correction = correction(of: reading, after: lastPass) {
            believed = Reading(server: reading.server + correction, local: now)
            suspect = reading
            rate = 1
            return correction
        } else if fits(reading, after: believed, rate: 1)
            || (fits(reading, after: suspect, rate: 1) && !wasInStep(lastPass, now))
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
                    : "Check the clock of the server.")
        }
        return .zero
    }

    /// Whether the server's clock showed about the machine's time at the latest pass.
    private func wasInStep(_ lastPass: Timestamp?, _ now: Timestamp) -> Bool {
        if let believed { return Self.agree(believed.server, believed.local) }
        return lastPass.map { Self.agree($0, now) } ?? false
    }

    /// What brings a time that a second pass confirmed back to the clock that the server's was in
    /// step with; `nil` if it was not, or if the time stands still, as that of a stored response.
    private func correction(of reading: Reading, after lastPass: Timestamp?) -> Duration? {
        guard let suspect, wasInStep(lastPass, reading.local), reading.server > suspect.server,
            fits(reading, after: suspect, rate: 1)
        else { return nil }
        let lead = believed.map { $0.server - $0.local } ?? .zero
        return reading.local + lead - reading.server
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
