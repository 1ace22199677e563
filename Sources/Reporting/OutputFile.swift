internal import Files
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

/// Files of the output appear whole or not at all.
enum OutputFile {
    /// Writes a file in pieces. If `body` throws, what stood at `url` before stays.
    static func write(
        to url: URL, _ body: (_ append: ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        do {
            let draft = try DraftFile(for: url.path)
            try body { try draft.append($0) }
            try draft.finish()
        } catch let error as FileError {
            throw ReportError.cannotWrite(error.path, reason: error.reason)
        }
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
        let reason = String(cString: strerror(errno))
        let isThere = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        guard isMade || isFolder.boolValue else {
            throw .cannotWrite(
                url.path, reason: isThere ? "that is a file, and a folder is needed" : reason)
        }
    }
}
