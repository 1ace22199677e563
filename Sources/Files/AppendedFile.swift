#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that grows while something is done.
public enum AppendedFile {
    /// Adds bytes to the end of a file, which is made if it is not there. A link is not followed.
    public static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(path, errno == ELOOP ? "it is a symbolic link" : lastReason)
        }
        defer { close(descriptor) }
        let problem = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
        if let problem { throw .cannotWrite(path, String(cString: strerror(problem))) }
    }
}
