import CivilTime
import Foundation
import Locking

/// The zone in which a server writes times that name none.
final class LocalZone: Sendable {
    private static let hour: Int64 = 3_600_000

    private let zone: TimeZone
    /// The offsets of hours of the local clock, in milliseconds: asking the zone is slow.
    private let offsets = Locked<[Int64: Int64]>([:])

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    /// The instant at which the zone's clock shows a time.
    ///
    /// - Parameter clock: the time that the clock shows, as if it were UTC. One that comes twice
    ///   when clocks go back is the first, one that does not come is read by the offset before.
    func instant(of clock: Timestamp) -> Timestamp {
        let hour = clock.milliseconds / Self.hour
        let known = offsets.withLock { $0[hour] }
        let offset = known ?? offset(at: clock)
        if known == nil {
            offsets.withLock { offsets in
                if offsets.count > 10_000 { offsets.removeAll() }
                offsets[hour] = offset
            }
        }
        return Timestamp(milliseconds: clock.milliseconds - offset)
    }

    private func offset(at clock: Timestamp) -> Int64 {
        func offset(_ milliseconds: Int64) -> Int64 {
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            return Int64(zone.secondsFromGMT(for: date)) * 1000
        }
        // A day before the clock shows it: the offset before any change nearby.
        let before = offset(clock.milliseconds - 24 * Self.hour)
        let instant = clock.milliseconds - before
        let now = offset(instant)
        // By the offset before a change the instant lies before the change: then that one holds.
        return now == before || offset(clock.milliseconds - now) != now ? before : now
    }
}
