/// Why a text is not a period, or why a period has no place on a local clock.
public struct PeriodError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// A word that is not among ``Period/words``.
        case unknownWord
        /// Neither a word nor a date, week, month, quarter or year.
        case malformed
        /// A date, week or time that the calendar or the clock does not have.
        case nonexistent
        /// The end is not after the start.
        case reversed, empty
        /// START and END differ in kind, or local times that span too many dates.
        case unsupported
        /// A local time that is not the start of an interval.
        case unaligned
    }

    public let code: Code
    /// What is wrong, and what to write instead.
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
