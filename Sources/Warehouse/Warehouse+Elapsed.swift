public import CivilTime
import SQLite

extension Warehouse {
    /// How far a running period has come: up to the last pass, or up to now if that is too long ago
    /// to belong to a collector at work.
    ///
    /// - Returns: `nil` for a period that is over, or that has not begun.
    public func elapsed(of bounds: Range<Timestamp>, now: Timestamp) throws -> Timestamp? {
        guard bounds.contains(now) else { return nil }
        guard let last = try lastPassAt(), bounds.contains(last), last <= now else { return now }
        return now - last <= Self.longestPause ? last : now
    }

    /// The gap between passes that is a gap in any configuration by default.
    private static let longestPause = Duration.seconds(300)
}
