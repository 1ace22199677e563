import Files
import SQLite

/// The text of a query that a user wrote.
enum QueryText {
    /// Reads the file at `path`.
    ///
    /// - Parameter unreadable: the exit code if it cannot be read as text.
    /// - Throws: ``Failure``, with the file's path and the reason.
    static func read(_ path: String, unreadable: ExitCode) throws -> String {
        try text(
            RegularFile.read(path, atMost: QueryLimits.textBytes), of: path, unreadable: unreadable)
    }

    /// The text of `bytes`, which came from `place`; `nil` if nothing could be read there.
    ///
    /// - Throws: ``Failure``, with the place and the reason.
    static func text(_ bytes: [UInt8]?, of place: String, unreadable: ExitCode) throws -> String {
        guard let bytes, bytes.count <= QueryLimits.textBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw Failure(
                unreadable,
                "\(place) cannot be read as a query: UTF-8 text of at most "
                    + "\(QueryLimits.textBytes) bytes.")
        }
        // SQLite would end the text there.
        guard !bytes.contains(0) else {
            throw Failure(
                .badData,
                "\(place) holds the character U+0000, which no query can. Remove it.")
        }
        return text
    }
}
