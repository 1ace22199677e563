internal import CCurl
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The sockets of a client's connections. Tells whether a kept connection is fit for the next
/// request.
///
/// libcurl uses a kept connection again although the server has sent bytes meanwhile, and takes
/// them for the response. Here each one is examined right before a request goes out on it: when
/// anything is there to be read, it is closed.
final class OpenSockets {
    private struct Socket {
        var localPort: Int32?
        var isUsed = false
    }

    private var sockets: [Int32: Socket] = [:]

    func add(_ descriptor: Int32) {
        sockets[descriptor] = Socket()
    }

    func remove(_ descriptor: Int32) {
        sockets[descriptor] = nil
    }

    /// Whether a connection is fit for a request.
    enum Fitness {
        case fit
        /// The server has closed it, perhaps with a word of farewell.
        case closed
        /// The server sent more than was asked for.
        case leftovers
    }

    /// Notes that a request goes out on the connection with this local port.
    func begin(_ easy: UnsafeMutableRawPointer, localPort: Int32) -> Fitness {
        var fitness = Fitness.fit
        for descriptor in sockets.keys {
            if sockets[descriptor]?.localPort == nil {
                sockets[descriptor]?.localPort = Self.localPort(of: descriptor)
            }
            guard let socket = sockets[descriptor], socket.localPort == localPort else { continue }
            if socket.isUsed {
                if Self.hasBuffered(easy) { return .leftovers }
                fitness = Self.fitness(descriptor)
            }
            sockets[descriptor]?.isUsed = true
        }
        return fitness
    }

    private static func localPort(of descriptor: Int32) -> Int32? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port: in_port_t? = withUnsafeMutablePointer(to: &address) { pointer in
            let isKnown = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length) == 0
            }
            guard isKnown else { return nil }
            // The port is at the same place in addresses of both kinds.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                $0.pointee.sin_port
            }
        }
        return port.flatMap { $0 == 0 ? nil : Int32(in_port_t(bigEndian: $0)) }
    }

    /// `POLLRDHUP`, which Linux has and the C library hides.
    private static let closedByServer: Int16 = 0x2000

    /// What waits to be read: bytes, or the end of the connection.
    private static func fitness(_ descriptor: Int32) -> Fitness {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN) | closedByServer, revents: 0)
        if poll(&event, 1, 0) == 0 { return .fit }
        let isOver = event.revents & (closedByServer | Int16(POLLHUP | POLLERR)) != 0
        return isOver ? .closed : .leftovers
    }

    // MARK: TLS

    private typealias HasPending = @convention(c) (UnsafeMutableRawPointer) -> Int32

    /// OpenSSL's `SSL_has_pending`, which libcurl itself is linked with. There is no other way to
    /// ask what TLS has read ahead.
    private static let hasPending = dlsym(nil, "SSL_has_pending").map {
        unsafeBitCast($0, to: HasPending.self)
    }

    /// Whether TLS has already read more than the last response; assumed if it cannot be told.
    private static func hasBuffered(_ easy: UnsafeMutableRawPointer) -> Bool {
        var session: UnsafeMutablePointer<curl_tlssessioninfo>?
        guard lucstats_curl_get_tls(easy, &session) == CURLE_OK,
            let session = session?.pointee, let connection = session.internals
        else { return false }
        guard session.backend == CURLSSLBACKEND_OPENSSL, let hasPending else { return true }
        return hasPending(connection) != 0
    }
}

/// `CURLOPT_SOCKOPTFUNCTION`
let socketOpened: curl_sockopt_callback = { owner, descriptor, _ in
    guard let owner else { return CURL_SOCKOPT_ERROR }
    Unmanaged<OpenSockets>.fromOpaque(owner).takeUnretainedValue().add(descriptor)
    return CURL_SOCKOPT_OK
}

/// `CURLOPT_CLOSESOCKETFUNCTION`
let closeSocket: curl_closesocket_callback = { owner, descriptor in
    if let owner {
        Unmanaged<OpenSockets>.fromOpaque(owner).takeUnretainedValue().remove(descriptor)
    }
    return close(descriptor)
}
