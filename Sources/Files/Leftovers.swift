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
        remove(in: folder) { $0.isLeft(writtenAt: $1) }
    }

    /// Removes what this process makes beside a file, before it ends in the middle of it.
    public static func removeOwn(beside path: String) {
        remove(in: split(path).folder) { draft, _ in draft.isOfThisProcess }
    }

    private static func remove(in folder: String, where isLeft: (DraftName, Date) -> Bool) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return
        }
        for name in names {
            guard let draft = DraftName(name) else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_uid == geteuid() else { continue }
            let writtenAt = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
            guard isLeft(draft, writtenAt) else { continue }
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
