#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Files in folders that others may write to: a pipe of that name would be waited for without end,
/// and a device read without end.
public enum RegularFile {
    /// The content; `nil` if it cannot be read, is not a file, or is longer than `limit` bytes.
    public static func read(_ path: String, atMost limit: Int) -> [UInt8]? {
        guard let bytes = start(of: path, limit + 1), bytes.count <= limit else { return nil }
        return bytes
    }

    /// The first bytes; `nil` if it cannot be read or is not a file.
    public static func start(of path: String, _ limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let size = min(limit, Int(clamping: status.st_size))
        var bytes = [UInt8](repeating: 0, count: size)
        let count = bytes.withUnsafeMutableBytes { readAll(into: $0, from: descriptor) }
        guard let count else { return nil }
        bytes.removeLast(size - count)
        return bytes
    }

    /// The number of bytes that there were; `nil` for an error.
    private static func readAll(
        into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32
    ) -> Int? {
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let more = systemRead(descriptor, rest)
            if more > 0 {
                count += more
            } else if more == 0 {
                break
            } else if errno != EINTR {
                return nil
            }
        }
        return count
    }
}

/// The system's `read`, out of the shadow of the method.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}
