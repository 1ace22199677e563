import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Small files that others read while they are written anew: whoever reads one sees the old
/// content or the new one.
enum WholeFile {
    /// - Throws: ``Failure`` (cannotWrite); what stood there before stays.
    static func write(_ bytes: [UInt8], to path: String, mode: Int) throws {
        let draft = "\(path).\(getpid()).new"
        // The mode of a file that is left from a run that was killed would stay.
        unlink(draft)
        guard
            FileManager.default.createFile(
                atPath: draft, contents: Data(bytes), attributes: [.posixPermissions: mode]),
            rename(draft, path) == 0
        else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw Failure(.cannotWrite, "\(path) cannot be written: \(reason).")
        }
    }
}
