import CivilTime
import Foundation
import Locking
import LucsSimulator
import Testing

/// A contact centre of few that never changes, on a server whose faults the test chooses, and that
/// takes pings as well. Its clock goes on.
final class SmallCentre: Sendable {
    typealias FaultRule = @Sendable (SimulatedRequest) -> Fault?

    private final class Conduct: Sendable {
        let rule = Locked<FaultRule>({ _ in nil })
        let pings = Locked<[String]>([])

        func fault(of request: SimulatedRequest) -> Fault? {
            if request.path.hasPrefix("/ping") {
                pings.withLock { $0.append(request.path) }
                return rule.withLock { $0 }(request) ?? .answer(status: 200, body: "OK")
            }
            return rule.withLock { $0 }(request)
        }
    }

    private let conduct = Conduct()
    private let server: SimulatorServer
    let address: String
    var requestCount: Int { server.requestCount }
    /// The paths of the pings that came in.
    var pings: [String] { conduct.pings.withLock { $0 } }

    init(users: Int = 5, services: Int = 2, tasks: Int = 6) throws {
        let scenario = Scenario.frozen(users: users, services: services, tasks: tasks)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        options.fault = { [conduct] in conduct.fault(of: $0) }
        server = SimulatorServer(
            simulation: Simulation(
                scenario: scenario, clock: .running(from: scenario.start, speed: 20)),
            options: options)
        address = "http://127.0.0.1:\(try server.start())"
    }

    deinit { server.stop() }

    /// From now on.
    func misbehave(_ rule: @escaping FaultRule) {
        conduct.rule.withLock { $0 = rule }
    }

    /// Waits until so many more requests have come in.
    func requests(_ count: Int) async throws {
        try await eventually { [server, target = requestCount + count] in
            server.requestCount >= target
        }
    }
}

/// Waits until something holds; fails the test when that takes over half a minute.
func eventually(_ holds: () throws -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(30)
    while try !holds() {
        try #require(ContinuousClock.now < limit, "it never came to that")
        try await Task.sleep(for: .milliseconds(5))
    }
}
