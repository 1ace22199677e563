/// Why a file could not be made, written or locked.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: Hashable, Sendable {
        case cannotWrite
        /// There is a file at the place, and it is not to be replaced.
        case alreadyThere
        /// Another process has the lock.
        case locked
    }

    /// What kind of failure it is.
    public let code: Code
    /// The file that was to be written.
    public let path: String
    /// The system's reason, as a clause.
    public let reason: String

    public var description: String { "Cannot write \(path): \(reason)." }

    /// There is a file at `path`, and it stays as it is.
    public init(alreadyAt path: String) {
        code = .alreadyThere
        self.path = path
        reason = "it exists already"
    }

    init(code: Code, path: String, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    static func cannotWrite(_ path: String, _ reason: String = lastReason) -> FileError {
        FileError(code: .cannotWrite, path: path, reason: reason)
    }
}
