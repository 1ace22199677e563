import CivilTime
import Foundation
import Locking
import LucsSimulator

extension SimulatedRole {
    /// As an option takes it: without a space.
    var option: String { rawValue.filter { $0 != " " } }
}

extension Arguments {
    /// The key, its roles and limits, and the contract.
    func simulatorOptions() throws -> SimulatorOptions {
        var options = SimulatorOptions()
        options.contract = try contract()
        var roles = Set(SimulatedRole.allCases)
        for name in values("without-role") {
            let role = SimulatedRole.allCases.first {
                $0.option.lowercased() == name.filter { $0 != " " }.lowercased()
            }
            guard let role else {
                let names = SimulatedRole.allCases.map(\.option).joined(separator: ", ")
                throw Failure(.usage, "--without-role takes one of \(names), not \(name).")
            }
            roles.remove(role)
        }
        let limits = SimulatedLimits(
            perSecond: try count("per-second"), perMinute: try count("per-minute"),
            perHour: try count("per-hour"), tellsRetryAfter: true)
        options.keys = [SimulatedKey("simulator", roles: roles, limits: limits)]
        if let life = try duration("key-expires") {
            options.keys.append(SimulatedKey("simulator-2", roles: roles, limits: limits))
            let end = ContinuousClock.now + life
            options.fault = { request in
                guard request.headers["api_key"] == "simulator", ContinuousClock.now >= end else {
                    return nil
                }
                let error =
                    #"{"Error":{"Code":"Unauthorized","Message":"The key has expired."}}"#
                return .answer(status: 401, body: error)
            }
        }
        return options
    }
}

/// A simulated server that can be ended and started again on the same port.
final class SimulatedServer: Sendable {
    private let simulation: Simulation
    private let options: SimulatorOptions
    private let running: Locked<SimulatorServer?>
    let port: UInt16

    init(simulation: Simulation, options: SimulatorOptions, port: UInt16) throws {
        self.simulation = simulation
        self.options = options
        let server = SimulatorServer(simulation: simulation, options: options)
        self.port = try server.start(port: port)
        running = Locked(server)
    }

    func stop() {
        let server = running.withLock { server in
            defer { server = nil }
            return server
        }
        server?.stop()
    }

    /// Ends it, or starts it again.
    ///
    /// - Returns: whether it runs now.
    func toggle() throws -> Bool {
        if running.withLock({ $0 != nil }) {
            stop()
            return false
        }
        let server = SimulatorServer(simulation: simulation, options: options)
        _ = try server.start(port: port)
        running.withLock { $0 = server }
        return true
    }
}

/// Ends the second server at a time, and at each SIGUSR1 ends it or starts it again.
final class SecondServer {
    private let signals: any DispatchSourceSignal
    private let timer: (any DispatchSourceTimer)?

    init(_ server: SimulatedServer, endsAfter life: Duration?) {
        let queue = DispatchQueue(label: "second server")
        // The default would end the program.
        signal(SIGUSR1, SIG_IGN)
        signals = DispatchSource.makeSignalSource(signal: SIGUSR1, queue: queue)
        signals.setEventHandler {
            do {
                let isRunning = try server.toggle()
                Terminal.message(isRunning ? "The second server runs again." : Self.ended)
            } catch {
                Terminal.message(Failure(error).line)
            }
        }
        signals.activate()
        timer = life.map { life in
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: .now() + .milliseconds(Int(life / .milliseconds(1))))
            timer.setEventHandler {
                server.stop()
                Terminal.message(Self.ended)
            }
            timer.activate()
            return timer
        }
    }

    private static let ended = "The second server has ended."

    func stop() {
        signals.cancel()
        timer?.cancel()
    }
}
