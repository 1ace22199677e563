import Statistics
import Testing

@Suite struct ErlangCTests {
    /// 100 calls in half an hour of three minutes each.
    let queue = ErlangC(arrivalRate: 100.0 / 1800, handleSeconds: 180)

    @Test func `The known answers come out`() {
        #expect(abs(queue.waitProbability(agents: 14) - 0.17413) < 0.000_005)
        #expect(abs(queue.serviceLevel(agents: 14, within: 20) - 0.88835) < 0.000_005)
        #expect(abs(queue.averageSpeedOfAnswer(agents: 14) - 7.836) < 0.0005)
        #expect(abs(queue.occupancy(agents: 14) - 0.71429) < 0.000_005)
    }

    @Test func `The agents needed are the fewest that reach the target`() {
        #expect(queue.agentsNeeded(target: 0.8, within: 20) == 14)
        for target in [0.5, 0.8, 0.95, 0.999] {
            let agents = queue.agentsNeeded(target: target, within: 20)
            #expect(queue.serviceLevel(agents: agents, within: 20) >= target)
            #expect(queue.serviceLevel(agents: agents - 1, within: 20) < target)
        }
    }

    @Test func `With too few agents the queue only grows`() {
        #expect(queue.waitProbability(agents: 10) == 1)
        #expect(queue.serviceLevel(agents: 10, within: 20) == 0)
        #expect(queue.averageSpeedOfAnswer(agents: 9) == .infinity)
    }

    @Test func `The recursion equals the sum that defines it`() {
        for agents in 11...30 {
            var term = 1.0
            var sum = 1.0
            for n in 1..<agents {
                term *= queue.load / Double(n)
                sum += term
            }
            let last = term * queue.load / Double(agents) / (1 - queue.load / Double(agents))
            #expect(abs(queue.waitProbability(agents: agents) - last / (sum + last)) < 1e-12)
        }
    }

    @Test func `A thousand agents are no trouble`() {
        let large = ErlangC(arrivalRate: 5, handleSeconds: 200)
        #expect(large.agentsNeeded(target: 0.8, within: 20) > 1000)
        #expect(large.waitProbability(agents: 1040) > 0)
    }
}
