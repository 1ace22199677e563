import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What runs of this program left that were killed while they wrote.
public enum Leftovers {
    /// Removes them from a folder: drafts of this user whose process is gone. Nothing else is
    /// touched, and no link is followed.
    public static func remove(in folder: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return
        }
        for name in names {
            guard let draft = DraftName(name) else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_uid == geteuid() else { continue }
            let writtenAt = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
            guard draft.isLeft(writtenAt: writtenAt) else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: unlink(path)
            case S_IFDIR: try? FileManager.default.removeItem(atPath: path)
            default: continue
            }
        }
    }

    /// The same beside a file.
    public static func remove(beside path: String) { remove(in: split(path).folder) }
}
