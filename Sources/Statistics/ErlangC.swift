import Foundation

/// The Erlang C model of a queue: calls arrive at random, last exponentially long, and wait
/// patiently for the next of some agents who do nothing else (A. K. Erlang, 1917).
///
/// Nobody gives up in it, so where callers do, it asks for more agents than they would have
/// needed.
public struct ErlangC: Hashable, Sendable {
    /// Calls a second.
    public var arrivalRate: Double
    /// The mean handle time, in seconds.
    public var handleSeconds: Double

    /// Both above 0.
    public init(arrivalRate: Double, handleSeconds: Double) {
        self.arrivalRate = arrivalRate
        self.handleSeconds = handleSeconds
    }

    /// The offered load in Erlang: how many agents are busy on average, if there are enough.
    public var load: Double { arrivalRate * handleSeconds }

    /// The probability that a call has to wait. 1 where there are no more agents than the load.
    ///
    /// By the stable recursion of the loss probability, `B(n) = a·B(n−1) / (n + a·B(n−1))`, and
    /// `C = B / (1 − a/n·(1 − B))`.
    public func waitProbability(agents: Int) -> Double {
        guard Double(agents) > load else { return 1 }
        var loss = 1.0
        for n in 1...max(1, agents) { loss = load * loss / (Double(n) + load * loss) }
        return loss / (1 - load / Double(agents) * (1 - loss))
    }

    /// The share of calls answered within a time; 0 where the queue only grows.
    public func serviceLevel(agents: Int, within seconds: Double) -> Double {
        guard Double(agents) > load else { return 0 }
        return 1 - waitProbability(agents: agents)
            * exp(-(Double(agents) - load) * seconds / handleSeconds)
    }

    /// The mean wait of all calls, in seconds; infinite where the queue only grows.
    public func averageSpeedOfAnswer(agents: Int) -> Double {
        guard Double(agents) > load else { return .infinity }
        return waitProbability(agents: agents) * handleSeconds / (Double(agents) - load)
    }

    /// The share of their time that the agents are busy.
    public func occupancy(agents: Int) -> Double {
        agents > 0 ? min(1, load / Double(agents)) : 1
    }

    /// The fewest agents with whom the service level reaches a target below 1.
    public func agentsNeeded(target: Double, within seconds: Double) -> Int {
        var agents = max(1, Int(load.rounded(.down)) + 1)
        // Far beyond any real target the level differs from 1 by less than a Double tells.
        let most = agents + 1000 + Int(load)
        while agents < most, serviceLevel(agents: agents, within: seconds) < target { agents += 1 }
        return agents
    }
}
