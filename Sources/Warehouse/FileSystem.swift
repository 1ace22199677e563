import Foundation

/// The file system of a file or of the folder that it would be in.
struct FileSystem {
    /// Bytes that this user may still write.
    let bytesLeft: Int64
    /// Whether it is mounted for reading alone.
    let isReadOnly: Bool

    /// `nil` if neither the file nor its folder can be asked.
    init?(of path: String) {
        var found = statvfs()
        let isKnown = statvfs(path, &found) == 0 || statvfs(Self.folder(of: path), &found) == 0
        guard isKnown else { return nil }
        bytesLeft = Int64(clamping: UInt64(found.f_bavail) * UInt64(found.f_frsize))
        isReadOnly = found.f_flag & UInt(ST_RDONLY) != 0
    }

    static func folder(of path: String) -> String {
        // By hand: Foundation's way traps on a name of one letter.
        let slash = path.lastIndex(of: "/")
        return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }
}
