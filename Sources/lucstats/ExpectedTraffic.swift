import CivilTime
import Collector
import Warehouse

/// Tells a collector which traffic the warehouse's own history lets expect, every quarter of an
/// hour.
struct ExpectedTraffic {
    private var updatedAt: Timestamp?

    private static let spacing = Duration.seconds(900)

    mutating func tell(
        _ collector: PassCollector, from warehouse: Warehouse, at now: Timestamp
    ) async throws {
        if let updatedAt, now >= updatedAt, now - updatedAt < Self.spacing { return }
        updatedAt = now
        await collector.expect(try warehouse.expectedArrivals(at: now))
    }
}
