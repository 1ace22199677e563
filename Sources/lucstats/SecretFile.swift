import Files
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that others could use against their owner.
enum SecretFile {
    /// Refuses a file that others may write, with the command that repairs it: who writes the
    /// configuration decides which server gets the API key. So does the owner of a file, whatever
    /// its permissions. Root may be given anybody's.
    ///
    /// - Parameter kind: what the file is, such as `configuration`.
    /// - Throws: ``Failure`` (configuration).
    static func checkWriters(_ path: String, kind: String, user: uid_t = geteuid()) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        guard user == 0 || status.st_uid == user || status.st_uid == 0 else {
            throw Failure(
                .configuration,
                "The \(kind) \(path) belongs to another user, who can change it. Use a copy of your own."
            )
        }
        guard status.st_mode & 0o022 != 0 else { return }
        throw Failure(
            .configuration,
            "The \(kind) \(path) can be changed by other users. Run: chmod go-w \(path.shellWord)")
    }

    /// Refuses a file that others may read, with the command that repairs it. A link counts as what
    /// it leads to.
    ///
    /// - Parameter kind: what the file is, such as `key file`.
    /// - Throws: ``Failure`` (configuration).
    static func check(_ path: String, kind: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        throw Failure(
            .configuration,
            "The \(kind) \(path) is open to others than its owner. Run: chmod 600 \(path.shellWord)"
        )
    }
}
