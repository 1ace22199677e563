import Glibc

/// A port that accepts connections and never says a word.
public final class SilentListener: Sendable {
    public let port: UInt16
    private let listener: Int32

    public init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // The system accepts for it, as long as nobody else does.
        port = try Loopback.listen(listener)
    }

    deinit { close(listener) }
}
