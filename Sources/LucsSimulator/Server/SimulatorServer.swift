import Foundation
import Glibc
import Locking
import Synchronization

/// Why a simulated server could not start.
public struct SimulatorError: Error, CustomStringConvertible, Sendable {
    public let description: String
}

/// An HTTP/1.1 server on POSIX sockets that speaks the Reporting API about a simulation.
/// Several can serve the same one.
public final class SimulatorServer: Sendable {
    private struct State {
        /// Open while the server accepts connections.
        var listener: Int32?
        var hasStarted = false
        var connections: Set<Int32> = []
        var threads = 0
    }

    private let responder: Responder
    private let fault: (@Sendable (SimulatedRequest) -> Fault?)?
    private let state = Locked(State())
    private let stopped = Atomic(false)
    private let requests = Atomic(0)

    public init(simulation: Simulation, options: SimulatorOptions = .init()) {
        responder = Responder(simulation: simulation, options: options)
        fault = options.fault
    }

    deinit { stop() }

    /// Requests received so far, refused and faulty ones too.
    public var requestCount: Int { requests.load(ordering: .relaxed) }

    /// Listens and serves on threads of its own until ``stop()``.
    ///
    /// - Parameter host: an IPv4 address.
    /// - Parameter port: 0 for any free one.
    /// - Returns: the port.
    /// - Throws: ``SimulatorError`` when it cannot listen there, or already does.
    public func start(host: String = "127.0.0.1", port: UInt16 = 0) throws -> UInt16 {
        let (listener, actual) = try ListeningSocket.open(host: host, port: port)
        let isFirst = state.withLock { state in
            guard !state.hasStarted, !stopped.load(ordering: .acquiring) else { return false }
            state.listener = listener
            state.hasStarted = true
            state.threads += 1
            return true
        }
        guard isFirst else {
            close(listener)
            throw SimulatorError(description: "A simulated server starts only once.")
        }
        Self.spawn { self.accept(on: listener) }
        return actual
    }

    /// Closes everything and returns when no thread of the server runs any more, or after two
    /// seconds.
    public func stop() {
        guard !stopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        state.withLock { state in
            if let listener = state.listener { shutdown(listener, Int32(SHUT_RDWR)) }
            for socket in state.connections { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        for _ in 0..<400 where state.withLock({ $0.threads }) > 0 { usleep(5000) }
    }

    private static func spawn(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 1 << 20
        thread.start()
    }

    private func accept(on listener: Int32) {
        while !stopped.load(ordering: .acquiring) {
            let socket = Glibc.accept(listener, nil, nil)
            if socket < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno == EMFILE || errno == ENFILE {
                    usleep(10_000)
                    continue
                }
                break
            }
            ListeningSocket.sendAtOnce(socket)
            let isServed = state.withLock { state in
                guard !stopped.load(ordering: .acquiring) else { return false }
                state.connections.insert(socket)
                state.threads += 1
                return true
            }
            if isServed { Self.spawn { self.serve(socket) } } else { close(socket) }
        }
        state.withLock { state in
            close(listener)
            state.listener = nil
            state.threads -= 1
        }
    }

    private func serve(_ socket: Int32) {
        Connection(
            socket: socket, responder: responder, fault: fault,
            count: { self.requests.add(1, ordering: .relaxed).newValue },
            isStopped: { self.stopped.load(ordering: .acquiring) }
        ).serve()
        state.withLock { state in
            state.connections.remove(socket)
            shutdown(socket, Int32(SHUT_RDWR))
            close(socket)
            state.threads -= 1
        }
    }
}
