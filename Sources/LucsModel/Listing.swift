public import CivilTime

/// What one resource's list said at one time.
///
/// A complete listing may end things: what it does not name is gone. An incomplete one may
/// only add.
public struct Listing<Row: Sendable>: Sendable {
    /// Each entity once, in the order told.
    public var rows: [Row]
    /// The server's clock when it answered the first page.
    public var observedAt: Timestamp
    /// Why rows may be missing, in plain words; `nil` when the listing is complete.
    public var shortfall: String?

    public var isComplete: Bool { shortfall == nil }

    public init(rows: [Row], observedAt: Timestamp, shortfall: String? = nil) {
        self.rows = rows
        self.observedAt = observedAt
        self.shortfall = shortfall
    }
}
