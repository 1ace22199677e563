import Files
import Foundation
import Hashing

/// A file of rows that appears whole or not at all. Its name is made of its content, so that a file
/// that is there is never written over by another content.
final class PartFile {
    private let draft: DraftFile
    private var hash = SHA256()
    var count: Int64 { draft.count }
    /// Its name in the folder until it is finished, for those who read or write it themselves.
    var draftName: String { String(draft.path.split(separator: "/").last ?? "") }

    init(in folder: String) throws(ExportError) {
        let place = "\(folder)/rows"
        do throws(FileError) { draft = try DraftFile(for: place) } catch {
            throw .cannotWrite(place, error.reason)
        }
    }

    func append(_ bytes: [UInt8]) throws(ExportError) {
        hash.update(bytes)
        do throws(FileError) { try draft.append(bytes) } catch {
            throw .cannotWrite(error.path, error.reason)
        }
    }

    /// The digest of what was appended, in hexadecimal.
    func digest() -> String { hash.digest().hexadecimal }

    /// Puts the file in its place.
    ///
    /// - Parameter name: makes a name of the digest, in hexadecimal.
    func finish(name: (_ digest: String) -> String) throws(ExportError) -> (
        name: String, digest: String
    ) {
        let digest = hash.digest().hexadecimal
        let name = name(digest)
        do throws(FileError) { try draft.finish(name: name) } catch {
            throw .cannotWrite(error.path, error.reason)
        }
        return (name, digest)
    }

    /// Puts the file in its place under a name that its writer knows.
    func finish(name: String) throws(ExportError) {
        do throws(FileError) { try draft.finish(name: name) } catch {
            throw .cannotWrite(error.path, error.reason)
        }
    }

    /// Writes a text whole or not at all, over the one that was there.
    static func put(_ text: String, at path: String) throws(ExportError) {
        do throws(FileError) { try DraftFile.write(Array(text.utf8), to: path) } catch {
            throw .cannotWrite(path, error.reason)
        }
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
}
