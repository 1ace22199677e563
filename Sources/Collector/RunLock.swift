import Foundation
import Locking

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Makes sure that one collector at a time works for a warehouse.
///
/// An advisory lock on `<warehouse>.lock`. The system drops it when the process ends, however
/// that happens, so that a lock is never stale; the file stays and means nothing by itself. It
/// names the holder for whoever comes second.
public final class RunLock: Sendable {
    private let descriptor: Locked<Int32?>

    private init(descriptor: Int32) {
        self.descriptor = Locked(descriptor)
    }

    deinit {
        release()
    }

    /// - Parameter warehouse: the path of the warehouse's file, without symbolic links, so that all
    ///   who want it meet; it need not exist.
    /// - Throws: ``CollectorError``: `lockHeld`, naming the holder, or `lockFailed`.
    public static func acquire(warehouse: String) throws(CollectorError) -> RunLock {
        let path = "\(warehouse).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CollectorError(
                .lockFailed, "Cannot open the lock file \(path): \(lastSystemError()).")
        }
        var status: Int32
        repeat { status = flock(descriptor, LOCK_EX | LOCK_NB) } while status != 0 && errno == EINTR
        guard status == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let reason = lastSystemError()
            let holder = isHeld ? holder(in: descriptor) : ""
            close(descriptor)
            guard isHeld else {
                throw CollectorError(.lockFailed, "Cannot lock \(path): \(reason).")
            }
            throw CollectorError(
                .lockHeld,
                "Another collector works for this warehouse\(holder). "
                    + "Let it finish, or end it first.")
        }
        // One that an older version or another umask left open to others.
        fchmod(descriptor, 0o600)
        write("process \(getpid()) on \(ProcessInfo.processInfo.hostName)", to: descriptor)
        return RunLock(descriptor: descriptor)
    }

    /// Lets the next one in. Done by itself when the last reference goes.
    public func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            ftruncate(open, 0)
            close(open)
            descriptor = nil
        }
    }

    private static func write(_ holder: String, to descriptor: Int32) {
        // Only for people: the lock holds whether or not the name can be written.
        guard ftruncate(descriptor, 0) == 0 else { return }
        let bytes = Array("\(holder)\n".utf8)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func holder(in descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return "" }
        let line = String(decoding: bytes[..<count], as: UTF8.self).prefix { !$0.isNewline }
        return line.isEmpty ? "" : " (\(line))"
    }

    private static func lastSystemError() -> String { String(cString: strerror(errno)) }
}
