public import CivilTime

/// What was found in a file of recorded calls, and what was made of it.
public struct ReadingReport: Hashable, Sendable {
    /// A kind of row that needed a decision; docs/replay.md gives the reasons.
    public enum Finding: String, Sendable, CaseIterable {
        case phantom = "PHANTOM, left out"
        case repeated = "the same as a row before, left out"
        case unnamedAgent = "answered by nobody named: connected with no agent"
        case unrecordedService = "answered without a service: connected and ended at once"
        case serviceWithoutAnswer = "hung up, and yet a service: the service is not counted"
        case movedService =
            "service that does not begin as the queue ends: moved there, as long as it was"
        case pastMidnight = "times past midnight: of the next day"
        case backwardMenu = "menu left before it was entered: the call begins with what follows"
        case backwardQueue = "queue left before it was entered: left at once"
        case backwardService = "service that ends before it begins: ended at once"
    }

    /// Rows below the header.
    public internal(set) var rows = 0
    public internal(set) var answered = 0
    /// Of the answered, those that did not wait.
    public internal(set) var answeredAtOnce = 0
    /// Hung up in the queue.
    public internal(set) var abandoned = 0
    /// Hung up before the queue: never offered.
    public internal(set) var lostBeforeQueue = 0
    /// How many rows there were of each kind; a row may be of several.
    public internal(set) var findings: [Finding: Int] = [:]
    /// The first and the last date.
    public internal(set) var days: ClosedRange<CivilDate>?

    mutating func note(_ finding: Finding) { findings[finding, default: 0] += 1 }

    /// For people, a line each.
    public var lines: [String] {
        let span = days.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "no day"
        return [
            "\(rows.counted("row")) of \(span): \(answered.counted("call")) answered (\(answeredAtOnce) at once), "
                + "\(abandoned) abandoned, \(lostBeforeQueue) lost before the queue."
        ]
            + Finding.allCases.compactMap { finding in
                findings[finding].map { "\($0) × \(finding.rawValue)." }
            }
    }
}
