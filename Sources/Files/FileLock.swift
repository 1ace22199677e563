#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An advisory lock that a process holds on a file, made for it where there is none.
///
/// The system drops it when the process ends, however that happens, so that a lock is never stale;
/// the file stays and means nothing by itself. It names the holder for whoever comes second.
public final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    /// - Parameters:
    ///   - path: the lock's file. A link is not followed, and nothing but a file is opened.
    ///   - holder: what is written into it for people.
    /// - Throws: ``FileError``: `locked`, with the holder's text as the reason.
    public static func acquire(_ path: String, holder: String) throws(FileError) -> FileLock {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(path, errno == ELOOP ? "it is a symbolic link" : lastReason)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .cannotWrite(path, "it is not a file")
        }
        var result: Int32
        repeat { result = flock(descriptor, LOCK_EX | LOCK_NB) } while result != 0 && errno == EINTR
        guard result == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let reason = isHeld ? text(in: descriptor) : lastReason
            close(descriptor)
            throw FileError(code: isHeld ? .locked : .cannotWrite, path: path, reason: reason)
        }
        // One that an older version or another umask left open to others.
        fchmod(descriptor, 0o600)
        write(holder, to: descriptor)
        return FileLock(descriptor: descriptor)
    }

    private static func write(_ holder: String, to descriptor: Int32) {
        // Only for people: the lock holds whether or not the name can be written.
        guard ftruncate(descriptor, 0) == 0 else { return }
        let bytes = Array("\(holder)\n".utf8)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func text(in descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return "" }
        return String(String(decoding: bytes[..<count], as: UTF8.self).prefix { !$0.isNewline })
    }
}
