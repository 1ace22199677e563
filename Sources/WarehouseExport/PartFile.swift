import Foundation
import Hashing

/// A file of rows that is written beside its place, and takes it whole or not at all. Its name
/// tells its content, so that a file that is there is never written over.
final class PartFile {
    private let folder: String
    private let temporary: String
    private var descriptor: Int32
    private var hash = SHA256()
    private(set) var count: Int64 = 0

    init(in folder: String) throws(ExportError) {
        self.folder = folder
        temporary = "\(folder)/.\(getpid())-\(UInt32.random(in: .min ... .max)).part"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(temporary, Self.reason) }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporary)
        }
    }

    func append(_ bytes: [UInt8]) throws(ExportError) {
        hash.update(bytes)
        count += Int64(bytes.count)
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { raw in
                write(descriptor, raw.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(temporary, Self.reason)
            }
            done += written
        }
    }

    /// Puts the file in its place.
    ///
    /// - Parameter name: makes a name of the digest, in hexadecimal.
    func finish(name: (_ digest: String) -> String) throws(ExportError) -> (
        name: String, digest: String
    ) {
        let digest = hash.digest().hexadecimal
        let name = name(digest)
        let path = "\(folder)/\(name)"
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path, Self.reason) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary, path) == 0 else {
            let reason = Self.reason
            unlink(temporary)
            throw .cannotWrite(path, reason)
        }
        Self.sync(folder)
        return (name, digest)
    }

    /// Writes a text whole or not at all, over the one that was there.
    static func put(_ text: String, at path: String) throws(ExportError) {
        let url = URL(filePath: path)
        let file = try PartFile(in: url.deletingLastPathComponent().path)
        try file.append(Array(text.utf8))
        _ = try file.finish { _ in url.lastPathComponent }
    }

    static func makeFolder(_ path: String) throws(ExportError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path, reason(of: error))
        }
    }

    private static func reason(of error: any Error) -> String {
        let underlying = (error as? CocoaError)?.underlying as? POSIXError
        return underlying.map { String(cString: strerror($0.code.rawValue)) }
            ?? "the folder cannot be made"
    }

    private static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
