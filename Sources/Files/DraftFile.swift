#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that appears whole or not at all: made beside its place under a name of its own, written,
/// synced, then put in its place.
///
/// It has its permissions from the first moment. What was not made here is never written to or
/// removed, and no link is followed.
public final class DraftFile {
    /// Who may read a file.
    public enum Permissions: Sendable {
        /// As the user wants it of new files (umask): others may read it, unless the user objects.
        case readableByAll
        /// These, whatever the user wants of new files.
        case exactly(UInt32)

        /// For its owner's eyes only.
        public static let secret = Permissions.exactly(0o600)
    }

    /// What happens to a file that is there already.
    public enum Placement: Sendable {
        case replacing
        /// It stays, and the draft is thrown away.
        case ifFree
    }

    private let place: String
    /// Where it is until it is finished, for those who write it themselves.
    public let path: String
    private var descriptor: Int32
    private var isThere = true
    /// Bytes written by ``append(_:)``.
    public private(set) var count: Int64 = 0

    /// - Parameter place: where it is to appear.
    public init(for place: String, permissions: Permissions = .readableByAll) throws(FileError) {
        let (folder, name) = split(place)
        self.place = place
        path = "\(folder == "/" ? "" : folder)/\(DraftName.new(for: name))"
        let mode: mode_t = if case .readableByAll = permissions { 0o644 } else { 0o600 }
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .cannotWrite(place) }
        if case .exactly(let mode) = permissions, fchmod(descriptor, mode_t(mode)) != 0 {
            throw .cannotWrite(place)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if isThere { unlink(path) }
    }

    /// Writes a file.
    public static func write(
        _ bytes: [UInt8], to place: String, permissions: Permissions = .readableByAll,
        _ placement: Placement = .replacing
    ) throws(FileError) {
        let draft = try DraftFile(for: place, permissions: permissions)
        try draft.append(bytes)
        try draft.finish(placement)
    }

    /// Adds bytes to the end.
    public func append(_ bytes: [UInt8]) throws(FileError) {
        let problem = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
        if let problem { throw .cannotWrite(place, String(cString: strerror(problem))) }
        count += Int64(bytes.count)
    }

    /// Ends the writing. The file waits on the disk, and no longer counts as an open one.
    public func seal() throws(FileError) {
        guard descriptor >= 0 else { return }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(place) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw .cannotWrite(place) }
    }

    /// Puts the file in its place.
    ///
    /// - Parameter other: another place than it was made for, on the same file system.
    /// - Throws: ``FileError``: `alreadyThere` if there is a file that is not to be replaced.
    public func finish(
        _ placement: Placement = .replacing, at other: String? = nil
    ) throws(FileError) {
        try seal()
        let target = other ?? place
        switch placement {
        case .replacing:
            guard rename(path, target) == 0 else { throw .cannotWrite(target) }
            isThere = false
        case .ifFree: try link(to: target)
        }
        syncFolder(split(target).folder)
    }

    /// Of several processes that do so at the same time, one succeeds.
    private func link(to target: String) throws(FileError) {
        if systemLink(path, target) == 0 {
            unlink(path)
            isThere = false
            return
        }
        guard errno != EEXIST else { throw FileError(alreadyAt: target) }
        guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else {
            throw .cannotWrite(target)
        }
        // A file system without hard links: the name is taken by an empty file first.
        let taken = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard taken >= 0 else {
            throw errno == EEXIST ? FileError(alreadyAt: target) : .cannotWrite(target)
        }
        close(taken)
        guard rename(path, target) == 0 else {
            let reason = lastReason
            unlink(target)
            throw .cannotWrite(target, reason)
        }
        isThere = false
    }
}

/// The system's `link`, out of the shadow of the method.
private func systemLink(_ path: String, _ target: String) -> Int32 { link(path, target) }
