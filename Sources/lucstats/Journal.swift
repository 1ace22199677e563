import Foundation

/// systemd's journal, which takes how bad a line is from its beginning: `<4>` and so on
/// (sd-daemon(3)). `journalctl --priority warning` then shows what is wrong and nothing else.
enum Journal {
    /// Whether standard error goes to the journal: the variable names its device and inode
    /// (systemd.exec(5)), and a standard error that was redirected since has others.
    static let isListening: Bool = {
        var status = stat()
        guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"],
            fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }()

    /// What the line begins with, elsewhere nothing; syslog's numbers.
    static func prefix(_ level: Log.Level) -> String {
        guard isListening else { return "" }
        return switch level {
        case .error: "<3>"
        case .warning: "<4>"
        case .info: "<6>"
        }
    }
}
