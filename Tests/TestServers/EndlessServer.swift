import Foundation
import Glibc

/// Answers every request with 200 and bytes without end.
public final class EndlessServer: Sendable {
    public let port: UInt16
    private let listener: Int32

    public init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        port = try Loopback.listen(listener)
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    close(listener)
                    return
                }
                Thread.detachNewThread {
                    defer { close(connection) }
                    var bytes = Array("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".utf8)
                    while send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {
                        bytes = [UInt8](repeating: 0x78, count: 65_536)
                    }
                }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }
}
