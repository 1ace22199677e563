/// How much a query may take that somebody else may have written.
public struct QueryLimits: Sendable {
    /// When it has to be done, the reading of its rows included.
    public var deadline: ContinuousClock.Instant
    /// Maximum number of rows that a statement may return.
    public var rows: Int
    /// Maximum bytes of all texts and blobs that a statement may return.
    public var bytes: Int

    /// Maximum bytes of one text or blob, also of those in between.
    public static let valueBytes = 8_000_000
    /// Maximum bytes of a statement's text.
    public static let textBytes = 1_000_000
    /// Maximum number of columns of a statement's result.
    public static let columns = 200
    /// Maximum bytes of a pattern of LIKE and GLOB: a longer one could not be interrupted in time.
    static let patternBytes = 1000

    public init(deadline: ContinuousClock.Instant, rows: Int, bytes: Int) {
        self.deadline = deadline
        self.rows = rows
        self.bytes = bytes
    }
}
