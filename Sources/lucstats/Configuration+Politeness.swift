import Collector

extension Configuration {
    /// What a loop with `every: "auto"` asks at most, beside the key's limits.
    var politenessOfRequests: Politeness {
        var polite = Politeness()
        if let number = politeness?.requestsPerSecond { polite.requestsPerSecond = number }
        if let share = politeness?.waitingShare { polite.waitingShare = share }
        return polite
    }

    func checkPoliteness() throws {
        if let number = politeness?.requestsPerSecond, !(0.01...1000).contains(number) {
            throw Failure(
                .configuration,
                "politeness.requestsPerSecond is a number from 0.01 to 1000, not \(number).")
        }
        if let share = politeness?.waitingShare, !(0.01...1).contains(share) {
            throw Failure(
                .configuration, "politeness.waitingShare is a share from 0.01 to 1, not \(share).")
        }
    }
}
