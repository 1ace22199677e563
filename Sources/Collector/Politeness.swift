import CivilTime

/// What a server is asked at most where its key has no limit.
public struct Politeness: Hashable, Sendable {
    public var requestsPerSecond: Double
    /// The share of the time that may be spent waiting for responses, 0 to 1.
    public var waitingShare: Double
    /// How long a request lately took, in seconds, passes' waits divided by their requests.
    private var secondsPerRequest = 0.0

    public init(requestsPerSecond: Double = 5, waitingShare: Double = 0.25) {
        self.requestsPerSecond = requestsPerSecond
        self.waitingShare = waitingShare
    }

    mutating func note(requests: Int, took: Duration) {
        guard requests > 0 else { return }
        let latest = took.inSeconds / Double(requests)
        secondsPerRequest =
            secondsPerRequest == 0 ? latest : 0.9 * secondsPerRequest + 0.1 * latest
    }

    /// The requests that may be sent in a second.
    public var allowed: Double {
        guard secondsPerRequest > 0 else { return requestsPerSecond }
        return min(requestsPerSecond, waitingShare / secondsPerRequest)
    }
}
