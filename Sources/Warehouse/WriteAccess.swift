import Foundation

/// Whether this user may write at a place, to say why SQLite could not.
public enum WriteAccess {
    /// Whether the file system of a file or of its folder is mounted for reading alone.
    public static func isReadOnly(at path: String) -> Bool {
        FileSystem(of: path)?.isReadOnly ?? false
    }

    /// Whether this user may not make files beside a file, as SQLite does for a log.
    public static func isLocked(folderOf path: String) -> Bool {
        access(FileSystem.folder(of: path), W_OK) != 0
    }
}
