/// Why a file of recorded calls cannot be replayed.
public struct ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the file that is wrong, from 1; `nil` where it is no single one.
    public let line: Int?
    /// What is wrong, as the end of a sentence.
    public let reason: String

    init(line: Int? = nil, _ reason: String) {
        self.line = line
        self.reason = reason
    }

    public var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
