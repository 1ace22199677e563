import Foundation
import Glibc

/// One connection that a ``TestServer`` has accepted; used by its own thread only.
final class TestConnection {
    private let socket: Int32
    /// Bytes received beyond the last request.
    private var received: [UInt8] = []

    init(_ socket: Int32) {
        self.socket = socket
        var yes: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    func close() {
        Glibc.close(socket)
    }

    /// The next request with its body; `nil` when the client has closed the connection.
    func request() -> TestServer.Request? {
        var head: Range<Int>?
        while head == nil {
            head = received.firstRange(of: Array("\r\n\r\n".utf8))
            if head == nil, !receive() { return nil }
        }
        guard let head else { return nil }
        var request = TestServer.Request(
            head: String(decoding: received[..<head.lowerBound], as: UTF8.self))
        let end = head.upperBound + request.bodyLength
        while received.count < end { guard receive() else { return nil } }
        request.body = String(decoding: received[head.upperBound..<end], as: UTF8.self)
        received.removeFirst(end)
        return request
    }

    private func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        received += chunk[..<count]
        return true
    }

    /// Takes the steps of a reply. Returns whether the connection is open for another request.
    ///
    /// - Parameter note: is given the number of bytes sent.
    func send(_ reply: TestServer.Reply, note: (Int) -> Void) -> Bool {
        for (index, step) in reply.steps.enumerated() {
            switch step {
            case .send(let bytes):
                // So that two pieces do not travel in one packet.
                if index > 0 { usleep(500) }
                guard send(bytes, note: note) else { return false }
            case .pause(let duration): wait(duration)
            case .endless(let bytes, let spacing):
                while send(bytes, note: note) { if spacing > .zero { wait(spacing) } }
                return false
            case .silence:
                while receive() {}
                return false
            case .close: return false
            }
        }
        return true
    }

    private func wait(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        usleep(UInt32(seconds) * 1_000_000 + UInt32(attoseconds / 1_000_000_000_000))
    }

    private func send(_ bytes: [UInt8], note: (Int) -> Void) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    socket, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
            note(count)
        }
        return true
    }
}
