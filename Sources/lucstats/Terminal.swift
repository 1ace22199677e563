import Foundation
import Locking

/// Results go to standard output, everything else to standard error. The one place that writes to
/// a terminal, which gets nothing that it would obey (``TerminalText``); files and pipes get every
/// byte as it is.
///
/// Writes with the system's own call: a `FileHandle` ends the program where the disk is full.
enum Terminal {
    static func result(_ text: String) {
        result(Array(text.utf8))
    }

    /// A result that cannot be written ends the program, in silence if its reader has ended.
    static func result(_ bytes: [UInt8]) {
        let bytes = isResultWatched ? TerminalText.shown(bytes) : bytes
        guard let problem = write(bytes, to: STDOUT_FILENO) else { return }
        if problem == EPIPE { StandardStreams.endByBrokenPipe() }
        let reason = String(cString: strerror(problem))
        Log.failure(
            Failure(.cannotWrite, "Cannot write the result to standard output: \(reason)."))
        exit(ExitCode.cannotWrite.rawValue)
    }

    /// One line for whoever started the program.
    static func message(_ text: String) {
        Log.message(text)
    }

    /// Whether a person sees the messages.
    static let isWatched = isatty(STDERR_FILENO) != 0
    /// Whether a person sees the results.
    private static let isResultWatched = isatty(STDOUT_FILENO) != 0

    /// The characters on a line, if a person sees the results.
    static var resultWidth: Int? {
        guard isResultWatched else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
            return nil
        }
        return Int(size.ws_col)
    }

    private static func shown(_ text: String) -> String {
        isWatched ? String(decoding: TerminalText.shown(Array(text.utf8)), as: UTF8.self) : text
    }

    private static let progressLine = Locked("")

    /// Shows on a terminal what goes on, in one line that the next one replaces; nothing
    /// elsewhere.
    static func progress(_ text: String) {
        guard isWatched, Log.format == .text, !Log.isQuiet else { return }
        let text = shown(text)
        progressLine.withLock { line in
            line = text
            _ = write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
        }
    }

    /// Takes the line of progress away.
    static func endProgress() {
        progressLine.withLock { line in
            if !line.isEmpty { _ = write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
            line = ""
        }
    }

    /// Writes a line to standard error, above the line of progress.
    static func line(_ text: String) {
        let text = shown(text)
        progressLine.withLock { line in
            let (before, after) = line.isEmpty ? ("", "") : ("\r\u{1B}[K", line)
            _ = write(Array("\(before)\(text)\n\(after)".utf8), to: STDERR_FILENO)
        }
    }

    /// The error's number, `nil` when all was written.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        Foundation.write(descriptor, bytes.baseAddress, bytes.count)
    }
}
