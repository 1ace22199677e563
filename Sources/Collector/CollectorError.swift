/// Why a collector cannot work, in words for the operator.
public struct CollectorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong. Kinds may be added.
    public struct Code: Hashable, Sendable {
        private enum Kind: String {
            case lockHeld, lockFailed, oddClock
        }

        private let kind: Kind

        /// Another collector works for the same warehouse.
        public static let lockHeld = Code(kind: .lockHeld)
        /// The lock's file cannot be made or locked.
        public static let lockFailed = Code(kind: .lockFailed)
        /// The server's clock shows a time that nothing else confirms.
        public static let oddClock = Code(kind: .oddClock)
    }

    public var code: Code
    /// A sentence, or two.
    public var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
