import Foundation
import Glibc

/// A port that accepts connections and never says a word.
public final class SilentListener: Sendable {
    public let port: UInt16
    private let listener: Int32

    public init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, isBound) = (
            listener,
            withUnsafeMutablePointer(to: &address) { [listener] pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    // The system accepts for it, as long as nobody else does.
                    bind(listener, address, length) == 0 && listen(listener, 64) == 0
                        && getsockname(listener, address, &length) == 0
                }
            }
        )
        port = UInt16(bigEndian: address.sin_port)
        guard isBound else {
            close(listener)
            throw POSIXError(.EADDRNOTAVAIL)
        }
    }

    deinit { close(listener) }
}
