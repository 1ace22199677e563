import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A folder for files in between, which only this user may enter; gone with its last reference.
public final class ScratchFolder {
    /// Its path.
    public let path: String

    /// Makes one among the system's temporary files, and removes what killed runs left there.
    public init() throws(FileError) {
        let root = FileManager.default.temporaryDirectory.path
        Leftovers.remove(in: root)
        path = "\(root)/\(DraftName.new(for: "scratch"))"
        guard mkdir(path, 0o700) == 0 else { throw .cannotWrite(path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
