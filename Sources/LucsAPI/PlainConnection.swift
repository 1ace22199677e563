import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One TCP connection. Its calls wait until they are done or ``shutDown()`` ends them.
///
/// `@unchecked`: one thread at a time uses it; `shutDown` alone may come from another one, and
/// the system call behind it is safe for that.
final class PlainConnection: @unchecked Sendable {
    private let descriptor: Int32
    /// Whether any byte came back since the last request.
    private(set) var hasAnswered = false

    /// Connects to the first address of the host that accepts.
    init(to origin: Origin, line: Lifeline) throws(TransportFault) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let host = origin.host.filter { $0 != "[" && $0 != "]" }
        guard getaddrinfo(host, String(origin.port), &hints, &found) == 0 else {
            throw .network("the name is not known")
        }
        defer { freeaddrinfo(found) }
        var words = "nothing accepts connections there"
        var next = found
        while let address = next?.pointee {
            next = address.ai_next
            let descriptor = socket(
                address.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { continue }
            if line.isCut || !Self.connect(descriptor, address, isLast: next == nil, line) {
                let reason = errno
                close(descriptor)
                if line.isCut { throw .cancelled }
                if reason != ECONNREFUSED, reason != 0 { words = String(cString: strerror(reason)) }
                continue
            }
            var yes: Int32 = 1
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes,
                socklen_t(MemoryLayout<Int32>.size))
            self.descriptor = descriptor
            return
        }
        throw .network(words)
    }

    deinit {
        close(descriptor)
    }

    /// Connects without waiting longer than a person would: a few seconds for an address when
    /// there is another one, else as long as the request may take.
    private static func connect(
        _ descriptor: Int32, _ address: addrinfo, isLast: Bool, _ line: Lifeline
    ) -> Bool {
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        defer { _ = fcntl(descriptor, F_SETFL, flags) }
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waits = isLast ? Int.max : 40
        while waits > 0, !line.isCut {
            var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = poll(&event, 1, 75)
            if count > 0 {
                var reason: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &length)
                errno = reason
                return reason == 0
            }
            waits -= 1
        }
        errno = ETIMEDOUT
        return false
    }

    /// Ends whatever waits on the connection, now and later.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    func send(_ bytes: [UInt8]) throws(TransportFault) {
        hasAnswered = false
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .network("the connection broke") }
            sent += count
        }
    }

    /// Receives what there is, at least a byte; 0 when the server has closed.
    ///
    /// - Parameter isWhole: wait until the buffer is full, or the server has closed.
    func receive(
        into buffer: UnsafeMutableRawBufferPointer, isWhole: Bool
    ) throws(TransportFault) -> Int {
        while true {
            let count = recv(
                descriptor, buffer.baseAddress, buffer.count,
                isWhole ? Int32(MSG_WAITALL) : 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .network("the connection broke") }
            if count > 0 { hasAnswered = true }
            return count
        }
    }
}
