import Files
import Foundation
import Hashing

/// A file of rows that appears whole or not at all. Its name is made of its content, so that a file
/// that is there is never written over by another content.
///
/// A small one is kept in memory until it is finished: most turn out to be there already.
final class PartFile {
    /// Bytes that are kept in memory.
    private static let maximumHeld = 16_000_000

    private let folder: String
    private var draft: DraftFile?
    private var held: [UInt8] = []
    private var hash = SHA256()
    private(set) var count: Int64 = 0

    /// - Parameter folder: that of the export, in which the draft lies: whoever reads the folders of
    ///   rows as a whole does not meet it.
    init(of folder: String) {
        self.folder = folder
    }

    func append(_ bytes: [UInt8]) throws(ExportError) {
        hash.update(bytes)
        count += Int64(bytes.count)
        held += bytes
        if held.count > Self.maximumHeld { _ = try stored() }
    }

    /// The digest of what was appended, in hexadecimal.
    func digest() -> String { hash.digest().hexadecimal }

    /// Its path below the export's folder until it is finished, for those who read or write it
    /// themselves. All that was appended is in it.
    func draftPath() throws(ExportError) -> String {
        String(try stored().path.split(separator: "/").last ?? "")
    }

    /// Leaves the draft to its file: neither memory nor an open file is kept for it.
    func seal() throws(ExportError) {
        let draft = try stored()
        do throws(FileError) { try draft.seal() } catch {
            throw .cannotWrite(error.path, error.reason)
        }
    }

    /// The draft, with what was kept in memory.
    private func stored() throws(ExportError) -> DraftFile {
        do throws(FileError) {
            let draft: DraftFile
            if let made = self.draft {
                draft = made
            } else {
                draft = try DraftFile(for: "\(folder)/rows", permissions: .secret)
                self.draft = draft
            }
            if !held.isEmpty { try draft.append(held) }
            held = []
            return draft
        } catch {
            throw .cannotWrite(error.path, error.reason)
        }
    }

    /// Puts the file in its place.
    ///
    /// - Parameter path: below the export's folder.
    func finish(at path: String) throws(ExportError) {
        let draft = try stored()
        try Self.makeFolder(
            String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), in: folder)
        if Self.isFolder("\(folder)/\(path)") {
            throw .cannotWrite("\(folder)/\(path)", "a folder is in its place; remove it")
        }
        do throws(FileError) { try draft.finish(at: "\(folder)/\(path)") } catch {
            throw .cannotWrite(error.path, error.reason)
        }
    }

    /// Writes a text whole or not at all, over the one that was there.
    static func put(_ text: String, at path: String) throws(ExportError) {
        do throws(FileError) {
            try DraftFile.write(Array(text.utf8), to: path, permissions: .secret)
        } catch {
            throw .cannotWrite(path, error.reason)
        }
    }

    // MARK: Folders

    /// Makes a folder, and those above it, for this user alone. In the export's own folder no link
    /// is followed.
    ///
    /// - Parameter place: below `folder`.
    static func makeFolder(_ place: String, in folder: String) throws(ExportError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            var (link, target) = (stat(), stat())
            let isThere = stat(folder, &target) == 0
            if !isThere, lstat(folder, &link) == 0 {
                throw .cannotWrite(folder, "it is a link that leads nowhere")
            }
            let isFile = isThere && target.st_mode & S_IFMT != S_IFDIR
            throw .cannotWrite(folder, isFile ? "it is a file" : reason(of: error))
        }
        var path = folder
        for name in place.split(separator: "/") {
            path += "/\(name)"
            guard mkdir(path, 0o700) != 0 else { continue }
            guard errno == EEXIST else {
                throw .cannotWrite(path, String(cString: strerror(errno)))
            }
            guard isFolder(path) else {
                throw .cannotWrite(path, "a symbolic link or a file is in its place; remove it")
            }
        }
    }

    /// Whether a path is a folder itself, and not a link to one.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is anything at a path, a link that leads nowhere included.
    static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func reason(of error: any Error) -> String {
        let underlying = (error as? CocoaError)?.underlying as? POSIXError
        return underlying.map { String(cString: strerror($0.code.rawValue)) }
            ?? "the folder cannot be made"
    }
}
