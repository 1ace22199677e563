import Foundation
import Glibc
import Locking
import TestServers

/// A TCP server on loopback that sends what a script says, byte for byte and piece by piece, to
/// each request on each connection.
final class ScriptedServer: Sendable {
    struct Script: Sendable {
        /// Sent one after the other; each leaves the machine before the next one.
        var pieces: [[UInt8]]
        /// Whether the connection stays open for another request.
        var staysOpen = true
        /// Whether the last piece is sent again and again until the client has had enough.
        var isEndless = false

        init(_ pieces: [[UInt8]], staysOpen: Bool = true, isEndless: Bool = false) {
            self.pieces = pieces
            self.staysOpen = staysOpen
            self.isEndless = isEndless
        }

        init(_ text: String, staysOpen: Bool = true) {
            self.init([Array(text.utf8)], staysOpen: staysOpen)
        }
    }

    private struct Counts {
        var requests = 0
        var connections = 0
        var bytesSent = 0
    }

    let port: UInt16
    private let listener: Int32
    private let counts = Locked(Counts())

    var requests: Int { counts.withLock { $0.requests } }
    var connections: Int { counts.withLock { $0.connections } }
    var bytesSent: Int { counts.withLock { $0.bytesSent } }

    /// - Parameter script: for the request of this number, from 1, over all connections.
    init(_ script: @escaping @Sendable (_ request: Int) -> Script) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        port = try Loopback.listen(listener)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // Here, where nobody waits on it any more: its number may be another's next.
                    close(listener)
                    return
                }
                var yes: Int32 = 1
                setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
                self?.counts.withLock { $0.connections += 1 }
                Thread.detachNewThread { [weak self] in
                    defer { close(connection) }
                    while Self.readRequest(connection), let self {
                        let number = self.counts.withLock { counts in
                            counts.requests += 1
                            return counts.requests
                        }
                        let script = script(number)
                        guard self.send(script, on: connection), script.staysOpen else { return }
                    }
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Reads up to the blank line; requests without a body are all that is sent here.
    private static func readRequest(_ connection: Int32) -> Bool {
        var last: [UInt8] = []
        var byte: UInt8 = 0
        while last != Array("\r\n\r\n".utf8) {
            guard recv(connection, &byte, 1, 0) == 1 else { return false }
            last = last.suffix(3) + [byte]
        }
        return true
    }

    private func send(_ script: Script, on connection: Int32) -> Bool {
        for (index, piece) in script.pieces.enumerated() {
            if index > 0 { usleep(500) }
            guard send(piece, on: connection) else { return false }
        }
        while script.isEndless {
            guard send(script.pieces.last ?? [0], on: connection) else { return false }
        }
        return true
    }

    private func send(_ piece: [UInt8], on connection: Int32) -> Bool {
        var sent = 0
        while sent < piece.count {
            let count = piece.withUnsafeBytes { bytes in
                Glibc.send(
                    connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
            counts.withLock { $0.bytesSent += count }
        }
        return true
    }
}
