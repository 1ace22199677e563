public import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file of the output that something else made.
public enum ReportOutput {
    /// Writes a file whole or not at all. Throws ``ReportError`` (cannotWrite).
    public static func write(_ bytes: [UInt8], to url: URL) throws {
        try OutputFile.makeFolder(url.deletingLastPathComponent())
        try OutputFile.write(bytes, to: url)
    }
}

/// A file that appears whole or not at all: written beside its place, synced, then renamed.
struct OutputFile: ~Copyable {
    private let path: String
    private let temporaryPath: String
    private var descriptor: Int32

    private init(path: String) throws(ReportError) {
        self.path = path
        let (folder, name) = Self.split(path)
        // Two writers of one file must not share what is not finished.
        let unique = UInt32.random(in: .min ... .max)
        temporaryPath = "\(folder)/.\(name).\(getpid())-\(unique).part"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path, reason: Self.reason()) }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporaryPath)
        }
    }

    /// Writes a file in pieces. When `body` throws, what stood at `url` before stays.
    static func write(
        to url: URL, _ body: (_ append: ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        var file = try OutputFile(path: url.path)
        let descriptor = file.descriptor
        let path = url.path
        try body { try append($0, to: descriptor, path: path) }
        try file.finish()
    }

    static func write(_ bytes: [UInt8], to url: URL) throws {
        try write(to: url) { append in try append(bytes) }
    }

    /// Makes a folder and those above it, where they are not there yet.
    static func makeFolder(_ url: URL) throws(ReportError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
            isFolder.boolValue
        {
            return
        }
        let parent = url.deletingLastPathComponent()
        if parent.path != url.path && parent.path != "/" { try makeFolder(parent) }
        // Another run may have made it in the meantime; a file in its place is an error.
        let isMade = mkdir(url.path, 0o755) == 0
        let reason = Self.reason()
        let isThere = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        guard isMade || isFolder.boolValue else {
            throw .cannotWrite(
                url.path, reason: isThere ? "that is a file, and a folder is needed" : reason)
        }
    }

    private mutating func finish() throws(ReportError) {
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path, reason: Self.reason()) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporaryPath, path) == 0 else {
            let reason = Self.reason()
            unlink(temporaryPath)
            throw .cannotWrite(path, reason: reason)
        }
        let folder = open(Self.split(path).folder, O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func append(
        _ bytes: [UInt8], to descriptor: Int32, path: String
    ) throws(ReportError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Self.systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: buffer[done...]))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(path, reason: reason())
            }
            done += count
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        unsafeWrite(descriptor, bytes.baseAddress, bytes.count)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}

/// The system's `write`, out of the shadow of ``OutputFile/write(_:to:)``.
private func unsafeWrite(
    _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
) -> Int {
    write(descriptor, bytes, count)
}
