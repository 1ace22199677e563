import Glibc

/// The system calls that open a listening socket.
enum ListeningSocket {
    static func open(
        host: String, port: UInt16
    ) throws(SimulatorError) -> (socket: Int32, port: UInt16) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        let name = host == "localhost" ? "127.0.0.1" : host
        guard inet_pton(AF_INET, name, &address.sin_addr) == 1 else {
            throw SimulatorError(description: "'\(host)' is not an IPv4 address.")
        }
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("open a socket", host, port) }
        var on: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0
            }
        }
        guard isBound, listen(descriptor, 128) == 0 else {
            let error = failure("listen", host, port)
            close(descriptor)
            throw error
        }
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Small answers must not wait for an acknowledgement.
    static func sendAtOnce(_ socket: Int32) {
        var on: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func failure(_ what: String, _ host: String, _ port: UInt16) -> SimulatorError {
        SimulatorError(
            description: "Cannot \(what) on \(host):\(port): \(String(cString: strerror(errno))).")
    }
}
