public import Foundation
import Glibc
import Locking

/// A real HTTP server on loopback that responds as a closure says, well or badly, byte for byte.
///
/// Every test that needs a server uses this one. It ends with its last reference.
public final class TestServer: Sendable {
    private struct Counts {
        var requests: [Request] = []
        var connections = 0
        var bytesSent = 0
    }

    /// Shared with the threads of the connections, so that they do not keep the server alive.
    private final class Journal: Sendable {
        let counts = Locked(Counts())
        let respond: @Sendable (Request) -> Reply

        init(_ respond: @escaping @Sendable (Request) -> Reply) {
            self.respond = respond
        }
    }

    private let listener: Int32
    private let journal: Journal
    private let relay: TLSRelay?

    /// The port that clients connect to; with TLS, that of the relay in front.
    public let port: UInt16
    public let url: URL

    /// All requests so far, over all connections.
    public var requests: [Request] { journal.counts.withLock { $0.requests } }
    public var connections: Int { journal.counts.withLock { $0.connections } }
    public var bytesSent: Int { journal.counts.withLock { $0.bytesSent } }

    /// - Parameters:
    ///   - authority: if given, the server speaks TLS with a certificate for `localhost`.
    ///   - respond: the reply to a request; called on the connection's own thread.
    public init(
        tls authority: TestAuthority? = nil,
        _ respond: @escaping @Sendable (Request) -> Reply
    ) throws {
        let journal = Journal(respond)
        let (listener, plainPort) = try Loopback.listen()
        self.journal = journal
        self.listener = listener
        relay = try authority.map { try TLSRelay($0, to: plainPort) }
        port = relay?.port ?? plainPort
        let address = relay == nil ? "http://127.0.0.1:\(port)" : "https://localhost:\(port)"
        guard let url = URL(string: address) else { throw POSIXError(.EINVAL) }
        self.url = url
        Thread.detachNewThread {
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else {
                    // Closed here, where nobody waits on it any more: its number may be reused.
                    close(listener)
                    return
                }
                journal.counts.withLock { $0.connections += 1 }
                Thread.detachNewThread { Self.serve(socket, journal) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func serve(_ socket: Int32, _ journal: Journal) {
        let connection = TestConnection(socket)
        defer { connection.close() }
        while var request = connection.request() {
            let number = journal.counts.withLock { counts in
                request.number = counts.requests.count + 1
                counts.requests.append(request)
                return counts.requests.count
            }
            request.number = number
            let staysOpen = connection.send(journal.respond(request)) { count in
                journal.counts.withLock { $0.bytesSent += count }
            }
            guard staysOpen else { return }
        }
    }
}
